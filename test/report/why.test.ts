import { Anyone, External, Port } from '../../src/model';
import { parsePort } from '../../src/model/values';
import { endsCalled, policyOverview, reachability, whyText } from '../../src/report';
import { cluster, resolved, service, vm } from '../model/fixture';
import { shop } from './fixture';

const system = shop();

function ask(from: string, to: string, port?: string, of = system) {
  const [[sender], [receiver]] = [endsCalled(from, of), endsCalled(to, of)];
  if (!sender || !receiver) throw new Error(`no such ends: ${from}, ${to}`);
  return reachability(of, sender, receiver, port === undefined ? undefined : parsePort(port));
}

test('a flow that was declared, with its reason and where it is held', () => {
  const answer = ask('order-service', 'database-vm', 'tcp/5432');
  expect(answer.flows.map(({ because }) => because)).toEqual([['system of record']]);
  const text = whyText(answer, parsePort('tcp/5432'));
  expect(text).toMatch(
    /^order-service → database-vm \(VM\) at tcp\/5432\n\nAllowed:\n {2}tcp\/5432: system of record \[declared\]\n {4}pod egress: exact\n/,
  );
  expect(text).not.toContain('Stopped');
});

test('another port of the same pair is stopped on both sides, and what is coarse there is said', () => {
  const answer = ask('order-service', 'database-vm', 'tcp/22');
  expect(answer).toMatchObject({ flows: [], passedOn: [], stops: [{ point: 'pod-egress', wider: [] }, { point: 'hypervisor-ingress' }] });
  expect(whyText(answer)).toContain('Not allowed: no flow says so.\n\nStopped at:\n  pod egress\n  hypervisor of the receiver');
  expect(ask('user-service', 'legacy-app-vm').stops.at(-1)?.wider).toEqual([expect.stringContaining('addresses of its nodes')]);
});

test("a service is reached at its own port, and at its container's, which is said", () => {
  const behind = resolved((y) => {
    const k8s = cluster(y);
    const api = service(k8s, 'api', { port: Port.tcp(8080, 'http', { servicePort: 80 }) });
    y.system.policy.allow(service(k8s, 'web'), api, { because: 'test' });
  }).system;
  for (const port of ['tcp/80', 'tcp/8080'])
    expect(whyText(ask('web', 'api', port, behind), parsePort(port))).toContain('Allowed:\n  tcp/80 (8080 behind it): test [declared]');
  expect(ask('web', 'api', 'tcp/8081', behind).flows).toEqual([]);
});

test('ways by others are told apart from direct ones', () => {
  const answer = ask('anyone', 'payment-service');
  expect(answer.flows).toEqual([]);
  expect(whyText(answer)).toContain(
    'Passed on by others:\n  tcp/80, tcp/443 of lb (pair of VMs), then api (gateway)\n\nStopped at:\n  pod ingress\n  mesh\n',
  );
  expect(ask('anyone', 'payment-service', 'udp/53').passedOn).toEqual([]);
});

test('what is allowed to a whole is allowed to its parts', () => {
  const origins = (from: string, to: string) => ask(from, to).flows.map(({ origin }) => origin);
  expect(origins('k8s-node-2', 'time-server')).toContain('ntp');
  expect(origins('admin-network', 'lb-1')).toEqual(['declared', 'admin']);
  const nested = resolved((y) => {
    const [office, desk] = [External.cidr('198.51.100.0/24', { name: 'office' }), External.address('198.51.100.7', { name: 'desk' })];
    y.system.policy.allow(office, vm(y, 'web'), { because: 'test' });
    y.system.policy.allow(desk, vm(y, 'app'), { because: 'test' });
    y.system.policy.allow(y.lan, vm(y, 'log'), { because: 'test' });
  }).system;
  const reached = (from: string, to: string) => ask(from, to, undefined, nested).flows.length;
  expect([reached('desk', 'web'), reached('office', 'app'), reached('app', 'log'), reached('anyone', 'web')]).toEqual([1, 0, 1, 0]);
});

test('where nothing of the system stands between, that is said', () => {
  expect(whyText(ask('anyone', 'time-server'))).toContain('Nothing of this system stands between them');
});

test('an overview keeps flows together as they were declared, in the order that people count in', () => {
  const many = resolved((y) => {
    const k8s = cluster(y);
    const web = Array.from({ length: 12 }, (_, index) => service(k8s, `web-${index + 1}`));
    y.system.policy.allow(web, [vm(y, 'db'), vm(y, 'cache')], { because: 'pages' });
    y.system.policy.allow(Anyone.ipv4(), vm(y, 'lb'), { because: 'entry' });
  }).system;
  const text = policyOverview(many, 120);
  expect(text.match(/pages/g)).toHaveLength(1);
  expect(text.indexOf('web-2 ')).toBeLessThan(text.indexOf('web-10 '));
  expect(
    Math.max(
      ...text
        .split('\n')
        .filter((line) => /^[┌├│└]/.test(line))
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(120);
});
