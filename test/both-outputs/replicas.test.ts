import {
  DatabaseEngine,
  DatabaseVm,
  Forward,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  type Lock,
  Microservice,
  Network,
  PodEgress,
  Port,
  type ReplicaProps,
  Size,
  System,
} from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import type { Manifest } from '../kubernetes/manifests';

const because = 'test';

/** A database with standbys on two other hosts, and pods of which some write and some only read. */
function build(name = 'orders', replicas: Readonly<Record<string, ReplicaProps>> = { 'orders-2': {}, 'orders-3': {} }): System {
  const system = new System('shop');
  for (const n of [1, 2, 3])
    new Host(system, `kvm${n}`, { ssh: { user: 'root', address: `192.0.2.${n}` }, cpus: 16, memory: Size.gibibytes(64) });
  const subnet = new Network(system, 'net', { cidr: '10.1.0.0/16' }).addSubnet('data', {
    ...{ cidr: '10.1.1.0/24', forward: Forward.bridge('br0'), gateway: '10.1.1.1', nameservers: ['10.1.1.1'] },
  });
  const orders = new DatabaseVm(system, name, {
    ...{ subnet, os: GuestOs.debian12(), cpus: 2, memory: Size.gibibytes(4), dataDisk: Size.gibibytes(10), replicas },
    image: Image.file('/images/debian.qcow2', { version: '12', preinstalled: true }),
    engine: DatabaseEngine.postgresql('15'),
  });
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.NATIVE,
      nodeAddresses: ['192.0.2.10'],
    },
  });
  const pods = (id: string, readOnly: boolean): Microservice =>
    new Microservice(k8s, id, {
      ...{ image: `registry.example/${id}:1`, port: Port.tcp(8080, 'http') },
      env: { DB_HOST: orders.connection({ readOnly }).host },
    });
  system.policy.allow(pods('web', false), orders, { because });
  system.policy.allow(pods('reports', true), orders.replicas, { because });
  return system;
}

const resolved = build().resolve();
const manifests = Object.values(synthKubernetes(build())).flat() as Manifest[];
const object = (kind: string, name: string): Manifest | undefined =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name);
const machine = (name: string) => resolved.system.machines.find((each) => each.name === name);
const addressOf = (name: string): string => machine(name)?.nic.address ?? '';
const flows = (from: string): readonly string[] =>
  resolved.system.flows
    .filter((flow) => flow.from.name === from && ['declared', 'replication'].includes(flow.origin))
    .map((flow) => `${flow.origin} ${flow.to.name}`);

test('each machine has a place, an address and disks of its own, and no two of a database share a host', () => {
  const names = ['orders', 'orders-2', 'orders-3'];
  expect(new Set(names.map((name) => machine(name)?.host)).size).toBe(3);
  expect(new Set(names.map(addressOf)).size).toBe(3);
  for (const name of names) expect(machine(name)?.data.map(({ sizeBytes }) => sizeBytes)).toEqual([10 * 2 ** 30]);
});

test('who writes reaches the primary alone, who reads the standbys, and these their primary', () => {
  expect(flows('web')).toEqual(['declared orders']);
  expect(flows('reports')).toEqual(['declared orders-2', 'declared orders-3']);
  expect(flows('orders-2')).toEqual(['replication orders']);
  expect(flows('orders')).toEqual([]);
  const [file = ''] = Object.keys(synthTerraform(build()));
  const text = JSON.stringify(synthTerraform(build())[file]);
  expect(text).toContain(`srcipaddr='${addressOf('orders-2')}' dstipaddr='${addressOf('orders')}' protocol='tcp' dstportstart='5432'`);
  expect(text).not.toContain(`srcipaddr='${addressOf('orders')}' dstipaddr='${addressOf('orders-2')}' protocol='tcp' dstportstart='5432'`);
});

test('all standbys have one name for pods, which are told of it', () => {
  expect(object('Service', 'orders-ro')).toMatchObject({ spec: { clusterIP: 'None', ports: [{ port: 5432 }] } });
  expect(object('EndpointSlice', 'orders-ro')).toMatchObject({
    endpoints: ['orders-2', 'orders-3'].map((name) => ({ addresses: [addressOf(name)] })),
  });
  expect(object('EndpointSlice', 'orders')).toMatchObject({ endpoints: [{ addresses: [addressOf('orders')] }] });
  expect(JSON.stringify(object('Deployment', 'reports'))).toContain('"value":"orders-ro.shop.svc"');
  expect(JSON.stringify(object('Deployment', 'web'))).toContain('"value":"orders.shop.svc"');
});

test('the outputs are what the model says', () => {
  expect(verify({ system: resolved.system, terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) })).toEqual([]);
});

test('where no pods read there is no such name', () => {
  const system = new System('alone');
  new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) });
  const subnet = new Network(system, 'net', { cidr: '10.1.0.0/16' }).addSubnet('data', { cidr: '10.1.1.0/24' });
  new DatabaseVm(system, 'orders', {
    ...{ subnet, os: GuestOs.debian12(), cpus: 2, memory: Size.gibibytes(4), dataDisk: Size.gibibytes(10) },
    image: Image.file('/images/debian.qcow2', { version: '12', preinstalled: true }),
    engine: DatabaseEngine.postgresql('15'),
    replicas: { 'orders-2': { onPrimaryHost: { because: 'there is one' } } },
  });
  expect(system.resolve().system.clusters).toEqual([]);
});

describe('after a promotion the two are given each other’s place', () => {
  const swapped = (lock: Lock) => build('orders-2', { orders: {}, 'orders-3': {} }).resolve({ lock });

  test('nothing of theirs moves, and who writes is led to the new primary', () => {
    const { system } = swapped(resolved.lock);
    for (const name of ['orders', 'orders-2', 'orders-3']) {
      const [before, after] = [machine(name), system.machines.find((each) => each.name === name)];
      expect([after?.host, after?.nic.address, after?.nic.mac]).toEqual([before?.host, before?.nic.address, before?.nic.mac]);
      expect(after?.data.map(({ volumeName }) => volumeName)).toEqual(before?.data.map(({ volumeName }) => volumeName));
    }
    const written = system.flows.filter(({ from, origin }) => from.name === 'web' && origin === 'declared');
    expect(written.map(({ to }) => to.name)).toEqual(['orders-2']);
    expect(system.flows.filter(({ origin }) => origin === 'replication').map(({ from, to }) => `${from.name} ${to.name}`)).toEqual([
      'orders-3 orders-2',
      'orders orders-2',
    ]);
  });

  test('each guest is told of by hand, until the lock has learnt of it', () => {
    const outdated = swapped(resolved.lock).warnings.filter(({ code }) => code === 'GUEST_OUTDATED');
    expect(outdated.filter(({ message }) => message.startsWith('replicas: inside it is set up with primary orders, '))).toHaveLength(3);
  });
});
