import type { IConstruct } from 'constructs';
import * as isthmus from '../../src';
import { AUTHORITY, SIGNING_KEY } from '../first-boot-fixture';
import { runBlock } from './blocks';

/** Pages whose blocks each add something to a system. */
export const PAGES = [
  'add-ons.md',
  'clusters.md',
  'guests.md',
  'databases.md',
  'workloads.md',
  'containers.md',
  'namespaces.md',
  'secrets.md',
  'networking.md',
  'capacity.md',
  'guest-systems.md',
  'placement.md',
  'advice.md',
  'edge.md',
  'gradual-migration.md',
  'mesh.md',
  'monitoring.md',
  'storage.md',
  'hardware.md',
  'migration.md',
  'windows.md',
  'adoption.md',
];

/** What the pages call by name: a system, its cluster, a database, a machine that has been there before, the certificate of an authority, a key that packages are signed with, and what machines have in common. */
function names() {
  const system = new isthmus.System('shop', {
    provisioning: {
      packages: isthmus.External.address('192.168.7.2', { name: 'packages', hostname: 'packages.example' }),
      registry: isthmus.External.address('192.168.7.3', { name: 'registry', hostname: 'registry.example' }),
      backup: isthmus.External.address('192.168.7.9', { name: 'vault' }),
    },
  });
  const k8s = isthmus.KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.7.11', '192.168.7.12', '192.168.7.13'],
    apiServer: isthmus.External.address('192.168.7.5', { name: 'api' }),
  });
  const host = new isthmus.Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 32, memory: isthmus.Size.gibibytes(128) });
  const net = new isthmus.Network(system, 'net', { cidr: '10.1.0.0/16', routes: 'provided' });
  const machine = {
    host,
    subnet: net.addSubnet('apps', { cidr: '10.1.1.0/24' }),
    os: isthmus.GuestOs.debian12(),
    image: isthmus.Image.file('/images/debian-12.qcow2', { version: '1' }),
    cpus: 2,
    memory: isthmus.Size.gibibytes(2),
  };
  const password = isthmus.Secret.fromExisting(system, 'database-password', { keys: ['password'] });
  const database = new isthmus.DatabaseVm(system, 'database', {
    ...machine,
    engine: isthmus.DatabaseEngine.postgresql('15'),
    dataDisk: isthmus.Size.gibibytes(10),
    roles: { app: { password: password.key('password') } },
  });
  const erp = new isthmus.VirtualMachine(system, 'erp', { ...machine, listens: [isthmus.Port.tcp(8080, 'http')], stateless: true });
  const bridged = net.addSubnet('bridged', {
    ...{ cidr: '10.1.2.0/24', forward: isthmus.Forward.bridge('br0'), gateway: '10.1.2.1', nameservers: ['10.1.2.1'] },
  });
  const nodes = net.addSubnet('nodes', { cidr: '10.1.200.0/24' });
  return { system, net, k8s, database, erp, machine, bridged, nodes, authority: AUTHORITY, signingKey: SIGNING_KEY };
}

/** Runs a block of a page, and answers the system that it adds to, and what it adds. */
export function run(block: string): { readonly system: isthmus.System; readonly made: readonly IConstruct[] } {
  const given = names();
  const before = new Set(given.system.node.findAll());
  runBlock(block, { ...isthmus, ...given });
  return { system: given.system, made: given.system.node.findAll().filter((construct) => !before.has(construct)) };
}
