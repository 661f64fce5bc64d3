import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PathMatch, VirtualMachine } from '../../src';
import { named } from '../model/fixture';
import { balancer, edge } from '../model/pair-fixture';
import { fileOf } from '../terraform/guest/render';
import { answersOf, CAN_BE_ASKED, configurationIn, type Question } from './asked';
import { certificateIn } from './certificate';

/** HAProxy itself answers real requests by what is written for it (Debian: haproxy, openssl), in a network of its own. */
const CAN = CAN_BE_ASKED && spawnSync('openssl', ['version']).status === 0;
if (!CAN)
  process.stderr.write('Not asked: what HAProxy does with requests, for want of haproxy, openssl or of the right to make a network.\n');

const folder = mkdtempSync(join(tmpdir(), 'isthmus-requests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without these HAProxy takes it for none (RFC 6455, 4.1). */
const WEBSOCKET = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };

const QUESTIONS: readonly (readonly [what: string, question: Omit<Question, 'port'>, heard: string | RegExp])[] = [
  ['what no more precise route is for', { tls: true, host: 'shop.example', path: '/' }, /^web \/ /],
  ['a host name in capitals, with a port', { tls: true, host: 'Office.Example:443', path: '/x' }, /^office \/x /],
  ['a name below a domain', { tls: true, host: 'a.office.example', path: '/x' }, /^office \/x /],
  ['a name that only ends alike', { tls: true, host: 'backoffice.example', path: '/x' }, /^web \/x /],
  ['a path and what is below it', { tls: true, host: 'shop.example', path: '/orders/7?x=1' }, /^orders \/orders\/7\?x=1 /],
  ['the path itself', { tls: true, host: 'shop.example', path: '/orders' }, /^orders \/orders /],
  ['a path that only begins alike', { tls: true, host: 'shop.example', path: '/orders-archive' }, /^web \/orders-archive /],
  ['the exact path before the prefix', { tls: true, host: 'shop.example', path: '/orders/new' }, /^office \/orders\/new /],
  ['the host name before the path', { tls: true, host: 'office.example', path: '/orders' }, /^office \/orders /],
  ['an apostrophe', { tls: true, host: 'shop.example', path: "/it's" }, /^orders \/it's /],
  ['plain HTTP', { host: 'shop.example', path: '/a?b=c' }, '301 https://shop.example/a?b=c'],
  ['who asks, and how', { tls: true, host: 'shop.example', path: '/' }, 'web / 127.0.0.1 https '],
  [
    'who says to be somebody else',
    {
      tls: true,
      host: 'shop.example',
      path: '/',
      headers: { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-host': 'evil', 'x-forwarded-proto': 'http' },
    },
    'web / 127.0.0.1 https ',
  ],
  ...hostile({ 'x-real-ip': '192.0.2.1', 'x-tell': 'x-real-ip' }, 'web / 127.0.0.1 https  x-real-ip='),
  ...[
    'x_forwarded_for',
    'x-forwarded_for',
    'x-forwarded-client-cert',
    'x-original-url',
    'proxy',
    'client-cert',
    'x-ssl-client-verify',
  ].flatMap((name) => hostile({ [name]: 'me' }, '400')),
  ...hostile({ connection: 'keep-alive, x-forwarded-for', 'x-tell': 'connection' }, 'web / 127.0.0.1 https  connection='),
  ...hostile(
    { connection: 'upgrade, http2-settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk', 'x-tell': 'connection,upgrade,http2-settings' },
    'web / 127.0.0.1 https  connection= upgrade= http2-settings=',
  ),
  ...hostile(
    { connection: 'upgrade, x-forwarded-for', upgrade: 'websocket, h2c', ...WEBSOCKET, 'x-tell': 'connection,upgrade' },
    'web / 127.0.0.1 https  connection=upgrade upgrade=websocket',
  ),
  ...['/orders/../admin', '/orders/%2e%2E/admin', '/orders/..;/admin', '/orders/..%5cadmin', '/orders/..', '/orders/%00/../admin'].map(
    (path) => [`${path}, which leads elsewhere`, { tls: true, host: 'shop.example', path }, '400'] as const,
  ),
  [
    'dots that lead nowhere',
    { tls: true, host: 'shop.example', path: '/orders/.a/..b/c..?d=../e' },
    /^orders \/orders\/\.a\/\.\.b\/c\.\.\?d=\.\.\/e /,
  ],
  ['a tunnel', { tls: true, host: 'shop.example:443', path: 'shop.example:443', method: 'CONNECT' }, '405'],
];

/** A client that says of itself what it must not. */
function hostile(headers: Readonly<Record<string, string>>, heard: string): readonly (typeof QUESTIONS)[number][] {
  return [[JSON.stringify(headers), { tls: true, host: 'shop.example', headers }, heard]];
}

const asks = CAN ? test : test.skip;

asks('HAProxy answers requests as its routes say, by host name and path, with TLS, and sends plain HTTP there', () => {
  const all = edge();
  const machines = ['office', 'orders'].map((name) => new VirtualMachine(all.system, name, { ...all.machine, listens: all.web.listens }));
  const [office, orders] = machines as [VirtualMachine, VirtualMachine];
  balancer(all, {
    backends: undefined,
    http: {
      tls: { certificates: '/etc/haproxy/certificates/shop.pem' },
      routes: {
        web: { backends: all.web },
        office: { hostnames: ['office.example', '*.office.example'], backends: office },
        orders: { paths: [PathMatch.prefix('/orders'), PathMatch.prefix("/it's/")], backends: orders },
        new: { paths: PathMatch.exact('/orders/new'), backends: office },
      },
    },
  });
  const { system } = all.system.resolve();
  const { content } = fileOf(named(system.machines, 'lb'), '/etc/isthmus/haproxy.cfg');
  const config = configurationIn(folder, 'haproxy.cfg', content.replace(/(?<= crt )\S+/g, certificateIn(folder)));
  const servers = ['web', 'office', 'orders'].map((name) => ({ name, address: named(system.machines, name).nic.address, port: 8080 }));
  const questions = QUESTIONS.map(([, question]) => ({ port: question.tls ? 443 : 80, ...question }));
  const heard = answersOf(config, servers, questions);
  for (const [index, [what, , expected]] of QUESTIONS.entries())
    expect([what, heard[index]]).toEqual([what, typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
});
