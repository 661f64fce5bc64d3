import {
  BackupTarget,
  External,
  GatewayProvider,
  Host,
  type HttpRouteProps,
  Listener,
  Repository,
  Size,
  StoragePool,
} from '../../../src/model';
import { gatewayOf } from '../../gateway-fixture';
import { cluster, database, HTTP, service, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

/** An address to programs (10.0.0.1), and a domain by its letters. */
const SHORT = '10.1';

const routed =
  (props: Partial<HttpRouteProps>, listeners = [Listener.http()]) =>
  (y: Yard): void => {
    const k8s = cluster(y);
    const gate = gatewayOf(k8s, 'gate', {}, { provider: GatewayProvider.KONG, listeners });
    gate.addHttpRoute('r', { backends: service(k8s, 'a'), ...props });
  };
const redirected = (hostname: string): Partial<HttpRouteProps> => ({ backends: undefined, redirect: { hostname } });

/** Every place that takes the name of a host. */
const PLACES: readonly (readonly [what: string, code: string, path: string, fix: string, build: ProblemCase['build']])[] = [
  ['the domain of a system', 'INVALID_DOMAIN', 'yard', 'no number', () => yard({ domain: SHORT }).system],
  [
    'a host name of an External',
    'INVALID_DOMAIN',
    'External "mirror"',
    'no number',
    (y) => {
      const mirror = External.cidr('192.0.2.0/24', { name: 'mirror', hostnames: { [SHORT]: '192.0.2.1' } });
      y.system.policy.allow(vm(y, 'web'), mirror, { because: 'x', ports: [HTTP] });
    },
  ],
  [
    'a name of API servers',
    'INVALID_API_SERVER_NAME',
    'yard/k8s',
    'kubernetes.example.com',
    (y) => cluster(y, 'k8s', { nodes: { apiServerNames: [SHORT] } }),
  ],
  [
    'the host of a bucket',
    'INVALID_BACKUP_TARGET',
    'yard/db',
    'the name alone',
    (y) =>
      database(y, 'db', {
        backup: { daily: '02:00', keep: 2, to: BackupTarget.s3({ server: vm(y, 'vault'), bucket: 'dumps', host: SHORT }) },
      }),
  ],
  [
    'a monitor of Ceph',
    'INVALID_CEPH',
    'yard/kvm2',
    'IPv4 address or a name',
    (y) => {
      const ceph = { monitors: [SHORT], cephPool: 'vms', user: 'libvirt', secret: '6f1c1c0e-3f55-4a0b-9c3d-6a1d0d8a7f42' };
      const pools = [StoragePool.rbd('fast', ceph)];
      new Host(y.system, 'kvm2', { ssh: { user: 'root', address: 'kvm2' }, cpus: 8, memory: Size.gibibytes(8), pools });
    },
  ],
  [
    'the server of a repository',
    'INVALID_FIRST_BOOT',
    'yard/web',
    'http',
    (y) => vm(y, 'web', { firstBoot: { repositories: { vendor: Repository.apt({ url: `http://${SHORT}/`, suites: ['a'] }) } } }),
  ],
  ['a host name of a listener', 'INVALID_DOMAIN', 'yard/k8s/gate', 'no number', routed({}, [Listener.http({ hostnames: [SHORT] })])],
  ['a host name of a route', 'INVALID_DOMAIN', 'yard/k8s/gate/r', 'no number', routed({ hostnames: [SHORT] })],
  ['where a route sends clients', 'INVALID_ROUTE', 'yard/k8s/gate/r', 'shop.example', routed(redirected(SHORT))],
  ['the host of an origin', 'INVALID_ROUTE', 'yard/k8s/gate/r', 'host name', routed({ cors: { origins: [`https://${SHORT}`] } })],
];

export const HOST_NAMES: readonly ProblemCase[] = PLACES.map(([what, code, path, fix, build]) => ({
  when: `${what} is a shortened address`,
  code,
  path,
  says: [SHORT],
  fix: [fix],
  build,
}));
