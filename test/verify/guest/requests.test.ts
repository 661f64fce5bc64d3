import { LoadBalancer, PathMatch, Port, VirtualMachine } from '../../../src';
import { renderCloudInit } from '../../../src/terraform/guest';
import { readGuest } from '../../../src/verify/guest/guest';
import { named } from '../../model/fixture';
import { edge } from '../../model/pair-fixture';
import { unescapeTemplate, userDataOf } from '../../terraform/guest/render';

const CERTIFICATE = '/etc/haproxy/certificates/shop.pem';

/** What a load balancer that reads requests is told at its first boot. */
const told = ((): string => {
  const all = edge();
  const { system, machine, web } = all;
  const office = new VirtualMachine(system, 'office', { ...machine, listens: [Port.tcp(9000, 'http')] });
  new LoadBalancer(system, 'lb', {
    ...machine,
    http: {
      tls: { certificates: CERTIFICATE },
      routes: {
        web: { backends: web },
        office: { hostnames: ['office.example'], paths: [PathMatch.exact('/one'), PathMatch.prefix('/two')], backends: office },
      },
    },
  });
  return unescapeTemplate(userDataOf(renderCloudInit(named(system.resolve().system.machines, 'lb'))));
})();

test('what is done with requests is read by port, host name and path', () => {
  const { listeners } = readGuest(told);
  expect(
    listeners.map(({ port, requests, certificates, sendsTo, servers }) => [
      port,
      requests ?? sendsTo,
      certificates,
      servers.map((each) => each.port),
    ]),
  ).toEqual([
    [80, 443, undefined, []],
    [443, 'office.example literal /one', [CERTIFICATE], [9000]],
    [443, 'office.example prefix /two', [CERTIFICATE], [9000]],
    [443, '* prefix /', [CERTIFICATE], [8080]],
  ]);
});

/** Exchanges two lines. */
const exchanged = (one: RegExp, other: RegExp): string => {
  const [a = '', b = ''] = [one, other].map((pattern) => pattern.exec(told)?.[0]);
  return told.replace(a, '\0').replace(b, a).replace('\0', b);
};
const LINE = { exact: /use_backend office if .*\/one \}/, prefix: /use_backend office if .*\/two\/ \}/, all: /use_backend web\b/ };

test.each([
  ['a rule for all before one for a host name', exchanged(LINE.all, LINE.exact), 'those of a wider rule before it'],
  ['a prefix before an exact path', exchanged(LINE.prefix, LINE.exact), 'those of a wider rule before it'],
  ['a condition of another kind', told.replace('{ path -m str /one }', '{ src 192.0.2.0/24 }'), 'src 192.0.2.0/24'],
  ['a prefix that is no whole part', told.replace('{ path -m beg /two/ }', '{ path -m beg /t }'), '-m beg /t }'],
  ['a backend that is not there', told.replace('use_backend office', 'use_backend nobody'), 'the backend nobody is not there'],
  ['what clients say of themselves', told.replace('http-request del-header Forwarded', ''), 'clients may say themselves who they are'],
  ['a certificate that nobody looks at again', told.replace(`PathChanged=${CERTIFICATE}`, ''), 'nobody notices a new certificate'],
  ['requests in a backend of connections', told.replace(/(?<=backend office\n\s+)mode http/, 'mode tcp'), 'requests that are not read'],
  ['another line', told.replace('option httplog', 'http-request set-src hdr(x)'), 'http-request set-src hdr(x)'],
  ['requests that are none', told.replace('option httplog', 'option accept-invalid-http-request'), 'option accept-invalid-http-request'],
  [
    'what HAProxy says of clients, taken away again',
    told.replace(/( *http-request del-header X-Forwarded-Proto\n)([\s\S]*unless \{ ssl_fc \}\n)(?= *use_backend)/, '$2$1'),
    'clients may say themselves who they are',
  ],
])('%s is not understood', (_, text, expected) => {
  expect(text).not.toBe(told);
  expect(() => readGuest(text)).toThrow(expected);
});

describe('what HAProxy does before it passes a request on is missed, line by line', () => {
  const before = /option forwardfor\n[\s\S]*?(?=use_backend)/.exec(told)?.[0] ?? '';
  const lines = [...before.matchAll(/^ *(http-request (?!redirect).*)\n/gm)].map(([whole]) => whole);
  test.each(lines)('%s', (line) => {
    expect(lines.length).toBeGreaterThan(15);
    expect(() => readGuest(told.replace(line, ''))).toThrow('clients may say themselves who they are');
  });
});

test('without the program that starts it, it passes nothing on', () => {
  const idle = told.replace('systemctl reload-or-restart haproxy.service', 'true');
  expect(idle).not.toBe(told);
  expect(readGuest(idle).listeners).toEqual([]);
});
