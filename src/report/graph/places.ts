import { addOnTitle } from '../../model/kinds/add-on';
import {
  type ResolvedCluster,
  type ResolvedHost,
  type ResolvedNamespace,
  type ResolvedSubnet,
  type ResolvedSystem,
  softwareText,
} from '../../model/resolved';
import { fact } from './facts';
import type { GraphPlace } from './graph';

/** Ids of places: no kind of node is called `in`. */
export const PLACE = {
  outside: 'in/outside',
  host: (name: string): string => `in/host/${name}`,
  subnet: (name: string): string => `in/subnet/${name}`,
  cluster: (name: string): string => `in/cluster/${name}`,
  namespace: (cluster: string, name: string): string => `in/namespace/${cluster}/${name}`,
} as const;

export const placesOf = ({ hosts, subnets, clusters, podGroups, externals }: ResolvedSystem): readonly GraphPlace[] => [
  { id: PLACE.outside, kind: 'outside', name: 'outside', what: 'outside of the system', facts: [fact('Externals', externals.length)] },
  ...hosts.map(hostPlace),
  ...subnets.map(subnetPlace),
  ...clusters.flatMap((cluster): readonly GraphPlace[] => {
    // Add-ons stand in namespaces that the cluster has from elsewhere.
    const known = new Set(cluster.namespaces.map(({ name }) => name));
    const others = podGroups.filter((pods) => pods.cluster === cluster.name).map(({ selector }) => selector.namespace);
    return [
      clusterPlace(cluster),
      ...cluster.namespaces.map((namespace) => namespacePlace(cluster, namespace)),
      ...[...new Set(others)]
        .filter((name) => !known.has(name))
        .sort()
        .map(
          (name): GraphPlace => ({
            id: PLACE.namespace(cluster.name, name),
            kind: 'namespace',
            name,
            what: 'namespace of an add-on',
            facts: [fact('Cluster', cluster.name)],
          }),
        ),
    ];
  }),
];

const hostPlace = ({ name, virshUri, cpus, memoryMiB }: ResolvedHost): GraphPlace => ({
  id: PLACE.host(name),
  kind: 'host',
  name,
  what: 'KVM host',
  facts: [fact('Address', virshUri), fact('CPUs', cpus), fact('Memory', `${memoryMiB} MiB`)],
});

const subnetPlace = ({ name, cidr, mode, hosts, isolation, gateway, network, mtu }: ResolvedSubnet): GraphPlace => ({
  id: PLACE.subnet(name),
  kind: 'subnet',
  name,
  what: `subnet ${cidr}`,
  facts: [
    fact('Addresses', cidr),
    fact('Network', network),
    fact('Mode', mode),
    fact('Isolation', isolation),
    fact('Gateway', gateway),
    fact('MTU', mtu),
    fact('Hosts', hosts.join(', ') || 'none'),
  ],
});

const clusterPlace = ({
  name,
  version,
  distribution,
  podCidr,
  serviceCidr,
  podEgress,
  nodes,
  nodeAddresses,
  mesh,
  addOns = [],
}: ResolvedCluster): GraphPlace => ({
  id: PLACE.cluster(name),
  kind: 'cluster',
  name,
  what: softwareText(version, distribution),
  facts: [
    fact('Pods', podCidr),
    fact('Services', serviceCidr),
    fact('Pods leave it by', podEgress),
    fact('Nodes', (nodes.length > 0 ? nodes : nodeAddresses).join(', ')),
    ...(addOns.length > 0
      ? [fact('Add-ons', addOns.map((addOn) => `${addOnTitle(addOn)}${addOn.existing ? ' (by others)' : ''}`).join(', '))]
      : []),
    ...(mesh ? [fact('Mesh', `${mesh.name} (${mesh.provider}, ${mesh.mode}, mutual TLS ${mesh.mtls})`)] : []),
  ],
});

const namespacePlace = (cluster: ResolvedCluster, { name, owned, podSecurity }: ResolvedNamespace): GraphPlace => ({
  id: PLACE.namespace(cluster.name, name),
  kind: 'namespace',
  name,
  what: owned ? 'namespace' : 'namespace of others',
  facts: [fact('Cluster', cluster.name), fact('PodSecurity', podSecurity.level)],
});
