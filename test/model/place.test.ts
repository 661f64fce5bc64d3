import { readFileSync } from 'node:fs';
import { External, Forward, Host, KubernetesCluster, Network, type Problem, Size, System, VirtualMachine } from '../../src/model';
import { placeOf } from '../../src/model/place';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { cluster, database, existingCluster, HTTP, machineProps, PACKAGES, problemsOf, service, subnet, vm, yard } from './fixture';

/** Lines of this file by the mark at their end. */
const lines = readFileSync(__filename, 'utf8').split('\n');
const at = (mark: string): string => `${__filename}:${lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1}`;
const lineOf = (place: string | undefined): string | undefined => place?.replace(/:\d+$/, '');
const linesOf = (problems: readonly Problem[]): readonly unknown[] => problems.map((problem) => lineOf(problem.at));

class Database extends VirtualMachine {}

test('problems of a construct name the line that made it, however it is made', () => {
  const system = new System('yard', { domain: '-' }); // system
  const host = new Host(system, 'kvm', { cpus: 1, memory: Size.gibibytes(8) }); // host
  const net = new Network(system, 'net', { cidr: '10.0.0.0/33' }); // network
  net.addSubnet('lan', { cidr: '10.0.1.0/33' }); // subnet
  const facts = { version: '1', podCidr: '10.1.0.0/16', serviceCidr: '10.2.0.0/16', nodeAddresses: ['10.3.0.1'] };
  KubernetesCluster.fromExisting(system, 'k8s', facts); // cluster
  new Database(host, 'db', undefined as never); // subclass
  expect(problemsOf(system).map(({ path, at }) => [path, lineOf(at)])).toEqual([
    ['yard', at('system')],
    ['yard/k8s', at('cluster')],
    ['yard/kvm', at('host')],
    ['yard/kvm/db', at('subclass')],
    ['yard/net', at('network')],
    ['yard/net/lan', at('subnet')],
  ]);
});

test('one `allow` among many is named by its line and its reason', () => {
  const y = yard();
  const [a, b] = [vm(y, 'a'), vm(y, 'b', { listens: [] })];
  for (let index = 0; index < 25; index++) y.system.policy.allow(b, a, { because: `reason ${index}` });
  y.system.policy.allow(a, b, { because: 'the odd one' }); // odd
  for (let index = 25; index < 50; index++) y.system.policy.allow(b, a, { because: `reason ${index}` });
  expect(problemsOf(y.system)).toMatchObject([
    { code: 'FLOW_WITHOUT_PORT', message: 'a -> b ("the odd one"): b listens on no port and the flow names none.' },
  ]);
  expect(linesOf(problemsOf(y.system))).toEqual([at('odd')]);
});

test('so is one that only later passes find wanting, by the first of several lines', () => {
  const y = yard();
  const far = vm(y, 'far', { subnet: subnet(y, 'apart', 5, { forward: Forward.ISOLATED }) });
  y.system.policy.allow(far, vm(y, 'web'), { because: 'one' }); // first
  y.system.policy.allow(far, vm(y, 'db'), { because: 'else' }); // else
  y.system.policy.allow(far, y.system.node.findChild('web') as VirtualMachine, { because: 'two' });
  expect(problemsOf(y.system).map(({ message, at }) => [message.split(':')[0], lineOf(at)])).toEqual([
    ['far -> db ("else")', at('else')],
    ['far -> web ("one", "two")', at('first')],
  ]);
});

test('a node of a cluster was made where the cluster was', () => {
  const y = yard();
  const k8s = cluster(y);
  expect(placeOf(k8s.nodes[1] ?? {})).toBe(placeOf(k8s));
});

test('so are calls of retire, and Externals', () => {
  const y = yard();
  const k8s = existingCluster(y, 'k8s', { services: undefined });
  const [web, api] = [vm(y, 'web'), service(k8s, 'api')];
  y.system.policy.allow(api, database(y, 'db'), { because: 'fine' });
  y.system.policy.allow(External.cidr('10.1.1.7/24', { name: 'office' }), web, { because: 'who' }); // external
  y.system.policy.allow(api, web, { because: 'ping', ports: [{} as never] }); // port
  y.system.retire('web', { keepData: 'yes' as never, because: 'old' }); // retire
  expect(problemsOf(y.system).map(({ code, at }) => [code, lineOf(at)])).toEqual([
    ['INVALID_CIDR', at('external')],
    ['INVALID_VALUE', at('port')],
    ['INVALID_VALUE', at('retire')],
  ]);
});

test('warnings name the line, too', () => {
  const y = yard();
  y.system.policy.allow([], vm(y, 'web'), { because: 'nobody' }); // nobody
  const { warnings } = y.system.resolve();
  expect(warnings.map(({ code, path, at: place }) => [code, path, lineOf(place)])).toEqual([['FLOW_OF_NOTHING', 'yard/web', at('nobody')]]);
});

test('no place gets into the resolved system or the outputs', () => {
  const build = () => {
    const y = yard();
    const api = service(cluster(y), 'api');
    y.system.policy.allow(api, vm(y, 'web'), { because: 'pages', ports: [HTTP] });
    y.system.policy.allow([], api, { because: 'nobody' });
    return y.system;
  };
  const { system, lock } = build().resolve();
  expect(placeOf(build())).toContain('fixture.ts');
  for (const output of [system, lock, synthKubernetes(build()), synthTerraform(build())])
    expect(JSON.stringify(output).includes(__dirname)).toBe(false);
});

test('what the user set for their own stacks stays', () => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 3;
  new VirtualMachine(yard().system, 'web', machineProps(yard()));
  expect(Error.stackTraceLimit).toBe(3);
  Error.stackTraceLimit = stackTraceLimit;
});

test('values that the library itself makes have no place', () => {
  expect(placeOf(PACKAGES)).toContain('fixture.ts');
  expect(placeOf({})).toBeUndefined();
});
