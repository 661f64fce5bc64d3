import {
  Anyone,
  Cpu,
  DatabaseEngine,
  DatabaseVm,
  LoadBalancer,
  Migration,
  type ResolvedSystem,
  Size,
  type StatedRequirements,
  VirtualMachine,
} from '../../../src/model';
import type { LoadBalancerRole } from '../../../src/model/resolved';
import {
  adviceOf,
  adviceText,
  capacityOf,
  capacityText,
  exposures,
  inventory,
  policyMarkdown,
  policyOverview,
  systemGraph,
} from '../../../src/report';
import { moved, moving, STOCK_PORT } from '../../migration-fixture';
import { cluster, codesOf, database, HTTP, legacy, machineProps, named, service, vm, yard } from '../fixture';
import { balancer, edge } from '../pair-fixture';

const because = 'test';
const SYSTEM = moved();

const portsOf = (system: ResolvedSystem, id: string): readonly number[] =>
  system.flows.filter((flow) => flow.id === id).flatMap(({ ports }) => ports.map(({ from }) => from));

describe('whoever calls a migration', () => {
  test.each(['gate', 'lb', 'order'])('%s reaches both ends, each where it listens, and no more of them', (client) => {
    expect([`${client}-to-erp`, `${client}-to-stock`].map((id) => portsOf(SYSTEM, id))).toEqual([[8080], [9090]]);
  });

  test('passes on by shares, to the port of each end', () => {
    const { frontends } = named(SYSTEM.machines, 'lb').guest.role as LoadBalancerRole;
    expect(frontends.map(({ port, backends }) => [port.from, backends.map(({ name, port: to, weight }) => [name, to, weight])])).toEqual([
      [
        8080,
        [
          ['erp', 8080, 90],
          ['stock', 9090, 10],
        ],
      ],
    ]);
  });

  test('is told the name of the migration', () => {
    const { y, k8s, mesh, migration } = moving();
    const client = service(k8s, 'client', {
      mesh,
      env: { STOCK: migration.connection().text(({ host, port }) => `http://${host}:${port}`) },
    });
    expect(codesOf(y.system)).toEqual(['CONNECTION_WITHOUT_FLOW']);
    y.system.policy.allow(client, migration, { because });
    const [container] = named(y.system.resolve().system.workloads, 'client').pods.containers;
    expect(container?.env).toEqual([{ name: 'STOCK', from: 'value', value: 'http://stock-items.yard.svc:8080' }]);
  });

  test('is not told of the name by being allowed to both ends', () => {
    const { y, k8s, mesh, migration, erp, stock } = moving();
    const client = service(k8s, 'client', { mesh, env: { STOCK: migration.connection().host } });
    y.system.policy.allow(client, [erp, stock], { because });
    expect(codesOf(y.system)).toEqual(['CONNECTION_WITHOUT_FLOW']);
  });
});

describe('the database', () => {
  const warnings = (props: { readonly reaches: boolean; readonly other?: boolean }): readonly string[] => {
    const y = yard();
    const [from, to] = [legacy(y, 'old'), vm(y, 'new')];
    const migration = new Migration(y.system, 'move', { from, to, weight: 0, because });
    new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: migration });
    const records = database(y, 'records');
    y.system.policy.allow(from, records, { because });
    if (props.reaches) y.system.policy.allow(to, records, { because });
    if (props.other) y.system.policy.allow(to, database(y, 'others'), { because });
    return y.system
      .resolve()
      .warnings.filter(({ code }) => code.startsWith('MIGRATION'))
      .map(({ code, path, message }) => `${code} at ${path}: ${message}`);
  };

  test('is one of both ends, or it is warned of', () => {
    expect(warnings({ reaches: true })).toEqual([]);
    expect(warnings({ reaches: false })).toEqual([
      'MIGRATION_WITHOUT_DATA at yard/move: old reaches records, and new, which is to take its place, reaches no database: allow it to one (`policy.allow`).',
    ]);
  });

  test('may be another one', () => {
    expect(warnings({ reaches: false, other: true })).toEqual([]);
  });

  test('may be behind a pair of load balancers', () => {
    const warned = (reaches: boolean): readonly string[] => {
      const all = edge();
      const [old, next] = ['old', 'new'].map((id) => new VirtualMachine(all.system, id, { ...all.machine, listens: [HTTP] }));
      const [from, to] = [old as VirtualMachine, next as VirtualMachine];
      balancer(all, { name: 'front', backends: new Migration(all.system, 'move', { from, to, weight: 0, because }) });
      const engine = DatabaseEngine.postgresql('15');
      const backends = new DatabaseVm(all.system, 'records', { ...all.machine, engine, dataDisk: Size.gibibytes(10) });
      const pair = balancer(all, { name: 'pair', backends, pair: {} });
      all.system.policy.allow(from, pair, { because });
      if (reaches) all.system.policy.allow(to, pair, { because });
      const { warnings: told } = all.system.resolve();
      return told.flatMap(({ code, message }) => (code.startsWith('MIGRATION') ? [message.split(',', 1)[0] as string] : []));
    };
    expect(warned(false)).toEqual(['old reaches pair']);
    expect(warned(true)).toEqual([]);
  });
});

describe('reports', () => {
  test('what is reached from outside by way of a load balancer is reached at both ends', () => {
    const { y, loadBalancer } = moving();
    y.system.policy.allow(Anyone.ipv4(), loadBalancer, { because });
    const open = exposures(y.system.resolve().system).map(({ to, via, ports }) => [to.name, via.map(({ name }) => name), ports[0]?.from]);
    expect(open).toEqual([
      ['lb', [], 8080],
      ['erp', ['lb'], 8080],
      ['stock', ['lb'], 8080],
    ]);
  });

  test('the policy says how far it is, and what ends when it is done', () => {
    const row =
      '| stock-items<br>tcp/8080 | erp 90 %<br>stock 10 % | the ERP ends its life | the route stock of gate<br>the load balancer lb<br>the mesh of k8s |';
    expect(policyMarkdown(SYSTEM)).toContain(row);
    expect(policyMarkdown(SYSTEM)).toContain('gate (gateway) to erp');
    expect(policyOverview(SYSTEM, 160)).toContain('MIGRATIONS (1)');
    expect(policyMarkdown(moved({ from: undefined, weight: 100 }))).toContain('stock 100 %<br>done');
  });

  test('capacity says what is free when it is done: nothing as long as somebody calls it besides', () => {
    const facts = { name: 'erp', at: 'kvm', migration: 'stock-items', percent: 10, memoryMiB: 2048, cpuMillis: 2000 };
    expect(capacityOf(SYSTEM).leaving).toEqual([facts]);
    expect(capacityText(capacityOf(SYSTEM), 160)).toContain('10 % have moved');
    const { y, order, erp } = moving();
    y.system.policy.allow(order, erp, { because });
    expect(capacityOf(y.system.resolve().system).leaving).toEqual([]);
    expect(capacityOf(moved({ from: undefined, weight: 100 })).leaving).toEqual([]);
  });

  test('of pods that are moved from, all that are always there leave', () => {
    const { y, k8s, mesh, migration } = moving();
    const old = service(k8s, 'old', { mesh, replicas: 3, port: HTTP, resources: { memory: Size.mebibytes(64), cpu: Cpu.millis(50) } });
    const back = new Migration(y.system, 'back', { ...migration.props, from: old, weight: 60 });
    y.system.policy.allow(service(k8s, 'client', { mesh }), back, { because });
    expect(capacityOf(y.system.resolve().system).leaving.filter(({ name }) => name === 'old')).toEqual([
      // With the proxy beside each.
      { name: 'old', at: 'k8s', migration: 'back', percent: 60, memoryMiB: 3 * (64 + 128), cpuMillis: 3 * (50 + 100) },
    ]);
  });

  test('advice knows what is on its way, and does not warn of it', () => {
    const stated: StatedRequirements = {
      startUp: 'seconds',
      efficiency: 'shared',
      isolation: 'process',
      devOps: 'continuous',
      microservices: 'part',
    };
    const warned = (moves: boolean): readonly string[] => {
      const { y, k8s, mesh, stock } = moving();
      const old = vm(y, 'old', { requirements: stated, stateless: true });
      const client = service(k8s, 'client', { mesh });
      const props = { from: old, to: stock, weight: 30, port: HTTP, toPort: STOCK_PORT, because };
      if (moves) y.system.policy.allow(client, new Migration(y.system, 'moves', props), { because });
      const { system, warnings } = y.system.resolve();
      const [advised] = adviceOf(system).filter(({ name }) => name === 'old');
      expect(advised?.advice.side).toBe('container');
      expect(advised?.moving).toEqual(moves ? { migration: 'moves', to: 'stock', side: 'container', percent: 30 } : undefined);
      if (moves) expect(adviceText(adviceOf(system), 160)).toContain('30 %');
      return warnings.filter(({ code, path }) => code === 'PLACED_AGAINST_ADVICE' && path === 'yard/old').map(({ path }) => path);
    };
    expect(warned(false)).toEqual(['yard/old']);
    expect(warned(true)).toEqual([]);
  });

  test('the inventory knows its name, the picture its shares', () => {
    expect(inventory(SYSTEM).filter(({ name }) => name === 'stock-items')).toMatchObject([
      { what: 'Service', names: ['stock-items.yard.svc'], ports: ['tcp/8080 (http)'] },
    ]);
    const facts = systemGraph(SYSTEM).nodes.flatMap(({ name, facts: all }) =>
      all.filter(({ label }) => label === 'Answers').map(({ value }) => `${name}: ${value}`),
    );
    expect(facts.sort()).toEqual(['erp: 90 % of stock-items', 'stock: 10 % of stock-items']);
  });
});

test('who is to answer may have another Service port than its container', () => {
  const y = yard();
  const k8s = cluster(y);
  const to = service(k8s, 'new', { port: STOCK_PORT });
  const migration = new Migration(y.system, 'move', { from: legacy(y, 'old'), to, weight: 50, port: HTTP, toPort: STOCK_PORT, because });
  new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: migration });
  expect(portsOf(y.system.resolve().system, 'lb-to-new')).toEqual([9090]);
});
