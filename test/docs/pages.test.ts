import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as isthmus from '../../src';
import { manifestsOf } from '../both-outputs/render';

const DOCS = join(__dirname, '../../docs');
const MODEL = join(__dirname, '../../src/model');
/** Where problems and warnings are made. */
const CODES = readdirSync(MODEL, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(MODEL, file), 'utf8'))
  .join();

/** Pages whose blocks each add something to a system. */
const PAGES = [
  'guests.md',
  'workloads.md',
  'containers.md',
  'namespaces.md',
  'secrets.md',
  'networking.md',
  'capacity.md',
  'placement.md',
  'advice.md',
  'edge.md',
  'storage.md',
];

/** What the pages call by name: a system, its cluster, a database, a machine that has been there before, and what machines have in common. */
function names() {
  const system = new isthmus.System('shop', {
    provisioning: {
      packages: isthmus.External.address('192.168.7.2', { name: 'packages', hostname: 'packages.example' }),
      registry: isthmus.External.address('192.168.7.3', { name: 'registry', hostname: 'registry.example' }),
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
    password: password.key('password'),
  });
  const erp = new isthmus.VirtualMachine(system, 'erp', { ...machine, listens: [isthmus.Port.tcp(8080, 'http')], stateless: true });
  const nodes = net.addSubnet('nodes', { cidr: '10.1.200.0/24' });
  return { system, net, k8s, database, erp, machine, nodes };
}

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

  test('has blocks', () => expect(blocks).not.toEqual([]));

  test.each(blocks.map((block, index) => [index + 1, block] as const))('block %i says what can be resolved and rendered', (_, block) => {
    const given = names();
    const before = given.system.node.findAll().length;
    const known = { ...isthmus, ...given };
    const { code } = transformSync(block, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
    new Function(...Object.keys(known), code)(...Object.values(known));
    expect(given.system.node.findAll().length).toBeGreaterThan(before);
    const { system } = given.system.resolve();
    const objects = [...manifestsOf(system).values()].flat();
    for (const { name } of system.workloads) expect(objects.filter(({ metadata }) => metadata.name.startsWith(name))).not.toEqual([]);
  });

  test('names every code that it speaks of as the catalogue has it', () => {
    const codes = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code as string);
    expect(codes.filter((code) => !CODES.includes(`'${code}'`))).toEqual([]);
  });
});
