import { LoadBalancer, type Lock, Port, type ResolvedFlow, type ResolvedMachine } from '../../../src/model';
import type { LockedMachine } from '../../../src/model/lock/lock';
import { serializeLock } from '../../../src/model/lock/lock';
import { renew } from '../../../src/model/lock/renew';
import { sourceOf } from '../../../src/model/resolved';
import { portText } from '../../../src/model/values';
import { VARIETIES } from '../../verify/varieties';
import {
  cluster,
  database,
  existingCluster,
  legacy,
  machineProps,
  named,
  OFFICE,
  problemsOf,
  resolved,
  service,
  vm,
  type Yard,
  yard,
} from '../fixture';

const because = 'administration';
const SSH = [Port.tcp(22)];

const rules = ({ guest }: ResolvedMachine): readonly string[] =>
  guest.firewall.map(
    ({ ports, from }) => `${ports.map(({ protocol, from: port }) => `${protocol} ${port}`).join(', ')} from ${from.join(', ')}`,
  );

/** A bastion, and what it administers. */
const bastion = (y: Yard) => {
  const jump = vm(y, 'jump', { listens: SSH });
  y.system.policy.allow(jump, database(y, 'db'), { because, ports: SSH });
};

describe('what a guest is built with', () => {
  test('is what declared flows need of it: a bastion of the system gets in', () => {
    const { system, lock } = resolved(bastion);
    expect(rules(named(system.machines, 'db'))).toEqual(['tcp 5432 from 10.1.0.0/16', 'tcp 22 from 10.1.0.0/16']);
    expect(lock.machines.db?.firewall).toEqual({ 'tcp/5432': ['10.1.0.0/16'], 'tcp/22': ['10.1.0.0/16'] });
    expect(lock.machines.jump?.firewall).toEqual({ 'tcp/22': ['10.1.0.0/16'] });
    const flow = system.flows.find(({ id }) => id === 'jump-to-db');
    expect(flow?.enforcement.map(({ point, precision }) => [point, precision])).toEqual([
      ['hypervisor-egress', 'coarse'],
      ['hypervisor-ingress', 'exact'],
      ['guest', 'coarse'],
    ]);
  });

  test('stays as it was when the flow goes, in the same order', () => {
    const build = (late: boolean) => (y: Yard) => {
      const [web, a] = [vm(y, 'web'), vm(y, 'a')];
      const ports = [Port.tcp(10000), Port.tcp(9000), Port.udp(53, 'dns')];
      if (!late) y.system.policy.allow(a, web, { because, ports });
    };
    const first = resolved(build(false));
    const second = resolved(build(true), serializeLock(first.lock));
    const guest = ({ system }: typeof first) => named(system.machines, 'web').guest;
    expect(guest(second)).toEqual(guest(first));
    expect(rules(named(second.system.machines, 'web')).map((rule) => rule.split(' from ')[0])).toEqual([
      'tcp 8080',
      'tcp 9000',
      'tcp 10000',
      'udp 53',
    ]);
    expect(second.lock.machines.web).toEqual(first.lock.machines.web);
  });

  test('opens what strangers may reach beside its own ports to them alone', () => {
    const { system } = resolved((y) => {
      const web = vm(y, 'web');
      y.system.policy.allow(OFFICE, web, { because, ports: SSH });
    });
    expect(rules(named(system.machines, 'web'))).toEqual(['tcp 8080 from 10.1.0.0/16', 'tcp 22 from 10.1.0.0/16, 198.51.100.0/24']);
  });

  test('says nothing of ports that are its own, and of ICMP', () => {
    const { system } = resolved((y) => {
      const k8s = cluster(y);
      const web = vm(y, 'web', { listens: [Port.tcpRange(8000, 8100)] });
      y.system.policy.allow(service(k8s, 'api'), web, { because, ports: [Port.tcp(8080)] });
      y.system.policy.allow(vm(y, 'a'), [web, ...k8s.nodes], { because, ports: [Port.icmp()] });
    });
    const ports = system.machines.flatMap(({ guest }) => guest.firewall.flatMap((rule) => rule.ports.map(portText)));
    expect(ports).toEqual(['tcp/8080', 'any', 'any', 'tcp/8000-8100']);
  });

  test('of a node, to its senders alone: nothing else of the system gets into it', () => {
    const { system } = resolved((y) => y.system.policy.allow(vm(y, 'b'), cluster(y).nodes, { because, ports: SSH }));
    const nodes = system.machines.filter(({ kind }) => kind === 'cluster-node');
    expect(nodes.map((node) => rules(node).at(-1))).toEqual(nodes.map(() => 'tcp 22 from 10.1.1.2/32'));
  });
});

describe('a flow that came after its guest', () => {
  const before = (y: Yard) => {
    vm(y, 'jump', { listens: SSH });
    database(y, 'db');
  };

  test('is closed there, in the matrix too, and the way to open it is named', () => {
    const { system, lock, warnings } = resolved(bastion, resolved(before).lock);
    const flow = system.flows.find(({ id }) => id === 'jump-to-db');
    expect(flow?.enforcement.at(-1)).toEqual({
      point: 'guest',
      precision: 'closed',
      why: 'the firewall inside the guest was set up without tcp/22 from 10.1.1.3/32: until it is opened there by hand, nothing gets in',
    });
    expect(warnings.map(({ code, path, message }) => `${code} ${path} ${message}`)).toEqual([
      'GUEST_FIREWALL_CLOSED yard/db 10.1.1.3/32 may reach it on tcp/22, but the firewall inside the guest was set up without that port. Open it there by hand, then `npx isthmus lock renew db` and synthesize.',
    ]);
    expect(Object.keys(lock.machines.db?.firewall ?? {})).toEqual(['tcp/5432']);
  });

  test('is open when somebody opened it and the lock knows', () => {
    const { system, warnings, lock } = resolved(bastion, renew(resolved(before).lock, 'db'));
    expect(warnings).toEqual([]);
    expect(rules(named(system.machines, 'db'))).toEqual(['tcp 5432 from 10.1.0.0/16', 'tcp 22 from 10.1.0.0/16']);
    expect(lock).toEqual(resolved(bastion, lock).lock);
  });

  test('is open when a lock of an earlier version says that somebody opened it', () => {
    const { lock } = resolved(before);
    const { firewall: _rules, told: _told, ...db } = lock.machines.db as LockedMachine;
    const edited = { ...lock, machines: { ...lock.machines, db: { ...db, opened: { 'tcp/22': ['10.1.1.3/32'] } } } } as Lock;
    const { system, warnings, lock: next } = resolved(bastion, edited);
    expect(warnings).toEqual([]);
    expect(rules(named(system.machines, 'db')).at(-1)).toBe('tcp 22 from 10.1.1.3/32');
    expect(next.machines.db).not.toHaveProperty('opened');
    expect(next.machines.db?.firewall).toEqual({ 'tcp/5432': ['10.1.0.0/16'], 'tcp/22': ['10.1.1.3/32'] });
  });

  test('is closed when it asks for a port of its own that the machine did not have then', () => {
    const build = (ports: readonly Port[]) => (y: Yard) => y.system.policy.allow(vm(y, 'a'), vm(y, 'web', { listens: ports }), { because });
    const { lock } = resolved(build([Port.tcp(80)]));
    const { system, warnings } = resolved(build([Port.tcp(80), Port.tcp(443)]), lock);
    expect(rules(named(system.machines, 'web'))).toEqual(['tcp 80 from 10.1.0.0/16']);
    expect(warnings.map(({ code }) => code).sort()).toEqual(['GUEST_FIREWALL_CLOSED', 'GUEST_OUTDATED']);
  });

  test('is refused by the logins of a database, too', () => {
    const { system } = resolved(
      (y) => y.system.policy.allow(OFFICE, [database(y, 'db'), database(y, 'other')], { because }),
      resolved((y) => database(y, 'db')).lock,
    );
    const cells = (name: string) =>
      system.flows
        .filter(({ to, from }) => to.name === name && from.name === 'office')
        .flatMap(({ enforcement }) => enforcement.map(({ point, precision }) => `${point} ${precision}`));
    expect(cells('db')).toEqual(['hypervisor-ingress exact', 'guest closed', 'application closed']);
    expect(cells('other')).toEqual(['hypervisor-ingress exact', 'guest coarse', 'application coarse']);
  });
});

describe('nodes of a cluster that is there already', () => {
  const ask =
    (nodes: readonly string[], networks?: readonly string[]) =>
    (y: Yard): void => {
      const k8s = existingCluster(y, 'k8s', { nodeAddresses: nodes, ...(networks && { nodeNetworks: networks }) });
      y.system.policy.allow(service(k8s, 'api'), database(y, 'db'), { because });
    };
  const [FIRST, SECOND] = ['172.16.0.11', '172.16.0.12'] as const;

  test('that are added have to be let in by hand, one by one', () => {
    const { warnings } = resolved(ask([FIRST, SECOND]), resolved(ask([FIRST])).lock);
    expect(warnings.map(({ code }) => code)).toEqual(['GUEST_FIREWALL_CLOSED']);
  });

  test('change no machine where their networks are known; the filters let in the nodes alone', () => {
    const networks = ['172.16.0.0/24'];
    const first = resolved(ask([FIRST], networks));
    const second = resolved(ask([FIRST, SECOND], networks), first.lock);
    expect(second.warnings).toEqual([]);
    expect(second.lock).toEqual(first.lock);
    const db = ({ system }: typeof first) => named(system.machines, 'db');
    expect(db(second).guest).toEqual(db(first).guest);
    expect(rules(db(second))).toEqual(['tcp 5432 from 10.1.0.0/16, 172.16.0.0/24, 172.16.9.0/28']);
    const flow = second.system.flows.find(({ id }) => id === 'api-to-db') as ResolvedFlow;
    expect(sourceOf(flow).map(({ cidr }) => cidr)).toEqual(['172.16.0.11/32', '172.16.0.12/32']);
    const why = (point: string) => flow.enforcement.find((cell) => cell.point === point)?.why;
    for (const point of ['guest', 'application']) expect(why(point)).toMatch(/; for nodes to come that is all of 172\.16\.0\.0\/24$/);
  });
});

test('a guest that nothing sets up is not compared with what it was: its script follows the system', () => {
  const flow = (late: boolean) => (y: Yard) => {
    const erp = legacy(y, 'erp');
    if (late) y.system.policy.allow(OFFICE, erp, { because });
  };
  const { lock } = resolved(flow(false));
  expect(lock.machines.erp).not.toHaveProperty('baseline');
  const { system, warnings } = resolved(flow(true), lock);
  expect(warnings.filter(({ code }) => code.startsWith('GUEST_'))).toEqual([]);
  expect(rules(named(system.machines, 'erp'))).toEqual(['tcp 8080 from 10.1.0.0/16, 198.51.100.0/24']);
});

test.each([
  [{ 'tcp/22; drop': ['10.1.0.0/16'] }, 'the key "tcp/22; drop" of lock.machines.db.firewall should be a port such as tcp/22.'],
  [{ 'tcp/70000': ['10.1.0.0/16'] }, 'the key "tcp/70000" of lock.machines.db.firewall should be a port such as tcp/22.'],
  [{ 'tcp/22': ['10.1.0.0/16 accept'] }, 'lock.machines.db.firewall.tcp/22[0] should be a CIDR such as 10.0.0.0/24.'],
])('nothing but ports and blocks gets from the lock into a firewall: %j', (firewall, message) => {
  const { lock } = resolved((y) => database(y, 'db'));
  const y = yard();
  database(y, 'db');
  const edited = JSON.stringify({ ...lock, machines: { db: { ...lock.machines.db, firewall } } });
  expect(problemsOf(y.system, edited).map((problem) => problem.message)).toEqual([message]);
});

test.each(Object.entries(VARIETIES))('%s: a new system has no guest that keeps out what the system lets in', (_, build) => {
  const closed = build()
    .resolve()
    .system.flows.filter(({ enforcement }) => enforcement.some(({ precision }) => precision === 'closed'));
  expect(closed.map(({ id }) => id)).toEqual([]);
});

test('nodes let load balancers in to their API servers', () => {
  const { system } = resolved((y) => {
    const k8s = cluster(y, 'k8s', { nodes: { count: 3, controlPlanes: 3 } });
    new LoadBalancer(y.system, 'entry', {
      ...machineProps(y),
      backends: k8s.nodes,
      pair: { onOneHost: { because: 'there is one host' } },
    });
  });
  const into = system.flows.filter(({ origin }) => origin === 'load-balancer-backend');
  expect(into.map(({ enforcement }) => enforcement.find(({ point }) => point === 'guest')?.precision)).toEqual([
    'coarse',
    'coarse',
    'coarse',
  ]);
  expect(named(system.machines, 'k8s-node-1').guest.firewall).toContainEqual({
    ports: [expect.objectContaining({ from: 6443 })],
    from: ['10.1.1.3/32', '10.1.1.4/32'],
  });
});
