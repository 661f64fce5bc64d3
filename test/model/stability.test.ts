import {
  Anyone,
  DatabaseEngine,
  DatabaseVm,
  External,
  GuestOs,
  Image,
  Isolation,
  type Lock,
  Microservice,
  Namespace,
  Network,
  type Policy,
  Port,
  type Resolution,
  type ResolvedSystem,
  Size,
  type System,
  VirtualMachine,
} from '../../src/model';
import { renew } from '../../src/model/lock/renew';
import { Shop } from '../../system';
import { Depot } from './depot';
import { cluster, database, existingCluster, fixedOf, resolved, service, vm, type Yard } from './fixture';

/** What Terraform and pod templates are made of. Virtual addresses belong to Services, which change live. */
const built = ({ hosts, machines, workloads, retired }: ResolvedSystem) => ({
  hosts,
  machines: machines.map(fixedOf),
  retired,
  workloads: workloads.map(({ virtualAddress: _, ...rest }) => rest),
});

/** Resolves a system, changes its program, resolves it with the lock. */
function across<S extends System>(build: () => S, change: (system: S) => unknown): readonly [ResolvedSystem, ResolvedSystem, Lock] {
  const first = build().resolve();
  const next = build();
  change(next);
  const second = next.resolve({ lock: first.lock });
  return [first.system, second.system, second.lock];
}

const PING = Port.tcp(9999, 'ping');
const OFFICE = External.cidr('198.51.100.0/24', { name: 'desks' });
const because = 'day two';

type Allow = (policy: Policy, system: Shop) => void;
const shopFlows: Record<string, Allow> = {
  'pod to pod': (policy, { user, payment }) => policy.allow(user, payment, { because }),
  'pod to VM': (policy, { user, erp }) => policy.allow(user, erp, { because }),
  'pod to VM on another port': (policy, { user, database }) => policy.allow(user, database, { because, ports: [PING] }),
  'VM to pod': (policy, { erp, payment }) => policy.allow(erp, payment, { because }),
  'VM to VM': (policy, { erp, database }) => policy.allow(erp, database, { because }),
  'external to VM': (policy, { erp }) => policy.allow(OFFICE, erp, { because }),
  'external to pod': (policy, { user }) => policy.allow(OFFICE, user, { because }),
  'anyone to VM': (policy, { erp }) => policy.allow(Anyone.ipv4(), erp, { because }),
  'VM to the world': (policy, { erp }) => policy.allow(erp, Anyone.ipv4(), { because, ports: [PING] }),
  'pod to the world': (policy, { user }) => policy.allow(user, OFFICE, { because, ports: [PING] }),
  'a subnet to VM': (policy, { erp, loadBalancer }) => policy.allow(loadBalancer.props.subnet, erp, { because }),
  'a subnet to pod': (policy, { user, erp }) => policy.allow(erp.props.subnet, user, { because }),
  'VM to a subnet': (policy, { erp, database }) => policy.allow(erp, database.props.subnet, { because }),
  'VM to a node': (policy, shop) => policy.allow(shop.erp, shop.user.cluster.nodes, { because }),
};

describe('the day-2 promise', () => {
  test.each(Object.entries(shopFlows))('a flow from %s touches no machine and no pod template of the reference system', (_name, allow) => {
    const [before, after] = across(
      () => new Shop(),
      (shop) => allow(shop.policy, shop),
    );
    expect(after.flows.length).toBeGreaterThanOrEqual(before.flows.length);
    expect(after.digest).not.toBe(before.digest);
    expect(JSON.stringify(built(after))).toBe(JSON.stringify(built(before)));
  });

  const depotFlows: Record<string, (depot: Depot) => void> = {
    'native pod to VM': ({ policy, services, scales }) => policy.allow(services.labels, scales, { because }),
    'VM of a bridged subnet to pod': ({ policy, archive, services }) => policy.allow(archive, services.billing, { because }),
    'VM behind NAT to VM': ({ policy, builder, phone }) => policy.allow(builder, phone, { because }),
    'a subnet to a VM of it': ({ policy, customs, subnets }) => policy.allow(subnets.core, customs, { because }),
    'VM to VM across hosts': ({ policy, phone, archive }) => policy.allow(phone, archive, { because }),
  };
  test.each(Object.entries(depotFlows))('a flow from %s touches no machine and no pod template of the depot', (_name, allow) => {
    const [before, after] = across(() => new Depot(), allow);
    expect(after.flows.length).toBeGreaterThan(before.flows.length);
    expect(JSON.stringify(built(after))).toBe(JSON.stringify(built(before)));
  });

  test('the first flow from a VM to a pod gives the service an address and touches nothing else', () => {
    const build = (y: Yard) => ({ caller: vm(y, 'web'), api: service(cluster(y), 'api') });
    const first = resolved(build);
    const second = resolved((y) => {
      const { caller, api } = build(y);
      y.system.policy.allow(caller, api, { because });
    }, first.lock);
    expect(first.system.workloads[0]?.virtualAddress).toBeUndefined();
    expect(second.system.workloads[0]?.virtualAddress).toEqual({ address: '10.1.2.192', fqdn: 'api.yard.internal' });
    expect(JSON.stringify(built(second.system))).toBe(JSON.stringify(built(first.system)));
  });

  test('a flow that goes touches nothing either', () => {
    const [with_, without] = [
      (y: Yard) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because }),
      (y: Yard) => [vm(y, 'a'), vm(y, 'b')],
    ];
    const first = resolved(with_);
    expect(built(resolved(without, first.lock).system)).toEqual(built(first.system));
  });

  test('another reason changes the reason', () => {
    const build = (reason: string) => (y: Yard) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because: reason });
    const first = resolved(build('then'));
    const second = resolved(build('now'), first.lock);
    const reworded = JSON.stringify(second.system).replace('"now"', '"then"');
    expect(reworded).toBe(JSON.stringify(first.system));
  });

  test('the same pair twice is one flow with both reasons', () => {
    const { system } = resolved((y) => {
      const [a, b] = [vm(y, 'a'), vm(y, 'b')];
      y.system.policy.allow(a, b, { because: 'z first' });
      y.system.policy.allow([a], [b], { because: 'a second', ports: [PING] });
    });
    const flows = system.flows.filter(({ origin }) => origin === 'declared');
    expect(flows).toHaveLength(1);
    expect(flows[0]).toMatchObject({ because: ['a second', 'z first'], ports: [{ from: 8080 }, { from: 9999 }] });
  });
});

describe('things that are added', () => {
  const others = (system: ResolvedSystem, ...names: readonly string[]) => {
    const { hosts, ...rest } = built(system);
    return {
      ...rest,
      machines: rest.machines.filter(({ name }) => !names.includes(name)),
      workloads: rest.workloads.filter(({ name }) => !names.includes(name)),
    };
  };

  test('a machine changes no other machine and no microservice', () => {
    const [before, after, lock] = across(
      () => new Shop(),
      (shop) => new VirtualMachine(shop, 'aaa', { ...shop.erp.props, image: shop.database.props.image, os: GuestOs.rhel8(), cpus: 1 }),
    );
    expect(JSON.stringify(others(after, 'aaa'))).toBe(JSON.stringify(others(before)));
    expect(JSON.stringify(after.clusters)).toBe(JSON.stringify(before.clusters));
    expect(lock.machines.aaa?.address).toBe('10.10.20.3');
  });

  test('a database in the same highly isolated subnet changes no other machine', () => {
    const [before, after] = across(
      () => new Depot(),
      (depot) =>
        new DatabaseVm(depot, 'a-new-one', { ...depot.orders.props, dataDisk: Size.gibibytes(1), engine: DatabaseEngine.mysql('8.0') }),
    );
    expect(JSON.stringify(others(after, 'a-new-one'))).toBe(JSON.stringify(others(before)));
  });

  test('a microservice changes no machine and no other microservice', () => {
    const [before, after] = across(
      () => new Shop(),
      (shop) =>
        new Microservice(shop.user.cluster, 'aaa', { image: 'r/aaa:1', port: PING, namespace: new Namespace(shop.user.cluster, 'other') }),
    );
    expect(JSON.stringify(others(after, 'aaa'))).toBe(JSON.stringify(others(before)));
  });

  test('a network, a subnet and a cluster reach no guest that is there already', () => {
    const [before, after] = across(
      () => new Shop(),
      (shop) => {
        new Network(shop, 'annex', { cidr: '10.20.0.0/16' }).addSubnet('annex', { cidr: '10.20.1.0/24' });
      },
    );
    expect(JSON.stringify(built(after))).toBe(JSON.stringify(built(before)));
  });

  test('a new guest knows the blocks of today, an old one those of its own day', () => {
    const first = resolved((y) => vm(y, 'old'));
    const { system } = resolved((y) => {
      vm(y, 'old');
      vm(y, 'young');
      existingCluster(y);
    }, first.lock);
    const baselines = Object.fromEntries(system.machines.map(({ name, guest }) => [name, guest.baseline]));
    expect(baselines).toEqual({ old: ['10.1.0.0/16'], young: ['10.1.0.0/16', '172.16.0.11/32', '172.16.0.12/32', '172.16.9.0/28'] });
  });

  test('an image of another version touches no machine that keeps its own', () => {
    const first = resolved((y) => vm(y, 'old'));
    const { system } = resolved((y) => {
      vm(y, 'old');
      vm(y, 'young', { image: Image.file('/images/debian-12.qcow2', { version: '12.6' }) });
    }, first.lock);
    expect(system.machines.map(({ name, image }) => [name, image?.volumeName])).toEqual([
      ['old', 'yard-debian-12-12.5.qcow2'],
      ['young', 'yard-debian-12-12.6.qcow2'],
    ]);
  });
});

describe('guests that do not know what is allowed now', () => {
  const texts = (resolution: Resolution) => resolution.warnings.map(({ code, path, message }) => `${code} ${path} ${message}`);

  test('a sender outside of the blocks that a guest was built with is warned of', () => {
    const first = resolved((y) => vm(y, 'web'));
    expect(first.warnings).toEqual([]);
    const second = resolved((y) => y.system.policy.allow(OFFICE, vm(y, 'web'), { because }), first.lock);
    expect(texts(second)).toEqual([
      expect.stringMatching(/^GUEST_FIREWALL_CLOSED yard\/web 198\.51\.100\.0\/24 may reach it, but .* 10\.1\.0\.0\/16/),
    ]);
  });

  test('so are the pods of a cluster that came later, seen as its nodes', () => {
    const first = resolved((y) => database(y, 'db'));
    const second = resolved((y) => y.system.policy.allow(service(existingCluster(y), 'api'), database(y, 'db'), { because }), first.lock);
    expect(second.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'GUEST_FIREWALL_CLOSED yard/db',
      'GUEST_FIREWALL_CLOSED yard/db',
    ]);
  });

  test('and a receiver that a guest without default route has no route to', () => {
    const build = (late: boolean) => (y: Yard) => {
      const apart = y.net.addSubnet('apart', { cidr: '10.1.7.0/24', isolation: Isolation.HIGH });
      const web = vm(y, 'web', { subnet: apart });
      if (!late) return;
      y.system.policy.allow(web, service(existingCluster(y), 'api'), { because });
    };
    const second = resolved(build(true), resolved(build(false)).lock);
    expect(texts(second)).toEqual([expect.stringContaining('GUEST_ROUTE_MISSING yard/web It may reach 172.16.9.1/32')]);
  });

  test('a guest that nothing configures is nobody to warn of', () => {
    const shop = new Shop();
    shop.policy.allow(OFFICE, shop.erp, { because });
    const { warnings } = shop.resolve({ lock: new Shop().resolve().lock });
    expect(warnings.map(({ code }) => code)).not.toContain('GUEST_FIREWALL_CLOSED');
  });

  test('what was opened in a guest by hand is believed, once the lock is told', () => {
    const lock = renew(resolved((y) => vm(y, 'web')).lock, 'web');
    const { system, warnings } = resolved((y) => y.system.policy.allow(OFFICE, vm(y, 'web'), { because }), lock);
    expect(warnings).toEqual([]);
    expect(system.machines[0]?.guest.baseline).toEqual(['10.1.0.0/16', '198.51.100.0/24']);
  });
});
