import { External, MeshMode, MeshProvider, Port, ServiceMesh, System } from '../../../src/model';
import { cluster, existingCluster, service, vm, type Yard } from '../fixture';
import type { ProblemCase } from './case';

const because = 'test';
const API = External.host('api.example.com');

/** A service of a mesh that calls a host. */
function calling(y: Yard, host: External, mode = MeshMode.SIDECAR_WITH_CNI): void {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
  y.system.policy.allow(service(k8s, 'web', { mesh }), host, { because });
}

const named = (host: string, says: readonly string[], fix: string): ProblemCase => ({
  when: `a host outside is called ${host}`,
  code: 'EXTERNAL_HOST',
  path: `External "${host}"`,
  says: [`External.host('${host}')`, ...says],
  fix: [fix],
  build: (y) => calling(y, External.host(host)),
});

const unenforced = (when: string, says: readonly string[], build: ProblemCase['build']): ProblemCase => ({
  when,
  code: 'HOST_UNENFORCED',
  path: 'External "api.example.com"',
  says: ['web -> api.example.com', 'every address outside of the system', ...says],
  fix: ['`mesh` with sidecars', "Port.tcp(443, 'https')", 'FlowWaiver.unenforcedName'],
  build,
});

const addressless = (what: string, says: string, build: ProblemCase['build'], more: Partial<ProblemCase> = {}): ProblemCase => ({
  when: `${what} is known by its name alone`,
  code: 'HOST_WITHOUT_ADDRESS',
  path: 'External "api.example.com"',
  says: [says, 'api.example.com'],
  fix: ["External.address('…', { hostname: 'api.example.com' })"],
  build,
  ...more,
});

export const HOSTS: readonly ProblemCase[] = [
  named('192.0.2.7', ['is an address'], "External.address('192.0.2.7')"),
  named('*.example.com', ['no name in DNS of a single host'], 'in full'),
  named('intranet', ['no name in DNS of a single host'], 'in full'),
  named('https://api.example.com/', ['no name in DNS of a single host'], 'in full'),
  named('db.yard.internal', ["the system's own domain yard.internal"], 'Name the machine or service'),
  unenforced('a machine calls a host that is known by its name', ['rules for addresses alone hold what web sends'], (y) =>
    y.system.policy.allow(vm(y, 'web'), API, { because }),
  ),
  unenforced('pods outside of a mesh call such a host', ['rules for addresses alone hold what web sends'], (y) =>
    y.system.policy.allow(service(cluster(y), 'web'), API, { because }),
  ),
  unenforced('pods of an ambient mesh do', ['in ambient mode'], (y) => calling(y, API, MeshMode.AMBIENT)),
  unenforced('pods beside sidecars do at a port that nobody can read', ['tcp/5432'], (y) =>
    calling(y, External.host('api.example.com', { listens: [Port.tcp(5432, 'postgresql')] })),
  ),
  addressless('somebody who calls', 'Rules tell who calls by addresses', (y) => y.system.policy.allow(API, vm(y, 'web'), { because })),
  addressless('a source of packages', 'What machines install from', () => new System('yard', { provisioning: { packages: API } })),
  addressless('an API server', 'The API server of a cluster', (y) => existingCluster(y, 'k8s', { apiServer: API })),
];
