import fc from 'fast-check';
import {
  DatabaseEngine,
  DatabaseVm,
  External,
  Forward,
  GuestOs,
  Host,
  KubernetesCluster,
  LegacyVm,
  type Lock,
  MeshMode,
  MeshProvider,
  Microservice,
  Network,
  PodEgress,
  Port,
  type ResolvedSystem,
  ServiceMesh,
  Size,
  type Subnet,
  System,
  serializeLock,
  VirtualMachine,
} from '../../src/model';
import { Cidr, parseIp } from '../../src/model/values';
import { gatewayOf } from '../gateway-fixture';
import { runs } from '../runs';
import { fixedOf, IMAGE, PACKAGES, REGISTRY } from './fixture';

/** A random system as data: what is in it, by name, so that it can be built in any order and in part. */
interface Plan {
  readonly subnets: readonly { readonly prefix: number; readonly bridged: boolean; readonly gateway: number; readonly services: boolean }[];
  readonly machines: readonly {
    readonly name: string;
    readonly kind: 'plain' | 'legacy' | 'database';
    readonly subnet: number;
    readonly fixed: boolean;
  }[];
  readonly services: readonly string[];
  readonly cluster: { readonly own: boolean; readonly native: boolean; readonly mesh: boolean; readonly nodes: number };
  readonly flows: readonly { readonly from: number; readonly to: number; readonly udp: boolean }[];
}

const NAMES = Array.from('abcdefghijklmnop');
const name = fc.constantFrom(...NAMES.map((letter) => `vm-${letter}`));

const plans: fc.Arbitrary<Plan> = fc.record({
  subnets: fc.array(
    fc.record({
      prefix: fc.integer({ min: 24, max: 27 }),
      bridged: fc.boolean(),
      gateway: fc.integer({ min: 1, max: 8 }),
      services: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  machines: fc.uniqueArray(
    fc.record({
      name,
      kind: fc.constantFrom('plain' as const, 'legacy' as const, 'database' as const),
      subnet: fc.nat(2),
      fixed: fc.boolean(),
    }),
    { selector: (machine) => machine.name, maxLength: 8 },
  ),
  services: fc.uniqueArray(fc.constantFrom(...NAMES.map((letter) => `svc-${letter}`)), { maxLength: 5 }),
  cluster: fc.record({ own: fc.boolean(), native: fc.boolean(), mesh: fc.boolean(), nodes: fc.integer({ min: 1, max: 4 }) }),
  flows: fc.array(fc.record({ from: fc.nat(99), to: fc.nat(99), udp: fc.boolean() }), { maxLength: 12 }),
});

const OFFICE = External.cidr('198.51.100.0/24', { name: 'office' });
const MEDIA = Port.udpRange(10000, 10010, 'media');
const subnetOf = (plan: Plan, index: number): number => index % plan.subnets.length;

interface Built {
  readonly system: System;
  /** `from>to` of what was allowed. */
  readonly allowed: ReadonlySet<string>;
}

/** @param order permutes the statements that make machines, services and flows */
function build(plan: Plan, order: <T>(items: readonly T[]) => readonly T[] = (items) => items): Built {
  const system = new System('rnd', {
    provisioning: { packages: PACKAGES, registry: REGISTRY },
    admin: { from: External.cidr('203.0.113.0/24', { name: 'admins' }) },
  });
  const host = new Host(system, 'kvm', { uri: 'qemu:///system', cpus: 512, memory: Size.tebibytes(4) });
  const net = new Network(system, 'net', { cidr: '10.1.0.0/16', routes: 'provided' });
  const subnets = plan.subnets.map(
    ({ prefix, bridged, gateway, services }, index): Subnet =>
      net.addSubnet(`s${index}`, {
        cidr: `10.1.${index}.0/${prefix}`,
        gateway: `10.1.${index}.${gateway}`,
        ...(bridged ? { forward: Forward.bridge('br0'), nameservers: [`10.1.${index}.9`] } : {}),
        ...(services ? { services: `10.1.${index}.16/28` } : {}),
      }),
  );
  const nodes = net.addSubnet('nodes', { cidr: '10.1.100.0/24', services: '10.1.100.128/25' });
  const hardware = { os: GuestOs.debian12(), image: IMAGE, cpus: 1, memory: Size.gibibytes(2) };
  const cidrs = {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    podEgress: plan.cluster.native ? PodEgress.NATIVE : PodEgress.MASQUERADE,
  };
  const k8s = plan.cluster.own
    ? new KubernetesCluster(system, 'k8s', { ...cidrs, nodes: { ...hardware, cpus: 2, subnet: nodes, host, count: plan.cluster.nodes } })
    : KubernetesCluster.fromExisting(system, 'k8s', { ...cidrs, nodeAddresses: ['172.16.0.1', '172.16.0.2'], services: '172.16.1.0/24' });
  const mesh = plan.cluster.mesh
    ? new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI })
    : undefined;

  const listens = [Port.tcp(8080, 'http'), MEDIA];
  const ends = new Map<string, VirtualMachine | DatabaseVm | LegacyVm | Microservice>();
  for (const machine of order(plan.machines)) {
    const index = subnetOf(plan, machine.subnet);
    const { prefix, bridged } = plan.subnets[index] ?? { prefix: 24, bridged: false };
    const letter = NAMES.indexOf(machine.name.slice(3));
    const kind = machine.kind === 'legacy' && bridged ? 'plain' : machine.kind;
    const address = machine.fixed && prefix <= 25 ? { address: `10.1.${index}.${100 + letter}` } : {};
    const props = { ...hardware, host, subnet: subnets[index] as Subnet, ...address };
    const made = {
      plain: () => new VirtualMachine(system, machine.name, { ...props, listens, stateless: true }),
      legacy: () => new LegacyVm(system, machine.name, { ...props, os: GuestOs.windowsServer2019(), listens }),
      database: () =>
        new DatabaseVm(system, machine.name, { ...props, engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(1) }),
    }[kind]();
    ends.set(machine.name, made);
  }
  for (const id of order(plan.services))
    ends.set(id, new Microservice(k8s, id, { image: `r/${id}:1`, port: Port.tcp(8080, 'http'), mesh }));
  const services = [...ends.values()].filter((end) => end instanceof Microservice);
  const [first] = services.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (first) gatewayOf(k8s, 'gate', { '/': first });

  const allowed = new Set<string>();
  const all = [...plan.machines.map((machine) => machine.name), ...plan.services];
  for (const { from, to, udp } of order(plan.flows)) {
    const receiver = ends.get(all[to % all.length] ?? '');
    const sender = ends.get(all[from % (all.length + 1)] ?? '');
    if (!receiver || sender === receiver) continue;
    const ports = udp && (receiver instanceof VirtualMachine || receiver instanceof LegacyVm) ? { ports: [MEDIA] } : {};
    system.policy.allow(sender ?? OFFICE, receiver, { because: `${from} and ${to}`, ...ports });
    allowed.add(`${sender?.name ?? 'office'}>${receiver.name}`);
  }
  return { system, allowed };
}

const resolve = (plan: Plan, lock?: Lock): { system: ResolvedSystem; lock: Lock } => build(plan).system.resolve({ lock });

/** Turns `items` by `by` places: the cheapest other order. */
const turned =
  (by: number) =>
  <T>(items: readonly T[]): readonly T[] =>
    items.map((_, index) => items[(index + by) % items.length] as T).reverse();

const RUNS = runs(8);

describe('random systems', () => {
  test('give every machine an address of its subnet that nobody else has and nothing keeps', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { system } = resolve(plan);
        const taken = new Map<string, string>();
        const take = (what: string, value: string, holder: string): void => {
          expect([what, value, taken.get(`${what} ${value}`)]).toEqual([what, value, undefined]);
          taken.set(`${what} ${value}`, holder);
        };
        for (const subnet of system.subnets) take('address', subnet.gateway, `gateway of ${subnet.name}`);
        for (const { name: id, nic } of system.machines) {
          const subnet = system.subnets.find(({ name: other }) => other === nic.subnet);
          const cidr = Cidr.parse(subnet?.cidr ?? '') as Cidr;
          const ip = parseIp(nic.address) ?? -1;
          expect(ip).toBeGreaterThan(cidr.first);
          expect(ip).toBeLessThan(cidr.last);
          if (subnet?.services) expect((Cidr.parse(subnet.services) as Cidr).contains(ip)).toBe(false);
          if (subnet?.mode === 'bridge') expect(subnet.nameservers).not.toContain(nic.address);
          take('address', nic.address, id);
          take('MAC', nic.mac, id);
          take('tap', nic.tap, id);
          if (nic.filter) take('filter', nic.filter.uuid, id);
          expect(nic.tap.length).toBeLessThanOrEqual(15);
        }
        for (const { name: id, virtualAddress } of [...system.workloads, ...system.gateways]) {
          if (!virtualAddress) continue;
          take('address', virtualAddress.address, id);
          const pool = Cidr.parse(system.clusters[0]?.pool?.cidr ?? '') as Cidr;
          expect(pool.contains(parseIp(virtualAddress.address) ?? -1)).toBe(true);
          expect(['10.1.100.0', '10.1.100.255']).not.toContain(virtualAddress.address);
        }
      }),
      RUNS,
    );
  });

  test('are the same in any order, and the same again with their lock', () => {
    fc.assert(
      fc.property(plans, fc.nat(7), (plan, by) => {
        const first = resolve(plan);
        const text = JSON.stringify(first);
        expect(JSON.stringify(build(plan, turned(by)).system.resolve())).toBe(text);
        expect(JSON.stringify(build(plan, turned(by)).system.resolve({ lock: serializeLock(first.lock) }))).toBe(text);
      }),
      RUNS,
    );
  });

  test('with their lock let nothing move when things come and go', () => {
    fc.assert(
      fc.property(plans, plans, fc.nat(7), (plan, other, by) => {
        const first = resolve(plan);
        // Some of the machines leave, others come, and all flows are new ones.
        const stay = plan.machines.filter((_, index) => index % 2 === 0);
        const come = other.machines.filter((machine) => !plan.machines.some((old) => old.name === machine.name));
        const next: Plan = {
          ...plan,
          machines: [...stay, ...come],
          services: [...new Set([...plan.services, ...other.services])],
          flows: other.flows,
        };
        const { system } = build(next, turned(by));
        for (const machine of plan.machines) if (!stay.includes(machine)) system.retire(machine.name, { keepData: true, because: 'left' });
        const second = system.resolve({ lock: first.lock });
        for (const { name: id } of stay) {
          const [before, after] = [first, second].map(({ system }) => system.machines.filter(({ name }) => name === id).map(fixedOf));
          expect(before).toHaveLength(1);
          expect(after).toEqual(before);
        }
        for (const [id, service] of Object.entries(first.lock.services)) {
          expect(second.lock.services[id] ?? second.lock.removed.services[id]).toEqual(service);
        }
        // Whoever came got nothing that somebody had before.
        const old = new Set(Object.values(first.lock.machines).map(({ address }) => address));
        for (const { name: id } of come) expect(old.has(second.lock.machines[id]?.address ?? '')).toBe(false);
        const gone = plan.machines.filter((machine) => !stay.includes(machine)).map((machine) => machine.name);
        expect(Object.keys(second.lock.removed.machines).sort()).toEqual(gone.sort());
      }),
      RUNS,
    );
  });

  test('allow what was allowed and nothing else, under names of their own', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { system: root, allowed } = build(plan);
        const { system } = root.resolve();
        const declared = system.flows.filter(({ origin }) => origin === 'declared');
        expect(new Set(declared.map(({ from, to }) => `${from.name}>${to.name}`))).toEqual(allowed);
        const ids = system.flows.map(({ id, origin }) => `${id} ${origin}`);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of system.flows) expect(id).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
        for (const flow of system.flows) {
          expect(flow.because.length).toBeGreaterThan(0);
          expect(flow.ports).toHaveLength(flow.dialledPorts.length);
          expect(flow.ports.length).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });

  test('imply what their parts need', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { system } = resolve(plan);
        const has = (origin: string, from: string, to: string): boolean =>
          system.flows.some((flow) => flow.origin === origin && flow.from.name === from && flow.to.name === to);
        for (const { name: id, kind, nic, guest } of system.machines) {
          const mode = system.subnets.find(({ name: other }) => other === nic.subnet)?.mode;
          expect(has('dns', id, mode === 'bridge' ? `${nic.subnet}-dns` : nic.subnet)).toBe(true);
          expect(has('dhcp', id, nic.subnet)).toBe(guest.network.addressedBy === 'dhcp');
          expect(has('packages', id, 'packages')).toBe(kind === 'database' || kind === 'cluster-node');
          expect(has('registry', id, 'registry')).toBe(kind === 'cluster-node');
          expect(has('admin', 'admins', id)).toBe(true);
        }
        expect(has('node-to-node', 'k8s', 'k8s')).toBe(plan.cluster.own);
        for (const {
          name: id,
          pods: { inMesh },
        } of system.workloads) {
          expect([has('dns', id, 'k8s'), has('kubelet-probe', 'k8s', id), has('mesh-control-plane', id, 'k8s')]).toEqual([
            true,
            true,
            inMesh,
          ]);
        }
        for (const gateway of system.gateways)
          for (const { service } of gateway.routes.flatMap(({ backends }) => backends))
            expect(has('gateway-route', gateway.name, service)).toBe(true);
      }),
      RUNS,
    );
  });

  test('serve the names that their machines may call, and no others', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { system } = resolve(plan);
        for (const subnet of system.subnets) {
          if (subnet.mode === 'bridge') continue;
          const own = system.machines.filter(({ nic }) => nic.subnet === subnet.name).map((machine) => machine.name);
          const called = system.flows
            .filter(({ from, to }) => from.is === 'machine' && own.includes(from.name) && (to.is === 'machine' || to.is === 'pods'))
            .map(({ to }) => to.name);
          const names = [...new Set([...own, ...called])].map((id) => `${id}.rnd.internal`).sort();
          expect(subnet.records.flatMap((record) => record.names)).toEqual(names);
        }
      }),
      RUNS,
    );
  });
});
