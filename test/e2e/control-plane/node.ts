export interface NodeProps {
  readonly name: string;
  readonly address: string;
  /** Devices of plug-ins that it has, by their names. @default - none */
  readonly devices?: Readonly<Record<string, string>>;
}

/**
 * A large node in a zone of its own. It has both kinds of address: KWOK would put one alone in place of the other, and kube-proxy waits for the internal one.
 */
export function node({ name, address, devices = {} }: NodeProps, index: number): object {
  const resources = { cpu: '16', memory: '64Gi', 'ephemeral-storage': '200Gi', pods: '250', ...devices };
  const addresses = [
    { type: 'InternalIP', address },
    { type: 'Hostname', address: name },
  ];
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': `zone-${index + 1}` };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { allocatable: resources, capacity: resources, addresses },
  };
}
