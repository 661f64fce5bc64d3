import type { ResolvedHardware, ResolvedMachine, ResolvedNic, ResolvedOs, ResolvedPort, ResolvedWorkload } from '../../model/resolved';
import { containersOf } from '../../model/resolved';
import { hardwareTexts } from '../hardware-text';
import { listeningText } from '../words';
import type { GraphFact } from './graph';

export const fact = (label: string, value: string | number): GraphFact => ({ label, value: String(value) });

export const listensFact = (ports: readonly ResolvedPort[]): GraphFact =>
  fact('Listens on', ports.map(listeningText).join(', ') || 'nothing');

export const cardFacts = ({ address, mac, subnet, speaksFor }: ResolvedNic): readonly GraphFact[] => [
  fact('Address', address),
  fact('MAC', mac),
  fact('Subnet', subnet),
  ...(speaksFor.length > 0 ? [fact('Speaks for', speaksFor.join(', '))] : []),
];

export const machineFacts = ({
  host,
  os,
  cpus,
  memoryMiB,
  nic,
  otherNics,
  guest,
  root,
  data,
  sharedFolders,
  hardware,
  listens,
}: ResolvedMachine): readonly GraphFact[] => [
  fact('Name', guest.fqdn),
  ...cardFacts(nic),
  ...(otherNics.length > 0 ? [fact('Further cards', otherNics.map(({ name, address }) => `${name} ${address}`).join(', '))] : []),
  fact('Host', host),
  fact('System', os.title),
  ...updatesFact(os),
  fact('CPUs', cpus),
  fact('Memory', `${memoryMiB} MiB`),
  fact('Disks', [root, ...data].map(({ id, sizeBytes, pool }) => `${id} ${Math.round(sizeBytes / 2 ** 30)} GiB in ${pool}`).join(', ')),
  ...(sharedFolders.length > 0 ? [fact('Folders of its host', sharedFolders.map(({ path }) => path).join(', '))] : []),
  ...hardwareFacts(hardware),
  listensFact(listens),
];

/** How long its maker brings updates, or why it stays beyond that. */
const updatesFact = ({ supportedUntil, keptBecause }: ResolvedOs): readonly GraphFact[] => {
  const until = supportedUntil === undefined ? [] : [`until ${supportedUntil}`];
  const text = [...until, ...(keptBecause === undefined ? [] : [keptBecause])].join(': ');
  return text === '' ? [] : [fact('Updates', text)];
};

export const workloadFacts = ({ cluster, namespace, pods, ports, virtualAddress }: ResolvedWorkload): readonly GraphFact[] => [
  fact('Namespace', namespace),
  fact('Cluster', cluster),
  fact('Images', [...new Set(containersOf(pods).map(({ image }) => image))].join(', ')),
  fact('Service account', pods.serviceAccount),
  ...(virtualAddress ? [fact('Virtual address', `${virtualAddress.address} (${virtualAddress.fqdn})`)] : []),
  listensFact(ports),
];

/** What machines state of their hardware, in words. */
const hardwareFacts = (hardware: ResolvedHardware): readonly GraphFact[] =>
  hardwareTexts(hardware).map(({ label, text }) => fact(label, text));
