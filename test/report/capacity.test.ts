import { Cpu, Mesh, MeshMode, ServiceMesh, Size } from '../../src/model';
import { capacityOf, capacityText } from '../../src/report';
import { cluster, database, existingCluster, problemsOf, resolved, service, vm, yard } from '../model/fixture';

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
        overheadMiB: 2 * 256,
        freeMiB: 512 * 1024 - 2048 - 2 * GUEST - 2 * 256,
      },
      cpus: { given: 4, allowed: 64 * 4 },
      pools: [
        {
          name: 'default',
          disksGiB: system.machines
            .flatMap(({ root, data }) => [root, ...data])
            .reduce((sum, { sizeBytes }) => sum + sizeBytes / 2 ** 30, 0),
        },
      ],
      homeless: ['db', 'web'],
    },
  ]);
});

test('a host fails: the largest machines go first to where most is free, and what finds no place is named', () => {
  const { system } = resolved((y) => [
    vm(y, 'large', { memory: Size.gibibytes(8) }),
    vm(y, 'small'),
    vm(y, 'tiny', { memory: Size.gibibytes(1) }),
  ]);
  const [host] = system.hosts;
  if (!host) throw new Error('no host');
  const spare = { ...host, name: 'other', memoryMiB: 2048 + GUEST + 256 };
  const homeless = (more: number) =>
    capacityOf({ ...system, hosts: [host, { ...spare, memoryMiB: spare.memoryMiB + more }] }).hosts[0]?.homeless;
  expect(homeless(0)).toEqual(['large', 'tiny']);
  expect(homeless(1024 + 256)).toEqual(['large']);
  expect(homeless(12 * 1024)).toEqual([]);
});

test('a cluster: pods with their proxies against the nodes that take them', () => {
  const { system } = resolved((y) => {
    const k8s = cluster(y, 'k8s', { nodes: { count: 3, cpus: 4, memory: Size.gibibytes(8), reserved: { cpu: Cpu.units(1) } } });
    service(k8s, 'api', { replicas: 3, mesh: new ServiceMesh(k8s, 'mesh', { provider: Mesh.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI }) });
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
  expect(capacityText({ hosts: [], clusters: [] }, 80)).toBe('There is nothing to be placed.\n');
});

test('more nodes that may fail than take pods leave room for nothing', () => {
  const spare = (nodes: number) => {
    const y = yard();
    service(cluster(y, 'k8s', { nodes: { count: 5, controlPlanes: 2, spare: nodes } }), 'web', { replicas: 1 });
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
