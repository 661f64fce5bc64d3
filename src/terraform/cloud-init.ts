import { createHash } from 'node:crypto';
import type { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import { InvalidSystemError } from '../model/problem';
import { cloudInitTooLarge } from '../model/problems';
import type { ResolvedMachine } from '../model/resolved';
import { type CloudInit, escapeTemplate, renderCloudInit } from './guest';
import type { HostSide } from './host-side';
import { type IsoFile, isoHead, isoSize, SECTOR, SYSTEM_AREA } from './iso9660';
import { renderLocals } from './locals';
import { reference } from './names';
import type { PoolSide } from './pool';
import type { Virsh, VirshSteps } from './virsh';

/** Linux passes no longer text than 128 KiB in one variable. */
const MAX_DOCUMENT = 120_000;

/** Room for each value that Terraform fills in: a verifier in base64 is some hundred bytes, a certificate with its key some thousand. */
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
 * What machines of a kind are told alike is written once for all of them, and so is the directory of images of one size.
 */
export class CloudInitVolumes {
  private readonly steps: VirshSteps<'pool' | 'volume' | 'disk'>;
  private readonly files: Record<string, Readonly<Record<string, string>>> = {};
  private readonly images: Record<string, Readonly<Record<'bytes' | 'head', string>>> = {};
  private readonly guests: Record<string, string> = {};

  constructor(scope: Construct, virsh: Virsh) {
    const file = (key: string): string => `local.cloud_init_files[each.key].${key}`;
    const image = (key: string): string => `\${local.cloud_init_images[${file('sizes')}].${key}}`;
    this.steps = virsh.steps('cloud-init', {
      facts: ['pool', 'volume'],
      // A guest that is installed anew (`terraform apply -replace`, or a lost disk) is told what the system says now.
      triggers: { disk: 'disk' },
      environment: {
        HEAD: image('head'),
        BYTES: image('bytes'),
        SIZES: `\${${file('sizes')}}`,
        ...Object.fromEntries(DOCUMENTS.map(([, , key]) => [key.toUpperCase(), `\${${file(key)}}`])),
      },
      create: { name: 'cloud_init', text: WRITE },
      destroy: DELETE,
    });
    renderLocals(scope, 'cloud_init_files', this.files);
    renderLocals(scope, 'cloud_init_images', this.images);
    renderLocals(scope, 'guests', this.guests);
  }

  /** Address of what a domain with such a CD depends on. */
  address(machine: ResolvedMachine): string {
    return this.steps.address(machine.name);
  }

  /** @param root the disk that is set up from it; unset where it is there already */
  add({ host }: HostSide, pool: PoolSide, machine: ResolvedMachine, seed: Seed, root: volume.Volume | undefined): void {
    this.steps.add(machine.name, host, {
      pool: pool.name,
      volume: seedVolume(machine),
      disk: root ? reference(root, 'id') : escapeTemplate(machine.root.volumeName),
    });
    const sizes = seed.files.map(({ size }) => size).join(' ');
    this.images[sizes] ??= {
      bytes: String(isoSize(seed.files)),
      head: isoHead('cidata', seed.files)
        .map((sector) => sector.toString('base64'))
        .join(' '),
    };
    const { userData, ...documents } = seed.documents;
    this.guests[seed.guest] = userData.common;
    this.files[machine.name] = {
      sizes,
      meta_data: documents.metaData,
      network_config: documents.networkConfig,
      user_data: `${userData.own}\${local.guests[${JSON.stringify(seed.guest)}]}`,
    };
  }
}

/** What lies on a machine's CD. */
export interface Seed {
  readonly documents: CloudInit;
  /** The documents with their sizes, in the order in which they lie there. */
  readonly files: readonly IsoFile[];
  /** Names what it has in common with others. */
  readonly guest: string;
}

/**
 * @returns undefined for a guest that nothing configures
 * @throws InvalidSystemError when a document is too large
 */
export function seedOf(machine: ResolvedMachine): Seed | undefined {
  const documents = renderCloudInit(machine);
  if (!documents) return undefined;
  const { own, common } = documents.userData;
  const texts = { ...documents, userData: own + common };
  const digest = createHash('sha256').update(common).digest('hex').slice(0, 8);
  return {
    documents,
    files: DOCUMENTS.map(([key, name]) => ({ name, size: documentSize(machine.name, name, texts[key]) })),
    guest: `${machine.guest.role.kind}-${machine.os.id}-${digest}`,
  };
}

/** In the order of their names, as a directory lists them. */
const DOCUMENTS = [
  ['metaData', 'meta-data', 'meta_data'],
  ['networkConfig', 'network-config', 'network_config'],
  ['userData', 'user-data', 'user_data'],
] as const;

/** Whole sectors with room to spare: the length that is left is filled with a comment. */
function documentSize(machine: string, name: string, template: string): number {
  const bytes = Buffer.byteLength(template);
  const filled = (template.match(/(?<!\$)\$\{/g) ?? []).length;
  // Room for the first has been left already.
  const most = MAX_DOCUMENT - HEADROOM * Math.max(0, filled - 1);
  if (bytes > most) throw new InvalidSystemError([cloudInitTooLarge(machine, name, bytes, Math.max(0, most))]);
  const headroom = template.includes('${') ? HEADROOM * Math.max(1, filled) : 0;
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
