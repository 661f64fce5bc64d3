import {
  Anyone,
  External,
  FlowWaiver,
  Forward,
  Host,
  Image,
  Isolation,
  type Lock,
  Microservice,
  PodEgress,
  Pods,
  Size,
  type System,
} from '../../../src/model';
import {
  cluster,
  database,
  existingCluster,
  foreignNamespace,
  HTTP,
  OFFICE,
  problemsOf,
  resolved,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

/** A problem, and what its fix says done: the problem is gone then, and no other has come. */
interface Advice {
  readonly code: string;
  /** Part of the fix that is followed. */
  readonly says: string;
  readonly lock?: Lock;
  readonly broken: (y: Yard) => System | unknown;
  readonly followed: (y: Yard) => System | unknown;
  /** The lock after what the fix says. @default - the same */
  readonly lockAfter?: Lock;
}

const because = 'test';
const flow =
  (
    from: (y: Yard) => Parameters<Yard['system']['policy']['allow']>[0],
    to: (y: Yard) => Parameters<Yard['system']['policy']['allow']>[1],
  ) =>
  (y: Yard) =>
    y.system.policy.allow(from(y), to(y), { because, ports: [HTTP] });
const far = (y: Yard, props: object = {}, host?: Host) => vm(y, 'far', { subnet: subnet(y, 'apart', 5, props), ...(host && { host }) });
const near = (y: Yard) => vm(y, 'near');
const second = (y: Yard): Host => new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(64) });
const provided = (): Yard => {
  const y = yard();
  (y.net.props as { routes?: string }).routes = 'provided';
  return y;
};
const fromBridge = (y: Yard, props: { hostAddresses?: readonly string[] }) => {
  const place = subnet(y, 'office', 5, { forward: Forward.bridge('br0'), nameservers: [], ...props });
  y.system.policy.allow(place.hosts, vm(y, 'a', { subnet: place }), { because });
};
const apart = (y: Yard, isolation: Isolation) => {
  const place = subnet(y, 'apart', 5, { isolation });
  y.system.policy.allow(vm(y, 'a', { subnet: place }), vm(y, 'b', { subnet: place }), { because });
};
const metrics = (y: Yard) => {
  const k8s = existingCluster(y);
  return Pods.fromExisting(k8s, 'metrics', { namespace: foreignNamespace(k8s, 'monitoring'), labels: { app: 'x' }, listens: [HTTP] });
};
const IMAGE = Image.file('/images/debian-12.qcow2', { version: '12.6' });
const oldNodes = resolved((y) => cluster(y)).lock;
const otherSystem = resolved(() => undefined).lock;

const ADVICE: readonly Advice[] = [
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: "Declare `routes: 'provided'`",
    broken: (y) => flow(near, (each) => far(each, {}, second(each)))(y),
    followed: () => {
      const y = provided();
      flow(near, (each) => far(each, {}, second(each)))(y);
      return y.system;
    },
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: 'put both on one host',
    broken: (y) => flow(near, (each) => far(each, {}, second(each)))(y),
    followed: (y) => flow(near, (each) => far(each))(y),
  },
  ...[Forward.ISOLATED, Forward.NAT].map(
    (forward): Advice => ({
      code: 'FLOW_NOT_ROUTABLE',
      says: 'Give the subnet another forward mode',
      broken: (y) => flow(near, (each) => far(each, { forward }))(y),
      followed: (y) => flow(near, (each) => far(each, { forward: Forward.ROUTE }))(y),
    }),
  ),
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: 'or isolation',
    broken: (y) => apart(y, Isolation.HIGH),
    followed: (y) => apart(y, Isolation.STANDARD),
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: '`admin.from`',
    broken: (y) =>
      flow(
        () => OFFICE,
        (each) => far(each, { isolation: Isolation.HIGH }),
      )(y),
    followed: () => {
      const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [] } });
      flow(
        () => OFFICE,
        (each) => far(each, { isolation: Isolation.HIGH }),
      )(y);
      return y.system;
    },
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: '(`hosts` of that subnet)',
    broken: flow(
      ({ lan }) => lan.hosts,
      (y) => far(y),
    ),
    followed: flow(({ lan }) => lan.hosts, near),
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: 'List them in `hostAddresses`',
    broken: (y) => fromBridge(y, {}),
    followed: (y) => fromBridge(y, { hostAddresses: ['10.1.5.2'] }),
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: 'PodEgress.MASQUERADE',
    broken: (y) => nativePods(y, PodEgress.NATIVE),
    followed: (y) => nativePods(y, PodEgress.MASQUERADE),
  },
  {
    code: 'LOCK_CONTRADICTION',
    says: 'a worker makes way for one of a new pool (`nodes.pools`)',
    lock: oldNodes,
    broken: (y) => cluster(y, 'k8s', { nodes: { image: IMAGE } }),
    followed: (y) => cluster(y, 'k8s', { nodes: { count: 1, pools: { renewed: { count: 1, image: IMAGE } } } }),
  },
  {
    code: 'LOCK_CONTRADICTION',
    says: 'a second cluster takes over under another id',
    lock: oldNodes,
    broken: (y) => cluster(y, 'k8s', { nodes: { image: IMAGE } }),
    followed: (y) => {
      cluster(y);
      const nodes = { image: IMAGE, subnet: y.net.addSubnet('more', { cidr: '10.1.9.0/24', services: '10.1.9.192/26' }) };
      cluster(y, 'new', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', nodes });
    },
  },
  {
    code: 'LOCK_CONTRADICTION',
    says: 'under another name',
    lock: resolved((y) => vm(y, 'web')).lock,
    broken: (y) => vm(y, 'web', { image: IMAGE }),
    followed: (y) => {
      vm(y, 'web');
      vm(y, 'web-2', { image: IMAGE });
    },
  },
  {
    code: 'LOCK_OF_OTHER_SYSTEM',
    says: 'a project folder of its own',
    lock: { ...otherSystem, system: 'other' },
    broken: (y) => vm(y, 'a'),
    followed: (y) => vm(y, 'a'),
    lockAfter: otherSystem,
  },
  {
    code: 'NO_SERVICE_ADDRESSES',
    says: 'or on the existing cluster',
    broken: (y) => flow(near, (each) => service(existingCluster(each, 'k8s', { services: undefined }), 'api'))(y),
    followed: (y) => flow(near, (each) => service(existingCluster(each), 'api'))(y),
  },
  {
    code: 'HOST_OVER_CAPACITY',
    says: 'Move a machine to another host',
    broken: (y) => vm(y, 'big', { memory: Size.gibibytes(600) }),
    followed: (y) => {
      const host = new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.tebibytes(1) });
      vm(y, 'big', { memory: Size.gibibytes(600), host });
    },
  },
  {
    code: 'INVALID_REPLICAS',
    says: 'Keep one of them',
    broken: (y) => service(existingCluster(y), 'api', { replicas: 2, scaling: { min: 1, max: 3 } }),
    followed: (y) => service(existingCluster(y), 'api', { scaling: { min: 1, max: 3 } }),
  },
  {
    code: 'SUBNET_SPANS_HOSTS',
    says: 'give each host a subnet of its own',
    broken: (y) => [near(y), vm(y, 'b', { host: second(y) })],
    followed: (y) => [near(y), far(y, {}, second(y))],
  },
  {
    code: 'EXTERNAL_NAMELESS',
    says: '`name`',
    broken: (y) => flow(() => External.cidr('198.51.100.0/24', { name: '東京' }), near)(y),
    followed: (y) => flow(() => External.cidr('198.51.100.0/24', { name: 'tokyo' }), near)(y),
  },
  {
    code: 'UNKNOWN_PROP',
    says: 'Did you mean "listens"',
    broken: (y) => vm(y, 'web', { listen: [] } as object),
    followed: (y) => vm(y, 'web', { listens: [] }),
  },
  {
    code: 'TOO_MANY_DISKS',
    says: 'Use fewer',
    broken: (y) => disks(y, 21),
    followed: (y) => disks(y, 3),
  },
  {
    code: 'PUBLIC_DATABASE',
    says: 'Name the senders',
    broken: (y) => y.system.policy.allow(Anyone.ipv4(), database(y, 'db'), { because }),
    followed: (y) => y.system.policy.allow(OFFICE, database(y, 'db'), { because }),
  },
  {
    code: 'FLOW_NOT_ROUTABLE',
    says: 'Let a workload of their own cluster call them',
    broken: (y) => flow(near, metrics)(y),
    followed: (y) => {
      const scraped = metrics(y);
      const waive = [FlowWaiver.unenforcedAtDestination({ because })];
      y.system.policy.allow(new Microservice(scraped.cluster, 'api', { image: 'r/api:1', port: HTTP }), scraped, { because, waive });
    },
  },
];

function nativePods(y: Yard, podEgress: PodEgress): void {
  const place = subnet(y, 'apart', 5, { forward: Forward.ISOLATED });
  const image = Image.file('/images/node.qcow2', { version: '1', preinstalled: true });
  y.system.policy.allow(
    service(cluster(y, 'k8s', { podEgress, nodes: { subnet: place, image } }), 'api'),
    vm(y, 'web', { subnet: place }),
    { because },
  );
}

const disks = (y: Yard, count: number) =>
  vm(y, 'web', { dataDisks: Array.from({ length: count }, (_, index) => ({ id: `d${index}`, size: Size.gibibytes(1) })) });

const problemsWith = (build: Advice['broken'], lock?: Lock) => {
  const y = yard();
  const answer = build(y);
  const own = typeof answer === 'object' && answer !== null && 'resolve' in answer ? (answer as System) : y.system;
  return problemsOf(own, lock);
};

test.each(ADVICE.map((advice) => [advice.code, advice.says, advice] as const))('%s: "%s" helps', (code, says, advice) => {
  const before = problemsWith(advice.broken, advice.lock).filter((problem) => problem.code === code);
  expect(before.map(({ fix }) => fix.includes(says))).toContain(true);
  expect(problemsWith(advice.followed, advice.lockAfter ?? advice.lock)).toEqual([]);
});
