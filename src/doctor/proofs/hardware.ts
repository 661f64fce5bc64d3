import { cpuSetText, Size } from '../../model/values';
import type { Asking } from '../asking';
import { holds, missing, type ProofOf, unknown, type Verdict } from '../verdict';
import { reaches, unasked } from './hosts';

/** What libvirt is asked about what machines have of their hosts for themselves. */

/** Parts of a text that stand between tags of that name. */
const elements = (xml: string, name: string): readonly string[] => xml.match(new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`, 'g')) ?? [];

const attribute = (xml: string, name: string): string | undefined => new RegExp(`\\s${name}=['"]([^'"]*)['"]`).exec(xml)?.[1];

/** NUMA nodes of a host, as `virsh capabilities` prints them. */
const cellsIn = (capabilities: string): readonly string[] => elements(elements(capabilities, 'cells')[0] ?? '', 'cell');

export async function hugePages({ host, sizeMiB, count }: ProofOf<'huge-pages'>, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.virsh(host, 'capabilities');
  if (!ok) return unasked(host);
  const kibibytes = sizeMiB * 1024;
  const found = cellsIn(text)
    .flatMap((cell) => elements(cell, 'pages'))
    .filter((pages) => attribute(pages, 'size') === `${kibibytes}` && attribute(pages, 'unit') === 'KiB')
    .reduce((sum, pages) => sum + Number.parseInt(/>\s*(\d+)\s*</.exec(pages)?.[1] ?? '0', 10), 0);
  if (found >= count) return holds(`it keeps ${found}`);
  return missing(
    `it keeps ${found}`,
    `Have ${host} keep them from its start: kernel parameters \`hugepagesz=${sizeMiB === 2 ? '2M' : `${sizeMiB / 1024}G`} hugepages=${count}\`; then restart libvirtd, which looks for them once.`,
  );
}

export async function numaNode({ host, node, cpus, memoryMiB }: ProofOf<'numa-node'>, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.virsh(host, 'capabilities');
  if (!ok) return unasked(host);
  const remedy = `State the nodes of ${host} as \`virsh -c '${asking.uriOf(host)}' capabilities\` shows them (\`numaNodes\`).`;
  const cell = cellsIn(text).find((each) => attribute(each, 'id') === `${node}`);
  if (cell === undefined) return missing('it has no such node', remedy);
  const numbers = (cell.match(/<cpu\s[^>]*>/g) ?? []).map((cpu) => Number(attribute(cpu, 'id'))).sort((a, b) => a - b);
  const memory = Number.parseInt(/>\s*(\d+)\s*</.exec(elements(cell, 'memory')[0] ?? '')?.[1] ?? '0', 10) / 1024;
  const has = `processors ${cpuSetText(numbers)} and ${Math.floor(memory)} MiB`;
  // The firmware keeps some of what is plugged in.
  const isAsStated = cpuSetText(numbers) === cpus && memory >= memoryMiB * KEPT;
  return isAsStated ? holds(has) : missing(`it has ${has}; stated are ${cpus} and ${Size.mebibytes(memoryMiB)}`, remedy);
}

/** What of a node's memory its operating system is left with, at the least. */
const KEPT = 0.95;

export async function cpuModel({ host, model }: ProofOf<'cpu-model'>, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.virsh(host, 'domcapabilities', '--machine', 'q35');
  if (!ok) return unasked(host);
  const custom = elements(text, 'mode').find((mode) => /\sname=['"]custom['"]/.test(mode)) ?? '';
  const found = (custom.match(/<model\s[^>]*>[^<]*</g) ?? []).find((each) => each.endsWith(`>${model}<`));
  if (found !== undefined && attribute(found, 'usable') === 'yes') return holds('its processor can be it');
  return missing(
    found === undefined ? 'libvirt knows no such model there' : 'its processor lacks something that this model has',
    `Choose one that all hosts can be: \`virsh -c '${asking.uriOf(host)}' domcapabilities\` lists them with usable='yes'.`,
  );
}

export async function hostDevice(proof: ProofOf<'host-device'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, proof.host))) return unasked(proof.host);
  return BUSES[proof.bus](proof, asking);
}

const BUSES: { readonly [B in ProofOf<'host-device'>['bus']]: (proof: ProofOf<'host-device'>, asking: Asking) => Promise<Verdict> } = {
  pci: async ({ host, id }, asking) => {
    const { ok, text } = await asking.virsh(host, 'nodedev-dumpxml', `pci_${id.replace(/[:.]/g, '_')}`);
    if (!ok) return missing(text, `\`lspci -D\` on ${host} lists what is there; state the device by its address.`);
    // PCI Code and ID Assignment Specification: 02h are network controllers.
    if (/<class>0x02/.test(text))
      return missing(
        'it is a network card: nothing filters what passes through it',
        'Give the machine a network card of the system: `addInterface`.',
      );
    if (!text.includes('<iommuGroup'))
      return missing(
        'it is in no IOMMU group',
        `Switch on the IOMMU of ${host}: VT-d or AMD-Vi in its firmware, \`intel_iommu=on\` for the kernel on Intel.`,
      );
    return holds('it is there, and no network card');
  },
  usb: async ({ host, id }, asking) => {
    const { ok, text } = await asking.virsh(host, 'nodedev-list', '--cap', 'usb_device');
    if (!ok) return unknown(text, `Look by hand: \`lsusb -d ${id}\` on ${host}.`);
    const [vendor, product] = id.split(':').map((part) => `id=['"]0x${part}['"]`);
    const pattern = new RegExp(`<product\\s[^>]*${product}[\\s\\S]*<vendor\\s[^>]*${vendor}`);
    for (const device of text.split('\n').filter((line) => line.trim() !== '')) {
      const described = await asking.virsh(host, 'nodedev-dumpxml', device.trim());
      if (described.ok && pattern.test(described.text)) return holds('it is plugged in');
    }
    return missing('nothing of this vendor and product is plugged in', `Plug it into ${host}; \`lsusb\` there lists what is.`);
  },
};
