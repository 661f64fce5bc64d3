import {
  Anyone,
  External,
  FlowWaiver,
  Forward,
  Host,
  Image,
  Isolation,
  LoadBalancer,
  PodEgress,
  Pods,
  Port,
  Size,
} from '../../../src/model';
import { gatewayOf } from '../../gateway-fixture';
import { cluster, database, existingCluster, foreignNamespace, HTTP, machineProps, service, subnet, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const OFFICE = External.cidr('198.51.100.0/24', { name: 'office' });
const because = 'test';

const waived = { waive: [FlowWaiver.publicDatabase({ because })] };

const pods = (y: Yard, k8s = existingCluster(y)): Pods =>
  Pods.fromExisting(k8s, 'prometheus', { namespace: foreignNamespace(k8s, 'monitoring'), labels: { app: 'prometheus' }, listens: [HTTP] });

/** A flow that cannot be routed. */
const unroutable = (when: string, path: string, says: readonly string[], build: ProblemCase['build']): ProblemCase => ({
  when,
  code: 'FLOW_NOT_ROUTABLE',
  path,
  says,
  fix: [WAYS.find(([why]) => says.some((part) => part.includes(why)))?.[1] ?? 'another forward mode or isolation'],
  build,
});

/** What helps against it, where that is not another subnet. */
const WAYS: readonly (readonly [why: string, fix: string])[] = [
  ['no declared route', "routes: 'provided'"],
  ['no address outside', 'workload of their own cluster'],
  ['no route back', 'PodEgress.MASQUERADE'],
  ['198.51.100.0/24', '`admin.from`'],
];

const NAT = { forward: Forward.NAT };
const otherHost = (y: Yard): Host => new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(64) });

export const POLICY: readonly ProblemCase[] = [
  ...[undefined, '', '  '].map(
    (reason): ProblemCase => ({
      when: `the reason of a flow is ${JSON.stringify(reason)}`,
      code: 'FLOW_WITHOUT_REASON',
      path: 'yard/b',
      says: ['a -> b', '`because`'],
      fix: ['why it is needed'],
      build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because: wrong(reason) }),
    }),
  ),
  {
    when: 'a flow leads from a thing to itself',
    code: 'FLOW_TO_ITSELF',
    path: 'yard/a',
    says: ['itself'],
    fix: ['Remove it'],
    build: (y) => {
      const a = vm(y, 'a');
      y.system.policy.allow(a, a, { because });
    },
  },
  {
    when: 'a flow leads from pods to themselves where no policy of the system is',
    code: 'FLOW_TO_ITSELF',
    path: 'yard/k8s/theirs',
    says: ['theirs -> theirs', 'itself'],
    fix: ['Remove it'],
    build: (y) => {
      const k8s = existingCluster(y);
      const theirs = Pods.fromExisting(k8s, 'theirs', { namespace: foreignNamespace(k8s, 'theirs'), labels: { a: 'b' }, listens: [HTTP] });
      y.system.policy.allow(theirs, theirs, { because });
    },
  },
  {
    when: 'neither end is part of the system',
    code: 'FLOW_OUTSIDE',
    path: 'anyone',
    says: ['office -> anyone'],
    fix: ['Remove it'],
    build: (y) => y.system.policy.allow(OFFICE, Anyone.ipv4(), { because, ports: [HTTP] }),
  },
  {
    when: 'the receiver listens on nothing',
    code: 'FLOW_WITHOUT_PORT',
    path: 'yard/b',
    says: ['a -> b', 'b listens on no port'],
    fix: ['`listens`', '`ports`'],
    build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { listens: [] }), { because }),
  },
  {
    when: 'a flow to the world names no port',
    code: 'FLOW_WITHOUT_PORT',
    path: 'anyone',
    says: ['a -> anyone'],
    fix: ['`ports`'],
    build: (y) => y.system.policy.allow(vm(y, 'a'), Anyone.ipv4(), { because }),
  },
  {
    when: 'the backend of a load balancer listens on nothing',
    code: 'FLOW_WITHOUT_PORT',
    path: 'yard/lb',
    says: ['yard/web'],
    fix: ['`listens`'],
    build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: vm(y, 'web', { listens: [] }) }),
  },
  ...([Port.udp(53, 'dns'), Port.icmp(), Port.tcpRange(8000, 8010)] as const).map(
    (port): ProblemCase => ({
      when: `the backend of a load balancer listens on ${port}`,
      code: 'UNSUPPORTED_PROTOCOL',
      path: 'yard/lb',
      says: ['yard/web', 'single TCP ports'],
      fix: ['Leave that port out'],
      build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: vm(y, 'web', { listens: [port] }) }),
    }),
  ),
  {
    when: 'ICMP should enter a cluster',
    code: 'UNSUPPORTED_PROTOCOL',
    path: 'yard/k8s/api',
    says: ['web -> api', 'ICMP', 'NetworkPolicy'],
    fix: ['Leave that port out'],
    build: (y) => y.system.policy.allow(vm(y, 'web'), service(existingCluster(y), 'api'), { because, ports: [Port.icmp()] }),
  },
  unroutable('a flow enters an isolated subnet', 'yard/b', ['a -> b', 'nothing enters the isolated subnet "far"'], (y) =>
    y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { subnet: subnet(y, 'far', 5, { forward: Forward.ISOLATED }) }), { because }),
  ),
  unroutable('a flow leaves an isolated subnet', 'yard/b', ['a -> b', 'nothing leaves the isolated subnet "far"'], (y) =>
    y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'far', 5, { forward: Forward.ISOLATED }) }), vm(y, 'b'), { because }),
  ),
  unroutable('a flow enters a NAT subnet', 'yard/b', ['a -> b', 'nothing enters the NAT subnet "far"'], (y) =>
    y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { subnet: subnet(y, 'far', 5, NAT) }), { because }),
  ),
  unroutable('a flow enters a NAT subnet from outside', 'yard/b', ['office -> b', 'nothing enters the NAT subnet'], (y) =>
    y.system.policy.allow(OFFICE, vm(y, 'b', { subnet: subnet(y, 'far', 5, NAT) }), { because }),
  ),
  unroutable(
    'a sender behind NAT calls another host',
    'yard/b',
    ['NAT subnet "far"', 'an address of it that the system does not know'],
    (y) =>
      y.system.policy.allow(
        vm(y, 'a', { subnet: subnet(y, 'far', 5, NAT) }),
        vm(y, 'b', { subnet: subnet(y, 'there', 6), host: otherHost(y) }),
        { because },
      ),
  ),
  unroutable('a sender behind NAT calls an existing cluster', 'yard/k8s/api', ['NAT subnet "far"', 'does not know'], (y) =>
    y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'far', 5, NAT) }), service(existingCluster(y), 'api'), { because }),
  ),
  unroutable('pods whose nodes are behind NAT call a machine', 'yard/web', ['cluster "k8s"', 'hides them twice'], (y) =>
    y.system.policy.allow(service(cluster(y, 'k8s', { nodes: { subnet: subnet(y, 'far', 5, NAT) } }), 'api'), vm(y, 'web'), { because }),
  ),
  unroutable('a flow joins two hosts without a declared route', 'yard/b', ['no declared route', '"lan"', '"there"'], (y) =>
    y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { subnet: subnet(y, 'there', 6), host: otherHost(y) }), { because }),
  ),
  unroutable('a flow leaves a bridged subnet without a declared route', 'yard/b', ['no declared route', 'behind a bridge'], (y) =>
    y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'far', 5, { forward: Forward.bridge('br0') }) }), vm(y, 'b'), { because }),
  ),
  unroutable('two machines of a highly isolated subnet talk', 'yard/b', ['kept apart by Isolation.HIGH'], (y) => {
    const far = subnet(y, 'far', 5, { isolation: Isolation.HIGH });
    y.system.policy.allow(vm(y, 'a', { subnet: far }), vm(y, 'b', { subnet: far }), { because });
  }),
  unroutable('the world calls a highly isolated machine', 'yard/b', ['no default route', 'the rest of the world'], (y) =>
    y.system.policy.allow(Anyone.ipv4(), vm(y, 'b', { subnet: subnet(y, 'far', 5, { isolation: Isolation.HIGH }) }), { because }),
  ),
  unroutable(
    'a highly isolated machine calls an external that is no provisioning source',
    'External "office"',
    ['no default route', '198.51.100.0/24'],
    (y) =>
      y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'far', 5, { isolation: Isolation.HIGH }) }), OFFICE, { because, ports: [HTTP] }),
  ),
  unroutable(
    'somebody outside the cluster calls pods that have no Service of this system',
    'yard/k8s/prometheus',
    ['no address outside'],
    (y) => y.system.policy.allow(vm(y, 'a'), pods(y), { because }),
  ),
  {
    when: 'nothing checks what arrives at pods of somebody else',
    code: 'FLOW_UNENFORCED',
    path: 'yard/k8s/prometheus',
    says: ['api -> prometheus', 'not one of this system'],
    fix: ['FlowWaiver.unenforcedAtDestination'],
    build: (y) => {
      const scraped = pods(y);
      y.system.policy.allow(service(scraped.cluster, 'api'), scraped, { because });
    },
  },
  {
    when: 'nothing checks what arrives at the gateway of an existing cluster',
    code: 'FLOW_UNENFORCED',
    path: 'yard/k8s/gate',
    says: ['anyone -> gate'],
    fix: ['FlowWaiver.unenforcedAtDestination'],
    build: (y) => {
      const k8s = existingCluster(y);
      const gate = gatewayOf(k8s, 'gate', { '/': service(k8s, 'api') });
      y.system.policy.allow(Anyone.ipv4(), gate, { because });
    },
  },
  {
    when: 'the world may reach a database',
    code: 'PUBLIC_DATABASE',
    path: 'yard/db',
    says: ['anyone -> db', 'the database "db"'],
    fix: ['FlowWaiver.publicDatabase'],
    build: (y) => y.system.policy.allow(Anyone.ipv4(), database(y, 'db'), { because }),
  },
  {
    when: 'the world may reach a database behind a load balancer',
    code: 'PUBLIC_DATABASE',
    path: 'yard/lb',
    says: ['anyone -> lb', 'the database "db" behind it'],
    fix: ['Name the senders'],
    build: (y) =>
      y.system.policy.allow(Anyone.ipv4(), new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: database(y, 'db') }), {
        because,
      }),
  },
  {
    when: 'the world may reach a database behind two load balancers',
    code: 'PUBLIC_DATABASE',
    path: 'yard/outer',
    says: ['anyone -> outer', 'the database "db" behind it'],
    fix: ['Name the senders'],
    build: (y) => {
      const inner = new LoadBalancer(y.system, 'inner', { ...machineProps(y), backends: database(y, 'db') });
      const outer = new LoadBalancer(y.system, 'outer', { ...machineProps(y), backends: inner });
      y.system.policy.allow(Anyone.ipv4(), outer, { because });
    },
  },
  {
    when: 'a rule is waived for two reasons',
    code: 'CONTRADICTORY_WAIVERS',
    path: 'yard/db',
    says: ['anyone -> db', '"no-public-database"', '"other", "test"'],
    fix: ['Keep one'],
    build: (y) => {
      const db = database(y, 'db');
      y.system.policy.allow(Anyone.ipv4(), db, { because, ...waived });
      y.system.policy.allow(Anyone.ipv4(), db, { because, waive: [FlowWaiver.publicDatabase({ because: 'other' })] });
    },
  },
  {
    when: 'a flow is excused without a reason',
    code: 'WAIVER_WITHOUT_REASON',
    path: 'yard/db',
    says: ['"no-public-database"'],
    fix: ['`because`'],
    build: (y) => y.system.policy.allow(Anyone.ipv4(), database(y, 'db'), { because, waive: [FlowWaiver.publicDatabase({ because: '' })] }),
  },
  unroutable(
    'pods with addresses of their own call an isolated subnet that does not know them',
    'yard/web',
    ['no route back to the pod addresses'],
    (y) => {
      const far = subnet(y, 'far', 5, { forward: Forward.ISOLATED });
      const image = Image.file('/images/node.qcow2', { version: '1', preinstalled: true });
      const k8s = cluster(y, 'k8s', { podEgress: PodEgress.NATIVE, nodes: { subnet: far, image } });
      y.system.policy.allow(service(k8s, 'api'), vm(y, 'web', { subnet: far }), { because });
    },
  ),
];
