import { LoadBalancer, MeshMode, MeshProvider, Migration, type MigrationProps, Port, ServiceMesh } from '../../../src/model';
import { gatewayOf } from '../../gateway-fixture';
import { cluster, HTTP, legacy, machineProps, service, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const because = 'test';
const PATH = 'yard/move';

/** A migration from the machine `old` to the machine `new`, behind a load balancer. */
function move(y: Yard, props: Partial<MigrationProps>, at = {}): Migration {
  const from = legacy(y, 'old', at);
  const to = vm(y, 'new');
  const migration = new Migration(y.system, 'move', { from, to, weight: 10, because, ...props });
  new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: migration });
  return migration;
}

/** A migration that pods of a mesh call. */
function called(y: Yard, mode: MeshMode, props: Partial<MigrationProps> = {}) {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
  const from = legacy(y, 'old');
  const migration = new Migration(y.system, 'move', { from, to: service(k8s, 'new', { mesh }), weight: 10, because, ...props });
  return { k8s, mesh, migration, client: service(k8s, 'client', { mesh }) };
}

export const MIGRATIONS: readonly ProblemCase[] = [
  {
    when: 'a migration is without a reason',
    code: 'MIGRATION_WITHOUT_REASON',
    path: PATH,
    says: ['`because`'],
    fix: ['few words'],
    build: (y) => move(y, { because: ' ' }),
  },
  ...([101, -1, 12.5] as const).map(
    (weight): ProblemCase => ({
      when: `a migration has the weight ${weight}`,
      code: 'MIGRATION_WEIGHT',
      path: PATH,
      says: [`weight: ${weight}`, '0 to 100'],
      fix: ['such as 10'],
      build: (y) => move(y, { weight }),
    }),
  ),
  {
    when: 'a migration goes back after who answered before has left',
    code: 'MIGRATION_WITHOUT_FROM',
    path: PATH,
    says: ['new gets 40 percent', 'other 60'],
    fix: ['`from`', '`weight` 100'],
    build: (y) => move(y, { from: undefined, weight: 40 }),
  },
  {
    when: 'a migration leads to where it comes from',
    code: 'MIGRATION_TO_ITSELF',
    path: PATH,
    says: ['from same to same'],
    fix: ['`to`'],
    build: (y) => {
      const same = vm(y, 'same');
      return move(y, { from: same, to: same });
    },
  },
  {
    when: 'the ends of a migration listen on different ports',
    code: 'MIGRATION_PORTS_DIFFER',
    path: PATH,
    says: ['old is dialled at tcp/9000', 'new does not listen there', 'tcp/8080'],
    fix: ['toPort: Port.tcp'],
    build: (y) => move(y, {}, { listens: [Port.tcp(9000)] }),
  },
  {
    when: 'who answers today listens elsewhere than a migration says',
    code: 'MIGRATION_PORT',
    path: PATH,
    says: ['old does not listen on tcp/9000', 'tcp/8080'],
    fix: ['`port`'],
    build: (y) => move(y, { port: Port.tcp(9000), toPort: HTTP }),
  },
  {
    when: 'who is to answer listens elsewhere than a migration says',
    code: 'MIGRATION_PORT',
    path: PATH,
    says: ['new does not listen on tcp/9000', 'tcp/8080'],
    fix: ['`toPort`'],
    build: (y) => move(y, { toPort: Port.tcp(9000) }),
  },
  {
    when: 'a migration is dialled at several ports',
    code: 'MIGRATION_PORT',
    path: PATH,
    says: ['tcp/8000-8010', 'single TCP port'],
    fix: ['Port.tcp'],
    build: (y) => move(y, { port: Port.tcpRange(8000, 8010), toPort: HTTP }),
  },
  {
    when: 'a migration is dialled at an impossible port',
    code: 'INVALID_PORT',
    path: PATH,
    says: ['70000'],
    fix: [],
    build: (y) => move(y, { port: Port.tcp(70000), toPort: HTTP }),
  },
  {
    when: 'the ends of a migration listen on nothing',
    code: 'MIGRATION_PORT',
    path: PATH,
    says: ['old listens on no port'],
    fix: ['a `port`'],
    build: (y) => move(y, { to: vm(y, 'other', { listens: [] }) }, { listens: [] }),
  },
  {
    when: 'nothing says what clients of a migration dial any more',
    code: 'MIGRATION_PORT',
    path: PATH,
    says: ['what clients dial', 'tcp/8080'],
    fix: ['`port`'],
    build: (y) => move(y, { from: undefined, weight: 100, toPort: HTTP }),
  },
  {
    when: 'nobody calls a migration',
    code: 'MIGRATION_WITHOUT_CLIENTS',
    path: PATH,
    says: ['move'],
    fix: ['`backends`', 'policy.allow'],
    build: (y) => new Migration(y.system, 'move', { from: legacy(y, 'old'), to: vm(y, 'new'), weight: 10, because }),
  },
  {
    when: 'a machine is allowed to a migration',
    code: 'MIGRATION_NOT_SPLIT',
    path: PATH,
    says: ['other -> move', 'nothing on the way from other shares requests'],
    fix: ['LoadBalancer'],
    build: (y) => y.system.policy.allow(vm(y, 'other'), move(y, {}), { because }),
  },
  {
    when: 'pods without a mesh are allowed to a migration',
    code: 'MIGRATION_NOT_SPLIT',
    path: PATH,
    says: ['plain -> move', 'no mesh'],
    fix: ['`mesh`'],
    build: (y) => {
      const { k8s, migration } = called(y, MeshMode.SIDECAR_WITH_CNI);
      y.system.policy.allow(service(k8s, 'plain'), migration, { because });
    },
  },
  {
    when: 'pods of a mesh in ambient mode are allowed to a migration',
    code: 'MIGRATION_NOT_SPLIT',
    path: PATH,
    says: ['client -> move', 'the mesh "mesh"', 'do not read requests'],
    fix: ['sidecars'],
    build: (y) => {
      const { client, migration } = called(y, MeshMode.AMBIENT);
      y.system.policy.allow(client, migration, { because });
    },
  },
  {
    when: 'a migration of no HTTP is called in a mesh',
    code: 'MIGRATION_NOT_SPLIT',
    path: PATH,
    says: ['client -> move', 'tcp/8080 is spoken to by tcp'],
    fix: ['shares connections'],
    build: (y) => {
      const { client, migration } = called(y, MeshMode.SIDECAR_WITH_CNI, { port: Port.tcp(8080, 'http', { appProtocol: 'tcp' }) });
      y.system.policy.allow(client, migration, { because });
    },
  },
  {
    when: 'a gateway is allowed to a migration',
    code: 'MIGRATION_NOT_SPLIT',
    path: PATH,
    says: ['gate -> move', 'by its routes'],
    fix: ['addHttpRoute'],
    build: (y) => {
      const { k8s, client, migration } = called(y, MeshMode.SIDECAR_WITH_CNI);
      y.system.policy.allow(gatewayOf(k8s, 'gate', { '/': client }), migration, { because });
    },
  },
  {
    when: 'pods call a migration that leads into another cluster',
    code: 'MIGRATION_ELSEWHERE',
    path: PATH,
    says: ['client -> move', 'new runs in another cluster'],
    fix: ['LoadBalancer'],
    build: (y) => {
      const other = cluster(y, 'far', {
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/12',
        nodes: { subnet: y.net.addSubnet('far-nodes', { cidr: '10.1.9.0/24', services: '10.1.9.192/26' }) },
      });
      const { client, migration } = called(y, MeshMode.SIDECAR_WITH_CNI, { to: service(other, 'new') });
      y.system.policy.allow(client, migration, { because });
    },
    with: ['NAME_CLASH'],
  },
  {
    when: 'other ports of a migration are allowed',
    code: 'MIGRATION_NOT_AT',
    path: PATH,
    says: ['tcp/22', 'move', 'tcp/8080 alone'],
    fix: ['Leave out `ports`'],
    build: (y) => {
      const { client, migration } = called(y, MeshMode.SIDECAR_WITH_CNI);
      y.system.policy.allow(client, migration, { ports: [Port.tcp(22)], because });
    },
  },
  {
    when: 'two migrations have one name',
    code: 'NAME_CLASH',
    path: 'yard/second',
    says: ['"move"', 'yard/move'],
    fix: ['name'],
    build: (y) => {
      const migration = move(y, {});
      const second = new Migration(y.system, 'second', { ...migration.props, name: 'move' });
      new LoadBalancer(y.system, 'other-lb', { ...machineProps(y), backends: second });
    },
  },
  {
    when: 'a migration comes from a gateway',
    code: 'INVALID_VALUE',
    path: PATH,
    says: ['from', 'a workload that can have a port, or a machine'],
    fix: ['from'],
    build: (y) => {
      const k8s = cluster(y);
      return move(y, { from: wrong(gatewayOf(k8s, 'gate', { '/': service(k8s, 'a') })) });
    },
  },
  {
    when: 'a route of a gateway leads to a migration into another cluster',
    code: 'INVALID_ROUTE',
    path: 'yard/far/gate/root',
    says: ['yard/k8s/new', 'another cluster'],
    fix: ["gateway's own cluster"],
    build: (y) => {
      const other = cluster(y, 'far', {
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/12',
        nodes: { subnet: y.net.addSubnet('far-nodes', { cidr: '10.1.9.0/24', services: '10.1.9.192/26' }) },
      });
      const { migration } = called(y, MeshMode.SIDECAR_WITH_CNI);
      gatewayOf(other, 'gate', {}).addHttpRoute('root', { backends: migration });
    },
  },
];
