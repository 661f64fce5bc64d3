import { External, Forward, Isolation } from '../../../src/model';
import {
  cluster,
  database,
  existingCluster,
  named,
  OFFICE,
  PACKAGES,
  REGISTRY,
  resolved,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

const MIRROR = External.cidr('192.0.2.0/25', {
  name: 'mirror',
  hostnames: { 'rpm.corp.example': '192.0.2.10', 'deb.corp.example': '192.0.2.10', 'apt.corp.example': '192.0.2.11' },
});
const NAS = External.address('198.51.100.7', { hostname: 'nas.corp.example' });

const records = ({ system }: Yard, name: string) => named(system.resolve().system.subnets, name).records;
const codes = ({ system }: Yard) => system.resolve().warnings.map(({ code, path }) => `${code} ${path}`);

describe('names of Externals', () => {
  test('are told where the External may be reached, one record for each address', () => {
    const y = yard({ provisioning: { ntp: [], packages: MIRROR } });
    const quiet = subnet(y, 'quiet', 5);
    database(y, 'db');
    vm(y, 'web', { subnet: quiet });
    expect(records(y, 'lan')).toEqual([
      { address: '192.0.2.11', names: ['apt.corp.example'] },
      { address: '10.1.1.2', names: ['db.yard.internal'] },
      { address: '192.0.2.10', names: ['deb.corp.example', 'rpm.corp.example'] },
    ]);
  });

  test('come and go with flows', () => {
    const y = yard();
    const web = vm(y, 'web');
    y.system.policy.allow(web, NAS, { because: 'files', ports: web.listens });
    expect(records(y, 'lan')).toContainEqual({ address: '198.51.100.7', names: ['nas.corp.example'] });
    const without = yard();
    vm(without, 'web');
    expect(records(without, 'lan')).toEqual([{ address: '10.1.1.2', names: ['web.yard.internal'] }]);
  });

  test("are told to pods by way of their nodes' DNS", () => {
    const y = yard();
    const web = service(cluster(y), 'web');
    y.system.policy.allow(web, NAS, { because: 'files', ports: web.listens });
    expect(records(y, 'k8s-nodes')).toContainEqual({ address: '198.51.100.7', names: ['nas.corp.example'] });
  });

  test('are the affair of the name servers of a bridge: a prerequisite', () => {
    const { prerequisites, subnets } = resolved((y) => {
      const office = subnet(y, 'office', 5, { forward: Forward.bridge('br0'), nameservers: ['10.1.5.53'] });
      const web = vm(y, 'web', { subnet: office });
      y.system.policy.allow(web, NAS, { because: 'files', ports: web.listens });
    }).system;
    expect(named(subnets, 'office').records).toEqual([]);
    expect(prerequisites).toContain('Subnet office: its name servers 10.1.5.53 know nas.corp.example (198.51.100.7).');
  });

  test('an address is called by its name, unless it is given another', () => {
    expect([NAS.name, External.address('192.0.2.1', { name: 'a', hostname: ['b.example', 'c.example'] }).name, OFFICE.name]).toEqual([
      'nas.corp.example',
      'a',
      'office',
    ]);
  });
});

describe('a source of software without names', () => {
  const build = (packages: External, props: object, third = 5) => {
    const y = yard({ provisioning: { ntp: [], packages, registry: REGISTRY } });
    database(y, 'db', { subnet: subnet(y, 'data', third, props) });
    return y;
  };

  test('is warned of where the DNS asks nobody', () => {
    expect(codes(build(PACKAGES, { isolation: Isolation.HIGH }))).toEqual(['SOURCE_WITHOUT_NAMES yard/db']);
    expect(codes(build(MIRROR, { isolation: Isolation.HIGH }))).toEqual([]);
    expect(codes(build(PACKAGES, {}))).toEqual([]);
  });
});

describe('a registry in the domain of the system', () => {
  const HOST = 'registry.yard.internal';
  const build = (props: object, registry: External, image = `${HOST}:5000/web:1.0`) => {
    const y = yard({ provisioning: { ntp: [], packages: PACKAGES, registry }, ...props });
    service(cluster(y), 'web', { image });
    return y;
  };

  test('is warned of when nobody told its name: the DNS of the nodes answers for the domain alone', () => {
    expect(codes(build({}, REGISTRY))).toEqual(['REGISTRY_UNKNOWN yard/k8s/web']);
    expect(codes(build({}, External.address('192.0.2.200', { hostname: HOST })))).toEqual([]);
    expect(codes(build({ sharedDomain: true }, REGISTRY))).toEqual([]);
    expect(codes(build({}, REGISTRY, 'registry.example/web:1.0'))).toEqual([]);
  });

  test("is no affair of the system where the nodes are others'", () => {
    const y = yard();
    service(existingCluster(y), 'web', { image: `${HOST}/web:1.0` });
    expect(codes(y)).toEqual([]);
  });
});
