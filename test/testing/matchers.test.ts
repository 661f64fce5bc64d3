import '../../src/testing/jest';
import { Port, Size } from '../../src/model';
import { matchers, type Subject, synthKubernetes, synthTerraform } from '../../src/testing';
import { Shop } from '../../system';
import { database, vm, yard } from '../model/fixture';
import { shop } from '../report/fixture';

const system = shop();
const handles = new Shop();

/** What a matcher says about something that it does not pass. */
function complaint<M extends keyof typeof matchers>(matcher: M, subject: Subject, ...asked: unknown[]): string {
  const ask = matchers[matcher] as (subject: Subject, ...asked: unknown[]) => { pass: boolean; message: () => string };
  const { pass, message } = ask(subject, ...asked);
  expect([matcher, pass]).toEqual([matcher, false]);
  return message();
}

function tiny() {
  const y = yard();
  const [web, db] = [vm(y, 'web'), database(y, 'db')];
  y.system.policy.allow(web, db, { because: 'orders' });
  return { ...y, web, db };
}

test('who may reach whom: of resolved systems, of what resolve() answers, and of systems as they were declared', () => {
  expect(system).toAllow(handles.order, handles.database, 5432);
  expect(system).toAllow('order-service', 'database-vm');
  expect(system).toAllow('admin-network', handles.database, Port.tcp(22));
  expect(system).toDeny(handles.user, handles.erp);
  expect(system).toDeny('order-service', 'database-vm', 'tcp/22');
  expect(system).not.toAllow('anyone', 'payment-service');
  expect(system).not.toDeny('anyone', 'lb', 443);
  const { system: declared, web, db } = tiny();
  expect(declared).toAllow(web, db, 5432);
  expect(declared).toDeny(db, web);
  expect(declared.resolve()).toAllow(web, db, 5432);
});

test('what is not as expected is told with what there is instead', () => {
  expect(complaint('toAllow', system, 'user-service', 'legacy-app-vm')).toContain('Not allowed: no flow says so.\n\nStopped at:');
  expect(complaint('toDeny', system, 'order-service', 'database-vm')).toContain('system of record [declared]');
  expect(complaint('toHaveAddress', system, 'lb', '10.0.0.1')).toBe('lb (pair of VMs): 10.10.40.2');
  expect(complaint('toHaveAddress', system, 'lbb', '10.0.0.1')).toMatch(/^Nothing called "lbb" has an address; what has one: .*, lb, /);
  expect(() => matchers.toAllow(system, 'ordr-service', 'lb')).toThrow(/END_UNKNOWN at ordr-service\n.*there is "order-service"/);
  expect(() => matchers.toAllow(system, 'k8s', 'lb')).toThrow(/Fix: Write which one: .*nodes\/k8s/);
  expect(() => matchers.toAllow(system, 'lb', 'k8s-node-1', 'https')).toThrow(/PORT_UNREADABLE/);
  expect(() => matchers.toAllow({} as Subject, 'lb', 'lb')).toThrow(/is no system: give a System/);
  expect(() => matchers.toHaveNoWarnings(system)).toThrow(/does not know its warnings/);
});

test('addresses', () => {
  expect(system).toHaveAddress(handles.database, '10.10.10.2');
  expect(system).toHaveAddress('data', '10.10.10.0/24');
  expect(system).not.toHaveAddress('database-vm', '10.10.10.3');
});

test('problems: of a system, of what makes one, and where', () => {
  const large = () => {
    const y = tiny();
    vm(y, 'huge', { memory: Size.gibibytes(4096) });
    return y.system;
  };
  expect(large()).toHaveProblem('HOST_OVER_CAPACITY');
  expect(large).toHaveProblem('HOST_OVER_CAPACITY');
  expect(large).not.toHaveProblem('HOST_OVER_CAPACITY', 'shop/elsewhere');
  expect(complaint('toHaveProblem', large(), 'SUBNET_OVERLAP')).toContain('HOST_OVER_CAPACITY at');
  expect(complaint('toHaveProblem', tiny().system, 'SUBNET_OVERLAP')).toBe('The system has no problem.');
  expect(() =>
    matchers.toHaveProblem(() => {
      throw new RangeError('mine');
    }, 'X'),
  ).toThrow(RangeError);
});

test('warnings', () => {
  expect(tiny().system).toHaveNoWarnings();
  expect(
    complaint('toHaveNoWarnings', { ...tiny().system.resolve(), warnings: [{ code: 'ODD', path: 'x/y', message: 'It is odd.' }] }),
  ).toBe('ODD at x/y\n  It is odd.');
});

test('both outputs, as written and as somebody changed them', () => {
  const outputs = { terraform: synthTerraform(tiny().system), kubernetes: synthKubernetes(tiny().system) };
  expect(tiny().system).toAgreeWith(outputs);
  const careless = synthTerraform(tiny().system, {
    customize: (stack) => stack.domainOf('db').addOverride('devices.interfaces.0.filter_ref', undefined),
  });
  expect(complaint('toAgreeWith', tiny().system, { ...outputs, terraform: careless })).toMatch(/^unfiltered: |db/);
});

test('a policy is kept a line a flow', () => {
  expect(tiny().system).toMatchPolicySnapshot();
});
