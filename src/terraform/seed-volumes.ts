import type { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedMachine } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { isoHead, isoSize, SECTOR, SYSTEM_AREA } from './iso9660';
import { renderLocals } from './locals';
import { reference } from './names';
import type { PoolSide } from './pool';
import { LAYOUTS, type Layout, LONGEST_FILLER, type Seed } from './seed';
import type { Virsh, VirshSteps } from './virsh';

/** The volume with a machine's configuration, a CD to the guest. */
export const seedVolume = (machine: ResolvedMachine): string => `${machine.objectName}-cloudinit.iso`;

/** The step that writes the CDs of one layout. */
interface Writer {
  readonly steps: VirshSteps<'pool' | 'volume' | 'disk'>;
  readonly files: Record<string, Readonly<Record<string, string>>>;
  readonly images: Record<string, Readonly<Record<'bytes' | 'head', string>>>;
}

/**
 * Writes the CDs that guests read when they are first started: cloud-init (NoCloud), cloudbase-init, Windows Setup.
 *
 * Made once and never again, whatever the configuration says later: a running thing must not depend on it. The provider's
 * own `libvirt_cloudinit_disk` cannot be that: it keeps the image in the temporary folder of the machine where Terraform
 * ran, plans it anew wherever that folder is empty, and keeps every document, verifiers included, in the state. So the
 * image's directory is computed when the stack is synthesized, its files are put behind it by the shell, and all goes to
 * the host through virsh's standard input: nothing lands on the runner's disk or in the state.
 * What machines of a kind are told alike is written once for all of them, and so is the directory of images of one size.
 */
export class SeedVolumes {
  private readonly writers: { readonly [L in Layout['name']]: Writer };
  private readonly guests: Record<string, string> = {};

  constructor(scope: Construct, virsh: Virsh) {
    const writer = (layout: Layout): Writer => newWriter(scope, virsh, layout);
    this.writers = { 'cloud-init': writer(LAYOUTS['cloud-init']), unattend: writer(LAYOUTS.unattend) };
    renderLocals(scope, 'guests', this.guests);
  }

  /**
   * @param root the disk that is set up from it; unset where it is there already
   * @returns the address of what a domain with such a CD depends on
   */
  add({ host }: HostSide, pool: PoolSide, machine: ResolvedMachine, seed: Seed, root: volume.Volume | undefined): string {
    const { layout, joliet, documents } = seed;
    const { steps, files, images } = this.writers[layout.name];
    steps.add(machine.name, host, {
      pool: pool.name,
      volume: seedVolume(machine),
      disk: root ? reference(root, 'id') : escapeTemplate(machine.root.volumeName),
    });
    // The shell reads as many numbers as there are documents; the word behind them tells images apart.
    const sizes = [...seed.files.map(({ size }) => size), ...(joliet ? ['joliet'] : [])].join(' ');
    images[sizes] ??= {
      bytes: String(isoSize(seed.files, joliet)),
      head: isoHead(layout.label, seed.files, joliet)
        .map((sector) => sector.toString('base64'))
        .join(' '),
    };
    const [first, second, last] = documents;
    this.guests[seed.guest] = last.common;
    const texts = [first, second, `${last.own}\${local.guests[${JSON.stringify(seed.guest)}]}`];
    files[machine.name] = { sizes, ...Object.fromEntries(layout.documents.map(([field], index) => [field, texts[index] ?? ''])) };
    return steps.address(machine.name);
  }
}

function newWriter(scope: Construct, virsh: Virsh, layout: Layout): Writer {
  const local = layout.name.replaceAll('-', '_');
  const file = (key: string): string => `local.${local}_files[each.key].${key}`;
  const image = (key: string): string => `\${local.${local}_images[${file('sizes')}].${key}}`;
  const steps = virsh.steps(layout.name, {
    facts: ['pool', 'volume'],
    // A guest that is installed anew (`terraform apply -replace`, or a lost disk) is told what the system says now.
    triggers: { disk: 'disk' },
    environment: {
      HEAD: image('head'),
      BYTES: image('bytes'),
      SIZES: `\${${file('sizes')}}`,
      ...Object.fromEntries(layout.documents.map(([field]) => [field.toUpperCase(), `\${${file(field)}}`])),
    },
    create: { name: local, text: writeScript(layout) },
    destroy: DELETE,
  });
  const writer: Writer = { steps, files: {}, images: {} };
  renderLocals(scope, `${local}_files`, writer.files);
  renderLocals(scope, `${local}_images`, writer.images);
  return writer;
}

const writeScript = ({ documents, filler }: Layout): string => {
  const each = (line: (variable: string, place: number) => string): string =>
    documents.map(([field], index) => line(`$${field.toUpperCase()}`, index + 1)).join('\n');
  return `fill() { { cat; head -c "$1" /dev/zero; } | head -c "$1"; }
fits() { [ "$(printf '%s' "$2" | wc -c)" -le $(($1 - ${LONGEST_FILLER})) ] || { echo "The configuration of $VOLUME is larger than foreseen: is a variable very long?" >&2; exit 1; }; }
file() { { printf '%s${filler}' "$2"; head -c "$1" /dev/zero | tr '\\0' ' '; } | head -c "$1"; }
set -- $SIZES
${each((variable, place) => `fits "$${place}" "${variable}"`)}
image() {
  head -c ${SYSTEM_AREA * SECTOR} /dev/zero
  for sector in $HEAD; do printf '%s' "$sector" | base64 -d | fill ${SECTOR}; done
${each((variable, place) => `  file "$${place}" "${variable}"`)}
}
v vol-delete --pool "$POOL" "$VOLUME" >/dev/null 2>&1 || true
v vol-create-as "$POOL" "$VOLUME" "\${BYTES}b" --format raw >/dev/null
image "$@" | v vol-upload --pool "$POOL" "$VOLUME" /dev/stdin`;
};

const DELETE = `volumes=$(v vol-list "$POOL")
case "$volumes" in *" $VOLUME "*) v vol-delete --pool "$POOL" "$VOLUME" >/dev/null ;; esac`;
