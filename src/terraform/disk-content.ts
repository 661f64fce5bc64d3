import type { PoolType, ResolvedMachine } from '../model/resolved';
import type { DiskParts } from './domain-disks';
import type { HostSide } from './host-side';
import { reference } from './names';
import type { TerraformData } from './terraform-data';
import type { Virsh, VirshScript } from './virsh';

/**
 * Puts on a machine's new block devices what they begin with: the image on the root disk, nothing on the others. What a volume group hands
 * out holds what others have written there before, so that it is overwritten first.
 *
 * A disk that has anything in its first 4096 bytes is left alone, whatever the state says: those that are filled here get these bytes last,
 * and LVM clears them when it makes a volume.
 * @returns undefined for a machine that has no new block devices
 */
export function renderContents(
  virsh: Virsh,
  { host }: HostSide,
  machine: ResolvedMachine,
  disks: readonly DiskParts[],
): TerraformData | undefined {
  const fresh = disks.filter(({ disk, pool }) => !disk.existing && CONTENT[pool.facts.type] !== undefined);
  if (fresh.length === 0) return undefined;
  return virsh.step(`${machine.name}-content`, {
    host,
    facts: {
      disks: fresh
        .map(({ disk, pool }) =>
          [pool.name, disk.volumeName, CONTENT[pool.facts.type], disk === machine.root ? 'image' : 'blank'].join(' '),
        )
        .join('\n'),
      source: machine.image?.source ?? '',
      sha256: machine.image?.sha256 ?? '',
    },
    triggers: Object.fromEntries(fresh.flatMap(({ disk, resource }) => (resource ? [[disk.id, reference(resource, 'id')]] : []))),
    create: CONTENTS,
  });
}

/** What new volumes of a pool hold that are no files: zeros, or what was there before. Unset: whoever makes them sees to it. */
const CONTENT: { readonly [T in PoolType]: 'zeros' | 'anything' | undefined } = {
  directory: undefined,
  nfs: undefined,
  lvm: 'anything',
  zfs: 'zeros',
  // Without an image, and thinly provisioned: a disk of zeros.
  rbd: undefined,
  iscsi: undefined,
};

const CONTENTS: VirshScript = {
  name: 'contents',
  text: `folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
image=
fetch() {
  [ -z "$image" ] || return 0
  case "$SOURCE" in
    http://* | https://*) curl --fail --silent --show-error --location --output "$folder/image" "$SOURCE" && image=$folder/image ;;
    *) image=$SOURCE ;;
  esac
  [ -z "$SHA256" ] || printf '%s  %s\\n' "$SHA256" "$image" | sha256sum --check --status || { echo "$SOURCE has another digest than $SHA256" >&2; exit 1; }
}
set -f
set -- $DISKS
while [ $# -ge 4 ]; do
  pool=$1 volume=$2 holds=$3 gets=$4
  shift 4
  v vol-download --pool "$pool" "$volume" /dev/stdout --length 4096 > "$folder/first"
  [ "$(wc -c < "$folder/first")" -eq 4096 ]
  if ! head -c 4096 /dev/zero | cmp -s - "$folder/first"; then continue; fi
  if [ "$holds" = anything ]; then v vol-wipe --pool "$pool" "$volume" >/dev/null; fi
  if [ "$gets" = image ]; then
    fetch
    tail -c +4097 "$image" | v vol-upload --pool "$pool" "$volume" /dev/stdin --offset 4096
    head -c 4096 "$image" | v vol-upload --pool "$pool" "$volume" /dev/stdin --length 4096
  fi
done`,
};
