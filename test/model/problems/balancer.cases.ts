import {
  AddressedBy,
  type BalancerHttpProps,
  type BalancerRouteProps,
  type BalancerTlsRoutesProps,
  Duration,
  Host,
  LoadBalancer,
  type LoadBalancerProps,
  PathMatch,
  Port,
  RateLimit,
  Size,
  type TlsRouteProps,
  VirtualMachine,
} from '../../../src/model';
import { bridged, HTTP, machineProps, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

/** A second host, and a pair on both of a bridged subnet's. */
function pair(y: Yard, props: Partial<LoadBalancerProps> = {}): LoadBalancer {
  const kvm2 = new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2.example/system', cpus: 8, memory: Size.gibibytes(64) });
  const machine = { ...machineProps(y), subnet: bridged(y) };
  const web = new VirtualMachine(y.system, 'web', { ...machine, listens: [HTTP] });
  return new LoadBalancer(y.system, 'lb', { ...machine, host: [y.host, kvm2], backends: web, pair: {}, ...props });
}

/** The same, as it was before. */
const single = (y: Yard, props: Partial<LoadBalancerProps> = {}): LoadBalancer =>
  pair(y, { host: y.host, pair: wrong(undefined), ...props });

/** One machine with a setting that HAProxy would not take, or that would mean something else. */
const setting = (when: string, props: Partial<LoadBalancerProps>, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code: 'INVALID_BALANCER',
  path: 'yard/lb',
  says,
  fix: [fix],
  build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: vm(y, 'web'), ...props }),
});

/** One that reads requests, with something that HAProxy would not take, or that would mean something else. */
const reading = (when: string, http: Partial<BalancerHttpProps>, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code: 'INVALID_BALANCER',
  path: 'yard/lb',
  says,
  fix: [fix],
  build: (y) => requests(y, http),
});

const requests = (y: Yard, http: Partial<BalancerHttpProps>): LoadBalancer => {
  const routes = { web: { backends: vm(y, 'web') }, ...http.routes };
  return new LoadBalancer(y.system, 'lb', { ...machineProps(y), http: { ...http, routes } });
};
const route = (y: Yard, props: Partial<BalancerRouteProps>): LoadBalancer =>
  requests(y, { routes: { other: { hostnames: ['other.example'], ...props, backends: props.backends ?? vm(y, 'other') } } });
const routing = (when: string, props: Partial<BalancerRouteProps>, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code: 'INVALID_BALANCER',
  path: 'yard/lb',
  says,
  fix: [fix],
  build: (y) => route(y, props),
});
const CERTIFICATE = '/etc/haproxy/certificates/shop.pem';

/** Where the machine itself is logged in to. */
const AT_LOGIN: readonly ProblemCase[] = [
  reading('a load balancer reads requests where administrators log in', { port: 22 }, ['tcp/22', 'log in to the machine itself'], '`http`'),
  {
    when: 'a load balancer passes on what is dialled where administrators log in',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['tcp/22', 'log in to the machine itself'],
    fix: ['another port'],
    build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: vm(y, 'web', { listens: [Port.tcp(22, 'ssh')] }) }),
  },
];

/** One that tells connections in TLS apart, with something that HAProxy would not take. */
const sealed = (
  when: string,
  tls: Partial<BalancerTlsRoutesProps>,
  says: readonly string[],
  fix: string,
  code = 'INVALID_BALANCER',
): ProblemCase => ({
  when,
  code,
  path: 'yard/lb',
  says,
  fix: [fix],
  build: (y) => {
    const routes = { web: { backends: vm(y, 'web') }, ...tls.routes };
    return new LoadBalancer(y.system, 'lb', { ...machineProps(y), tls: { ...tls, routes } });
  },
});

const named = (y: Yard, more: Partial<TlsRouteProps>): LoadBalancer => {
  const [web, other] = [vm(y, 'web'), vm(y, 'other')];
  const routes = { web: { backends: web, hostnames: ['shop.example'] }, other: { backends: other, hostnames: ['other.example'], ...more } };
  return new LoadBalancer(y.system, 'lb', { ...machineProps(y), tls: { routes } });
};
const naming = (
  when: string,
  more: Partial<TlsRouteProps>,
  says: readonly string[],
  fix: string,
  code = 'INVALID_BALANCER',
): ProblemCase => ({
  when,
  code,
  path: 'yard/lb',
  says,
  fix: [fix],
  build: (y) => named(y, more),
});

const NAMES_IN_TLS: readonly ProblemCase[] = [
  sealed(
    'a load balancer reads names in TLS where administrators log in',
    { port: 22 },
    ['tcp/22', 'log in to the machine itself'],
    '`tls`',
  ),
  sealed('TLS ends with what is no path of a file', { certificates: 'shop.pem' }, ['tls.certificates', 'shop.pem'], "'/etc/haproxy"),
  sealed('TLS ends with one certificate twice', { certificates: ['/etc/a.pem', '/etc/a.pem'] }, ['tls.certificates', 'twice'], 'once'),
  {
    when: 'a load balancer that reads names in TLS has no route',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['tls.routes', 'refused'],
    fix: ['routes: { web:'],
    build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), tls: { routes: {} } }),
  },
  naming(
    'two routes of a load balancer are for one name in TLS',
    { hostnames: ['shop.example'] },
    ['shop.example', 'web'],
    'host name',
    'ROUTE_SHADOWED',
  ),
  naming('a route for TLS is for what is no host name', { hostnames: ['a b.example'] }, ['a b.example'], 'labels', 'INVALID_DOMAIN'),
  naming(
    'a route for TLS leads to a port that nobody listens on',
    { port: Port.tcp(81) },
    ['tls.routes.other.port', 'tcp/81'],
    'all its backends',
  ),
  {
    when: 'a route for TLS has a name that would be a section of its own',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['tls.routes', 'isthmus-nowhere'],
    fix: ["'orders'"],
    build: (y) =>
      new LoadBalancer(y.system, 'lb', { ...machineProps(y), tls: { routes: { 'isthmus-nowhere': { backends: vm(y, 'web') } } } }),
  },
];

const READING: readonly ProblemCase[] = [
  {
    when: 'a load balancer passes connections on and reads requests',
    code: 'BALANCER_MODE',
    path: 'yard/lb',
    says: ['`backends`', '`http`'],
    fix: ['several load balancers'],
    build: (y) => {
      const web = vm(y, 'web');
      return new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: web, http: { routes: { web: { backends: web } } } });
    },
  },
  {
    when: 'a load balancer passes nothing on',
    code: 'BALANCER_MODE',
    path: 'yard/lb',
    says: ['neither'],
    fix: ['http: { routes: … }'],
    build: (y) => new LoadBalancer(y.system, 'lb', machineProps(y)),
  },
  {
    when: 'a load balancer reads both requests and names in TLS',
    code: 'BALANCER_MODE',
    path: 'yard/lb',
    says: ['`tls` and `http`'],
    fix: ['several load balancers'],
    build: (y) => {
      const routes = { web: { backends: vm(y, 'web') } };
      return new LoadBalancer(y.system, 'lb', { ...machineProps(y), tls: { routes }, http: { routes } });
    },
  },
  ...NAMES_IN_TLS,
  {
    when: 'two routes of a load balancer are for the same requests',
    code: 'ROUTE_SHADOWED',
    path: 'yard/lb',
    says: ['prefix /shop', 'shop.example', 'web'],
    fix: ['host name'],
    build: (y) => {
      const backends = vm(y, 'web');
      const same = { backends, hostnames: ['shop.example'] };
      const routes = {
        web: { ...same, paths: PathMatch.prefix('/shop/') },
        other: { ...same, paths: [PathMatch.exact('/shop'), PathMatch.prefix('/shop')] },
      };
      return new LoadBalancer(y.system, 'lb', { ...machineProps(y), http: { routes } });
    },
  },
  {
    when: 'a route of a load balancer is for what is no host name',
    code: 'INVALID_DOMAIN',
    path: 'yard/lb',
    says: ['a b.example'],
    fix: ['labels'],
    build: (y) => route(y, { hostnames: ['a b.example'] }),
  },
  {
    when: 'a load balancer that reads requests has no route',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['http.routes', '404'],
    fix: ['routes: { web:'],
    build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), http: { routes: {} } }),
  },
  {
    when: 'a route of a load balancer leads to what listens on nothing',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['yard/other', 'no port'],
    fix: ['Give it one'],
    build: (y) => route(y, { backends: vm(y, 'other', { listens: [] }) }),
    with: ['FLOW_WITHOUT_PORT'],
  },
  {
    ...reading(
      'TLS has the port of plain HTTP',
      { port: 443, tls: { certificates: CERTIFICATE } },
      ['http.tls.port', '443'],
      'port of its own',
    ),
    with: ['PORT_CLASH'],
  },
  reading('a certificate is in no file that can be named', { tls: { certificates: '/etc/a b.pem' } }, ['/etc/a b.pem'], CERTIFICATE),
  reading('a certificate is at a path from somewhere', { tls: { certificates: 'shop.pem' } }, ['shop.pem'], CERTIFICATE),
  reading('a certificate stands there twice', { tls: { certificates: [CERTIFICATE, CERTIFICATE] } }, ['twice'], 'once'),
  reading(
    'nobody says why plain HTTP is answered, too',
    { tls: { certificates: CERTIFICATE }, servesPlainHttp: { because: ' ' } },
    ['servesPlainHttp'],
    'because:',
  ),
  {
    when: 'the name of a route of a load balancer is no name',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['"Other One"'],
    fix: ["'orders'"],
    build: (y) => requests(y, { routes: { 'Other One': { backends: vm(y, 'other'), hostnames: ['other.example'] } } }),
  },
  {
    when: 'the name of a route of a load balancer is one of the library',
    code: 'INVALID_BALANCER',
    path: 'yard/lb',
    says: ['"isthmus-nowhere"'],
    fix: ["'orders'"],
    build: (y) => requests(y, { routes: { 'isthmus-nowhere': { backends: vm(y, 'other'), hostnames: ['other.example'] } } }),
  },
  routing(
    'a route of a load balancer is for a regular expression',
    { paths: PathMatch.regularExpression('/a.*') },
    ['http.routes.other.paths', '/a.*'],
    'PathMatch.prefix',
  ),
  routing('a route of a load balancer is for no path', { paths: PathMatch.prefix('shop') }, ['"shop"'], 'PathMatch.prefix'),
  routing(
    'a route of a load balancer dials a port that nobody hears',
    { port: Port.tcp(81) },
    ['http.routes.other.port', 'tcp/81'],
    'all its backends',
  ),
  routing('a route of a load balancer dials a range', { port: Port.tcpRange(8080, 8090) }, ['8080-8090'], 'Port.tcp'),
  routing(
    'a route asks its backends at a port that no flow leads to',
    { healthCheck: { path: '/up', port: Port.tcp(9000) } },
    ['http.routes.other.healthCheck.port', 'tcp/9000'],
    'no flow',
  ),
];

export const BALANCERS: readonly ProblemCase[] = [
  ...READING,
  ...AT_LOGIN,
  {
    when: 'both machines of a pair would be on the only host',
    code: 'PAIR_ON_ONE_HOST',
    path: 'yard/lb',
    says: ['"lb"', 'kvm'],
    fix: ['host: [kvm1, kvm2]', 'onOneHost'],
    build: (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: vm(y, 'web'), pair: {} }),
  },
  {
    when: 'nobody says why both may be on one host',
    code: 'PAIR_WITHOUT_REASON',
    path: 'yard/lb',
    says: ['pair.onOneHost'],
    fix: ['because:'],
    build: (y) => pair(y, { host: y.host, pair: { onOneHost: { because: ' ' } } }),
  },
  {
    when: 'a pair is given three addresses',
    code: 'PAIR_ADDRESSES',
    path: 'yard/lb',
    says: ['3'],
    fix: ["addresses: ['10.0.0.11', '10.0.0.12']"],
    build: (y) => pair(y, { pair: { addresses: wrong(['10.1.9.11', '10.1.9.12', '10.1.9.13']) } }),
  },
  {
    when: 'a pair is given a further network card',
    code: 'PAIR_WITH_CARDS',
    path: 'yard/lb',
    says: ['"lb"'],
    fix: ['one subnet'],
    build: (y) => pair(y).addInterface('other', { subnet: y.lan }),
  },
  {
    when: 'the network cards of a pair are configured by its image',
    code: 'PAIR_BY_IMAGE',
    path: 'yard/lb',
    says: ['AddressedBy.IMAGE'],
    fix: ['AddressedBy.DHCP'],
    build: (y) => pair(y, { addressedBy: AddressedBy.IMAGE }),
  },
  {
    when: 'the address of a pair is not one of its subnet',
    code: 'ADDRESS_OUTSIDE_SUBNET',
    path: 'yard/lb',
    says: ['10.1.8.10', '10.1.9.0/24'],
    fix: ['address'],
    build: (y) => pair(y, { address: '10.1.8.10' }),
  },
  {
    when: 'the address of a pair is no address',
    code: 'INVALID_ADDRESS',
    path: 'yard/lb',
    says: ['10.1.9.256'],
    fix: ['four numbers'],
    build: (y) => pair(y, { address: '10.1.9.256' }),
  },
  {
    when: 'the address of a pair is that of the router',
    code: 'ADDRESS_RESERVED',
    path: 'yard/lb',
    says: ['10.1.9.1'],
    fix: ['address'],
    build: (y) => pair(y, { address: '10.1.9.1' }),
  },
  {
    when: 'the address of a pair is that of one of its machines',
    code: 'ADDRESS_TAKEN',
    path: 'yard/lb/1',
    says: ['10.1.9.10', '"lb"'],
    fix: ['address'],
    build: (y) => pair(y, { address: '10.1.9.10', pair: { addresses: ['10.1.9.10', '10.1.9.11'] } }),
  },
  {
    when: 'a load balancer becomes a pair at another address',
    code: 'PAIR_ADDRESS_MOVED',
    path: 'yard/lb',
    says: ['"lb"', '10.1.9.20', '10.1.9.30'],
    fix: ['10.1.9.20', 'another name'],
    before: (y) => single(y, { address: '10.1.9.20' }),
    build: (y) => pair(y, { address: '10.1.9.30' }),
  },
  {
    when: 'a pair becomes one machine at another address',
    code: 'PAIR_ADDRESS_MOVED',
    path: 'yard/lb',
    says: ['"lb"', '10.1.9.20', '10.1.9.30'],
    fix: ['10.1.9.20'],
    before: (y) => pair(y, { address: '10.1.9.20' }),
    build: (y) => single(y, { address: '10.1.9.30' }),
  },
  {
    when: 'the address of a pair changes',
    code: 'PAIR_ADDRESS_MOVED',
    path: 'yard/lb',
    says: ['10.1.9.20', '10.1.9.30'],
    fix: ['10.1.9.20'],
    before: (y) => pair(y, { address: '10.1.9.20' }),
    build: (y) => pair(y, { address: '10.1.9.30' }),
  },
  setting('a health check has no path', { healthCheck: { path: 'healthz' } }, ['healthCheck.path', '"healthz"'], "'/healthz'"),
  setting('the path of a health check would end a line', { healthCheck: { path: '/a b' } }, ['"/a b"'], "'/healthz'"),
  setting('a health check expects no status of HTTP', { healthCheck: { path: '/', status: [200, 99] } }, ['99'], '100 to 599'),
  setting(
    'a health check asks a port that nobody listens on',
    { healthCheck: { path: '/', port: Port.tcp(9000) } },
    ['tcp/9000', 'tcp/8080'],
    'leave it out',
  ),
  setting('a load balancer takes no connections', { limits: { connections: 0 } }, ['limits.connections', '0'], 'at a time'),
  setting('a client has half a connection', { limits: { connectionsPerClient: 0.5 } }, ['limits.connectionsPerClient', '0.5'], 'at a time'),
  setting('a client opens none', { limits: { ratePerClient: RateLimit.perMinute(0) } }, ['ratePerClient', '0'], 'RateLimit.perMinute(60)'),
  setting(
    'a limit for each client is for all together',
    { limits: { ratePerClient: RateLimit.perMinute(60, { together: true }) } },
    ['`together`'],
    'limits.connections',
  ),
  setting(
    'a load balancer does not wait at all',
    { timeouts: { connect: Duration.seconds(0) } },
    ['timeouts.connect', '0 s'],
    'Duration.seconds(5)',
  ),
];
