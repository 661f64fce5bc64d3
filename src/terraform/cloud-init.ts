import type { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import { InvalidSystemError } from '../model/problem';
import { cloudInitTooLarge } from '../model/problems';
import type { ResolvedMachine } from '../model/resolved';
import type { CloudInit } from './guest';
import type { HostSide } from './host-side';
import { isoHead, isoSize, SECTOR, SYSTEM_AREA } from './iso9660';
import { reference } from './names';
import type { PoolSide } from './pool';
import type { TerraformData } from './terraform-data';
import { VirshSteps } from './virsh';

/** Linux passes no longer text than 128 KiB in one variable. */
const MAX_DOCUMENT = 120_000;

/** Room for what Terraform fills in: a verifier in base64 is some hundred bytes. */
const HEADROOM = 8192;

/** The volume with a machine's configuration, a CD to the guest. */
export const seedVolume = (machine: ResolvedMachine): string => `${machine.objectName}-cloudinit.iso`;

/**
 * Writes the CDs that cloud-init (NoCloud) reads when guests are first started.
 *
 * Made once and never again, whatever the configuration says later: a running thing must not depend on it. The provider's
 * own `libvirt_cloudinit_disk` cannot be that: it keeps the image in the temporary folder of the machine where Terraform
 * ran, plans it anew wherever that folder is empty, and keeps every document, verifiers included, in the state. So the
 * image's directory is computed when the stack is synthesized, its files are put behind it by the shell, and all goes to
 * the host through virsh's standard input: nothing lands on the runner's disk or in the state.
 */
export class CloudInitVolumes {
  /** What a domain with such a CD depends on. */
  readonly resource: TerraformData;
  private readonly steps: VirshSteps<'pool' | 'volume'>;

  constructor(scope: Construct) {
    const once = (key: string): string => `\${each.value.once.${key}}`;
    this.steps = new VirshSteps(scope, 'cloud-init', {
      facts: ['pool', 'volume'],
      environment: {
        HEAD: once('head'),
        SIZES: once('sizes'),
        BYTES: once('bytes'),
        ...Object.fromEntries(DOCUMENTS.map(([, , variable]) => [variable, once(variable.toLowerCase())])),
      },
      create: WRITE,
      destroy: DELETE,
    });
    this.resource = this.steps.resource;
  }

  /** @throws InvalidSystemError when a document is too large */
  add({ host }: HostSide, pool: PoolSide, machine: ResolvedMachine, documents: CloudInit, root: volume.Volume): void {
    const files = DOCUMENTS.map(([key, name]) => ({ name, size: documentSize(machine.name, name, documents[key]) }));
    this.steps.add(machine.name, {
      host,
      facts: { pool: pool.name, volume: seedVolume(machine) },
      // A guest that is installed anew (`terraform apply -replace`, or a lost disk) is told what the system says now.
      triggers: { disk: reference(root, 'id') },
      once: {
        head: isoHead('cidata', files)
          .map((sector) => sector.toString('base64'))
          .join(' '),
        sizes: files.map((file) => file.size).join(' '),
        bytes: String(isoSize(files)),
        ...Object.fromEntries(DOCUMENTS.map(([key, , variable]) => [variable.toLowerCase(), documents[key]])),
      },
    });
  }
}

/** In the order of their names, as a directory lists them. */
const DOCUMENTS = [
  ['metaData', 'meta-data', 'META_DATA'],
  ['networkConfig', 'network-config', 'NETWORK_CONFIG'],
  ['userData', 'user-data', 'USER_DATA'],
] as const;

/** Whole sectors with room to spare: the length that is left is filled with a comment. */
function documentSize(machine: string, name: string, template: string): number {
  const bytes = Buffer.byteLength(template);
  if (bytes > MAX_DOCUMENT) throw new InvalidSystemError([cloudInitTooLarge(machine, name, bytes, MAX_DOCUMENT)]);
  const headroom = template.includes('${') ? HEADROOM : 0;
  return Math.ceil((bytes + headroom + FILLER.length) / SECTOR) * SECTOR;
}

/** What follows a document inside its file: the rest is blanks. */
const FILLER = '\n#';

const WRITE = `fill() { { cat; head -c "$1" /dev/zero; } | head -c "$1"; }
fits() { [ "$(printf '%s' "$2" | wc -c)" -le $(($1 - ${FILLER.length})) ] || { echo "The configuration of $VOLUME is larger than foreseen: is a variable very long?" >&2; exit 1; }; }
file() { { printf '%s\n#' "$2"; head -c "$1" /dev/zero | tr '\\0' ' '; } | head -c "$1"; }
set -- $SIZES
fits "$1" "$META_DATA"
fits "$2" "$NETWORK_CONFIG"
fits "$3" "$USER_DATA"
image() {
  head -c ${SYSTEM_AREA * SECTOR} /dev/zero
  for sector in $HEAD; do printf '%s' "$sector" | base64 -d | fill ${SECTOR}; done
  file "$1" "$META_DATA"
  file "$2" "$NETWORK_CONFIG"
  file "$3" "$USER_DATA"
}
v vol-delete --pool "$POOL" "$VOLUME" >/dev/null 2>&1 || true
v vol-create-as "$POOL" "$VOLUME" "\${BYTES}b" --format raw >/dev/null
image "$@" | v vol-upload --pool "$POOL" "$VOLUME" /dev/stdin`;

const DELETE = `volumes=$(v vol-list "$POOL")
case "$volumes" in *" $VOLUME "*) v vol-delete --pool "$POOL" "$VOLUME" >/dev/null ;; esac`;
