import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualMachine } from '../../src';
import { named } from '../model/fixture';
import { balancer, edge } from '../model/pair-fixture';
import { fileOf } from '../terraform/guest/render';
import { CAN_BE_ASKED, configurationIn } from './asked';
import { certificateIn } from './certificate';

/** HAProxy itself passes real connections in TLS on, by the names that clients ask for (Debian: haproxy, openssl), in a network of its own. */
const CAN = CAN_BE_ASKED && spawnSync('openssl', ['version']).status === 0;
if (!CAN)
  process.stderr.write('Not asked: what HAProxy does with names in TLS, for want of haproxy, openssl or of the right to make a network.\n');

const folder = mkdtempSync(join(tmpdir(), 'isthmus-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Servers that say who they are, with TLS of their own or without; HAProxy before them; and the name in the certificate that each client sees. */
const SCRIPT = `
const net = require('node:net');
const tls = require('node:tls');
const { execFileSync, spawn } = require('node:child_process');
const [, , file, servers, names, port] = process.argv;
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const serve = ({ name, address, port: at, pem }) => new Promise((done) => {
  execFileSync('ip', ['addr', 'replace', address + '/32', 'dev', 'lo']);
  const greet = (socket) => { socket.on('error', () => undefined); socket.end(name); };
  (pem ? tls.createServer({ key: pem, cert: pem }, greet) : net.createServer(greet)).listen(at, address, done);
});
const ask = (servername) => new Promise((done) => {
  let [text, shown] = ['', ''];
  const heard = () => done(text ? text + ' ' + shown : 'refused');
  const given = servername === null ? net.connect(Number(port), '127.0.0.1', () => given.write('hello, in plaintext')) :
    tls.connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false, ...(servername && { servername }) }, () => { shown = given.getPeerCertificate().subject.CN; });
  given.on('data', (part) => (text += part)).on('error', heard).on('close', heard);
});
(async () => {
  await Promise.all(JSON.parse(servers).map(serve));
  const haproxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'inherit' });
  haproxy.on('exit', (code) => process.exit(code || 1));
  process.on('exit', () => haproxy.kill('SIGKILL'));
  const all = JSON.parse(names);
  while ((await ask(all[0])) === 'refused') await new Promise((next) => setTimeout(next, 20));
  const heard = [];
  for (const name of all) heard.push(await ask(name));
  process.stdout.write(JSON.stringify(heard), () => process.exit(0));
})();
`;

const NAMES = ['shop.example', 'SHOP.example', 'a.office.example', 'office.example', 'other.example', '', null] as const;

/** Who answers each name, and whose certificate the client sees. */
function heardBy(certificates: readonly string[] | undefined): readonly string[] {
  const all = edge();
  const office = new VirtualMachine(all.system, 'office', { ...all.machine, listens: all.web.listens });
  const rest = new VirtualMachine(all.system, 'rest', { ...all.machine, listens: all.web.listens });
  const routes = {
    shop: { hostnames: ['shop.example'], backends: all.web },
    office: { hostnames: ['*.office.example'], backends: office },
    ...(certificates && { rest: { backends: rest } }),
  };
  const given = certificates?.map((name) => `/etc/haproxy/certificates/${name}.pem`);
  balancer(all, { backends: undefined, tls: { port: 8443, routes, ...(given && { certificates: given }) } });
  const { system } = all.system.resolve();
  const { content } = fileOf(named(system.machines, 'lb'), '/etc/isthmus/haproxy.cfg');
  const config = configurationIn(
    folder,
    'haproxy.cfg',
    content.replace(/(?<= crt )\S*\/(\S+)\.pem/g, (_, name) => certificateIn(folder, name)),
  );
  expect(spawnSync('haproxy', ['-c', '-f', config], { encoding: 'utf8' }).status).toBe(0);
  const servers = ['web', 'office', 'rest'].map((name) => ({
    name,
    address: named(system.machines, name).nic.address,
    port: 8080,
    ...(!certificates && { pem: readFileSync(certificateIn(folder, `${name}.own.example`), 'utf8') }),
  }));
  const script = join(folder, 'ask.js');
  writeFileSync(script, SCRIPT);
  const run = spawnSync('unshare', ['-n', process.execPath, script, config, JSON.stringify(servers), JSON.stringify(NAMES), '8443'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(0, 1500));
  return JSON.parse(run.stdout);
}

const asks = CAN ? test : test.skip;

asks('connections in TLS are passed on as they are, by the name that clients ask for, and others are refused', () => {
  const [shop, office] = ['web web.own.example', 'office office.own.example'];
  expect(heardBy(undefined)).toEqual([shop, shop, office, 'refused', 'refused', 'refused', 'refused']);
});

asks('where TLS ends, backends get what was within, and clients see the certificate for the name', () => {
  const first = 'shop.example';
  expect(heardBy([first, 'a.office.example'])).toEqual([
    `web ${first}`,
    `web ${first}`,
    'office a.office.example',
    `rest ${first}`,
    `rest ${first}`,
    `rest ${first}`,
    'refused',
  ]);
});
