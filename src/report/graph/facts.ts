import type { ResolvedMachine, ResolvedPort, ResolvedWorkload } from '../../model/resolved';
import { containersOf } from '../../model/resolved';
import { listeningText } from '../words';
import type { GraphFact } from './graph';

export const fact = (label: string, value: string | number): GraphFact => ({ label, value: String(value) });

export const listensFact = (ports: readonly ResolvedPort[]): GraphFact =>
  fact('Listens on', ports.map(listeningText).join(', ') || 'nothing');

export const machineFacts = ({ host, os, cpus, memoryMiB, nic, guest, root, data, listens }: ResolvedMachine): readonly GraphFact[] => [
  fact('Name', guest.fqdn),
  fact('Address', nic.address),
  fact('MAC', nic.mac),
  fact('Subnet', nic.subnet),
  ...(nic.speaksFor.length > 0 ? [fact('Speaks for', nic.speaksFor.join(', '))] : []),
  fact('Host', host),
  fact('System', os.title),
  fact('CPUs', cpus),
  fact('Memory', `${memoryMiB} MiB`),
  fact('Disks', [root, ...data].map(({ id, sizeBytes }) => `${id} ${Math.round(sizeBytes / 2 ** 30)} GiB`).join(', ')),
  listensFact(listens),
];

export const workloadFacts = ({ cluster, namespace, pods, ports, virtualAddress }: ResolvedWorkload): readonly GraphFact[] => [
  fact('Namespace', namespace),
  fact('Cluster', cluster),
  fact('Images', [...new Set(containersOf(pods).map(({ image }) => image))].join(', ')),
  fact('Service account', pods.serviceAccount),
  ...(virtualAddress ? [fact('Virtual address', `${virtualAddress.address} (${virtualAddress.fqdn})`)] : []),
  listensFact(ports),
];
