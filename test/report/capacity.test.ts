import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Cpu,
  Forward,
  Host,
  HostDevice,
  MeshMode,
  MeshProvider,
  type PlacementProps,
  ServiceMesh,
  Size,
  Taint,
  Toleration,
} from '../../src/model';
import { FIGURES } from '../../src/model/capacity/figures';
import { capacityOf, capacityText } from '../../src/report';
import { bridged, cluster, database, existingCluster, legacy, problemsOf, resolved, service, subnet, vm, yard } from '../model/fixture';

const GUEST = 2048;

test('a host: what is kept, given and free', () => {
  const { system } = resolved((y) => [vm(y, 'web'), database(y, 'db')]);
  expect(capacityOf(system).hosts).toEqual([
    {
      host: 'kvm',
      machines: 2,
      memory: {
        totalMiB: 512 * 1024,
        reservedMiB: 2048,
        guestsMiB: 2 * GUEST,
        systemsMiB: 2 * 256,
        overheadMiB: 159 + 160,
        freeMiB: 512 * 1024 - 2048 - 2 * GUEST - 159 - 160,
      },
      cpus: { given: 4, allowed: 64 * 4 },
      pools: [
        {
          name: 'default',
          disksGiB: system.machines
            .flatMap(({ root, data }) => [root, ...data])
            .reduce((sum, { sizeBytes }) => sum + sizeBytes / 2 ** 30, 0),
          imagesGiB: 2,
        },
      ],
      homeless: ['db', 'web'],
    },
  ]);
});

test('what machines have of a host for themselves is told apart', () => {
  const y = yard(
    {},
    {
      dedicatedCpus: '60-63',
      hugePages: [{ size: Size.gibibytes(1), count: 8 }],
      devices: [HostDevice.pci('0000:65:00.0'), HostDevice.usb('0529:0001')],
    },
  );
  vm(y, 'web');
  vm(y, 'solver', {
    hardware: {
      cpu: { pinning: { vcpus: ['60', '61'] } },
      memoryBacking: { hugePages: Size.gibibytes(1) },
      devices: [HostDevice.pci('0000:65:00.0')],
    },
  });
  const capacity = capacityOf(y.system.resolve().system);
  expect(capacity.hosts[0]).toMatchObject({
    memory: { hugePagesMiB: 8192, hugeGuestsMiB: GUEST, guestsMiB: GUEST, freeMiB: 512 * 1024 - 2048 - 8192 - GUEST - 2 * 159 },
    cpus: { given: 2, allowed: 60 * 4 },
    dedicatedCpus: { given: 2, all: 4 },
    devices: [{ device: 'pci 0000:65:00.0', machine: 'solver' }, { device: 'usb 0529:0001' }],
  });
  const text = capacityText(capacity, 120);
  for (const part of ['- 8 GiB huge pages', '2 GiB guests', '2 of 4 pinned', 'pci 0000:65:00.0 is that of solver', 'usb 0529:0001 is free'])
    expect(text).toContain(part);
});

/** A machine of 8 GiB, one of 2 and one of 1: what has no place on another host with so much for guests. */
function homeless(mebibytes: number, forward: Forward): readonly string[] | undefined {
  const { system } = resolved((y) => {
    const lan = subnet(y, 'there', 9, { forward, nameservers: [] });
    for (const [name, size] of [
      ['large', 8],
      ['small', 2],
      ['tiny', 1],
    ] as const)
      vm(y, name, { subnet: lan, memory: Size.gibibytes(size) });
  });
  const [host] = system.hosts;
  if (!host) throw new Error('no host');
  return capacityOf({ ...system, hosts: [host, { ...host, name: 'other', memoryMiB: 2048 + mebibytes }] }).hosts[0]?.homeless;
}

test('a host fails: the largest machines are placed first, and what finds no place is named', () => {
  const bridge = Forward.bridge('br0');
  expect(homeless(GUEST + 256, bridge)).toEqual(['large', 'tiny']);
  expect(homeless(GUEST + 256 + 1024 + 256, bridge)).toEqual(['large']);
  expect(homeless(12 * 1024, bridge)).toEqual([]);
});

test('a host fails: those that stand in a network of it are made anew together, or not at all', () => {
  expect(homeless(8 * 1024 + 256, Forward.ROUTE)).toEqual(['large', 'small', 'tiny']);
  expect(homeless(12 * 1024, Forward.ROUTE)).toEqual([]);
});

test('so many hosts may fail at once as the system says', () => {
  const holds = (spareHosts: number, hosts: number) => {
    const y = yard({ spareHosts }, { memory: Size.gibibytes(16) });
    const others = Array.from(
      { length: hosts - 1 },
      (_, index) => new Host(y.system, `other${index}`, { uri: `qemu+tls://kvm${index}/system`, cpus: 64, memory: Size.gibibytes(16) }),
    );
    const lan = bridged(y);
    for (const [index, host] of [y.host, ...others].entries()) vm(y, `m${index}`, { host, subnet: lan, memory: Size.gibibytes(6) });
    return problemsOf(y.system).map(({ code }) => code);
  };
  expect(holds(1, 2)).toEqual([]);
  expect(holds(2, 3)).toEqual(['HOSTS_NOT_SPARE']);
  expect(holds(2, 4)).toEqual([]);
});

test('what machines and pods would take on the other side', () => {
  const { system } = resolved((y) => {
    const k8s = cluster(y, 'k8s', { nodes: { count: 3, cpus: 4, memory: Size.gibibytes(8) } });
    service(k8s, 'web', { replicas: 3 });
    database(y, 'db');
    legacy(y, 'old');
  });
  expect(capacityOf(system).otherSides).toEqual([
    {
      name: 'db',
      is: 'machine',
      instances: 1,
      here: { memoryMiB: GUEST + 160, cpus: 2, diskGiB: 30, startSeconds: 97 },
      there: { memoryMiB: GUEST - 256, cpus: 2, diskGiB: 10, startSeconds: 5 },
    },
    {
      name: 'old',
      is: 'machine',
      instances: 1,
      here: expect.objectContaining({ startSeconds: 810 }),
      impossible: expect.stringContaining('needs Windows'),
    },
    {
      name: 'web',
      is: 'container',
      instances: 3,
      here: { memoryMiB: 3 * 256, cpus: 0.75, diskGiB: 0, startSeconds: 5 },
      there: { memoryMiB: 3 * (256 + 256 + 148), cpus: 3, diskGiB: 60, startSeconds: 97 },
    },
  ]);
});

test('the page of capacities has every figure with its source', () => {
  const page = readFileSync(join(__dirname, '../../docs/capacity.md'), 'utf8').replaceAll('\n', ' ');
  for (const { what, source } of Object.values(FIGURES)) for (const text of [what, source]) expect(page).toContain(text);
});

test('what has changed stands beside what it was', () => {
  const capacity = (more: number) => capacityOf(resolved((y) => Array.from({ length: 2 + more }, (_, index) => vm(y, `m${index}`))).system);
  const text = capacityText(capacity(1), 200, capacity(0));
  for (const part of ['3 machines (was 2 machines)', '6 GiB (was 4 GiB) guests', '6 (was 4) of 256', '60 GiB (was 40 GiB) fully written'])
    expect(text).toContain(part);
  expect(capacityText(capacity(0), 200, capacity(0))).toBe(capacityText(capacity(0), 200));
});

test('a cluster: pods with their proxies against the nodes that take them', () => {
  const { system } = resolved((y) => {
    const k8s = cluster(y, 'k8s', { nodes: { count: 3, cpus: 4, memory: Size.gibibytes(8), reserved: { cpu: Cpu.units(1) } } });
    service(k8s, 'api', {
      replicas: 3,
      mesh: new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI }),
    });
    service(k8s, 'web', { scaling: { min: 1, max: 4 } });
  });
  const memoryMiB = 8192 - 128 - 100 - 512;
  expect(capacityOf(system).clusters).toEqual([
    {
      cluster: 'k8s',
      nodes: 2,
      room: { cpuMillis: 6000, memoryMiB: 2 * memoryMiB, pods: 220 },
      least: { cpuMillis: 3 * 350 + 250, memoryMiB: 3 * 384 + 256, pods: 4 },
      most: { cpuMillis: 3 * 350 + 4 * 250, memoryMiB: 3 * 384 + 4 * 256, pods: 7 },
      workloads: [
        { workload: 'api', pods: { least: 3, most: 3 }, each: { cpuMillis: 350, memoryMiB: 384 } },
        { workload: 'web', pods: { least: 1, most: 4 }, each: { cpuMillis: 250, memoryMiB: 256 } },
      ],
    },
  ]);
});

test('of a cluster that is there already the room is not known', () => {
  const { system } = resolved((y) => service(existingCluster(y), 'web', { replicas: 2 }));
  expect(capacityOf(system).clusters[0]).toMatchObject({ cluster: 'k8s', least: { pods: 2 } });
  expect(capacityOf(system).clusters[0]).not.toHaveProperty('room');
  expect(capacityText(capacityOf(system), 100)).not.toMatch(/nodes have/);
});

test('the text has every number, and keeps to the width', () => {
  const { system } = resolved((y) => service(cluster(y), 'web', { replicas: 2 }));
  const text = capacityText(capacityOf(system), 90);
  for (const part of [
    '512 GiB',
    '4 GiB guests',
    '4 of 256',
    'Without kvm: there is no other host for its 2 machines',
    '1 node has',
    '256 MiB',
  ])
    expect(text).toContain(part);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90);
  expect(capacityText({ hosts: [], clusters: [], leaving: [], otherSides: [] }, 80)).toBe('There is nothing to be placed.\n');
});

test('more nodes that may fail than take pods leave room for nothing', () => {
  const spare = (nodes: number) => {
    const y = yard();
    service(cluster(y, 'k8s', { nodes: { count: 6, controlPlanes: 3, spare: nodes } }), 'web', { replicas: 1 });
    return problemsOf(y.system).map(({ code, message, fix }) => [code, message, fix]);
  };
  expect(spare(2)).toEqual([]);
  for (const nodes of [3, 4])
    expect(spare(nodes)).toEqual([
      [
        'CLUSTER_OVER_CAPACITY',
        expect.stringContaining(`room for 0 pods on 3 nodes of which ${nodes} may fail`),
        expect.stringContaining('Add 1 more'),
      ],
    ]);
});

test('without a goal, nodes without room are a warning that says what the problem would', () => {
  const y = yard();
  service(cluster(y), 'web', { replicas: 6 });
  const { warnings } = y.system.resolve();
  expect(warnings.map(({ code, path, message }) => [code, path, message])).toEqual([
    [
      'CLUSTER_OVER_CAPACITY',
      'yard/k8s',
      expect.stringMatching(/memory: .* ask for 1536 MiB; there is room for 1404 MiB on 1 node.*Add 1 more/),
    ],
  ]);
});

test('nodes that a pool keeps for some pods count where such pods are', () => {
  const taking = (placement: PlacementProps) => {
    const { system } = resolved((y) => {
      const pools = { batch: { count: 2, cpus: 4, labels: { work: 'batch' }, taints: [Taint.of('dedicated', { value: 'batch' })] } };
      service(cluster(y, 'k8s', { nodes: { count: 2, pools } }), 'web', { placement });
    });
    const [found] = capacityOf(system).clusters;
    return [found?.nodes, found?.room?.cpuMillis];
  };
  const tolerations = [Toleration.of('dedicated', { value: 'batch' })];
  expect(taking({})).toEqual([1, 1500]);
  expect(taking({ tolerations })).toEqual([3, 1500 + 2 * 3500]);
  expect(taking({ tolerations: [Toleration.of('dedicated', { value: 'other' })] })).toEqual([1, 1500]);
});
