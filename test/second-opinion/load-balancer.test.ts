import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { Duration, type LoadBalancerProps, PathMatch, Port, RateLimit } from '../../src';
import type { ResolvedMachine } from '../../src/model/resolved';
import { balancer, edge } from '../model/pair-fixture';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { readCloudInit } from '../terraform/guest/render';
import { certificateIn } from './certificate';

/** HAProxy and keepalived themselves judge what load balancers are told (Debian: haproxy, keepalived, openssl). */
const JUDGES = ['haproxy', 'keepalived', 'openssl'] as const;
const MISSING = JUDGES.filter((name) => spawnSync(name, ['-v']).error !== undefined);
for (const name of MISSING) process.stderr.write(`Not judged: what load balancers are told, for want of ${name} (Debian: ${name}).\n`);

const folder = mkdtempSync(join(tmpdir(), 'isthmus-balancer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made: string | undefined;
const certificate = (): string => {
  made ??= certificateIn(folder);
  return made;
};

const filesOf = (machine: ResolvedMachine): ReadonlyMap<string, string> =>
  new Map((readCloudInit(machine).userData.write_files ?? []).map(({ path, content }) => [path, content]));

/** What HAProxy says against a configuration; empty: nothing. Its warnings count. */
function haproxyOn(text: string): string {
  const file = join(folder, 'haproxy.cfg');
  // Sockets of a running one, and its account, are no part of what is judged. Nor are certificates: there is one for all of them.
  const judged = text.replace(/^ {4}(user|group|stats socket) .*\n/gm, '').replace(/(?<= crt )\S+/g, certificate());
  writeFileSync(file, judged);
  const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
  return status === 0 && !/WARNING|ALERT/.test(stderr) ? '' : `${stdout}${stderr}`;
}

/** With exit code 6: what is left out below. */
const NOT_ASKED = 'SECURITY VIOLATION - scripts are being executed but script_security not enabled.';

/** What keepalived says against a configuration; empty: nothing. In a network of its own with a card of the guest's name. */
function keepalivedOn(text: string, files: ReadonlyMap<string, string>): string {
  const file = join(folder, 'keepalived.conf');
  let judged = text;
  for (const [, script = ''] of text.matchAll(/script "(\S+)"/g)) {
    const check = join(folder, script);
    mkdirSync(dirname(check), { recursive: true });
    writeFileSync(check, files.get(script) ?? '', { mode: 0o755 });
    judged = judged.replace(script, check);
  }
  // Whose the folder is that programs lie in is asked in the guest: here it is anybody's. And as another account, 2.2.7 ends itself here.
  writeFileSync(file, judged.replace(/^ {4}enable_script_security\n/m, '').replace('script_user nobody', 'script_user root'));
  const command = 'ip link add eth0 type veth peer name eth1 && exec keepalived --config-test --use-file "$1"';
  const { status, stdout, stderr } = spawnSync('unshare', ['--user', '--map-root-user', '--net', 'sh', '-c', command, 'sh', file], {
    encoding: 'utf8',
  });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '' && line !== NOT_ASKED);
  return (status === 0 || status === 6) && said.length === 0 ? '' : `${status}: ${said.join('\n')}`;
}

function findings(machine: ResolvedMachine): string {
  const files = filesOf(machine);
  const [proxy, pair] = ['/etc/isthmus/haproxy.cfg', '/etc/isthmus/keepalived.conf'].map((path) => files.get(path));
  return `${proxy === undefined ? 'no configuration of HAProxy' : haproxyOn(proxy)}${pair === undefined ? '' : keepalivedOn(pair, files)}`;
}

const judge = MISSING.length === 0 ? test : test.skip;

judge('what neither would take is found', () => {
  expect(haproxyOn('listen a\n    bind *:80\n    server a nowhere\n')).not.toBe('');
  expect(keepalivedOn('vrrp_instance a {\n    virtual_router_id 300\n}\n', new Map())).not.toBe('');
});

judge('nothing is found in what a pair is told', () => {
  const all = edge();
  balancer(all, { pair: { preempt: true } });
  const machines = all.system.resolve().system.machines.filter(({ kind }) => kind === 'load-balancer');
  expect(machines.map(findings)).toEqual(['', '']);
});

const STATUS = [undefined, 200, [200, 204]] as const;
const PORTS = [undefined, Port.tcp(8080, 'http')];
const LIMITS = [
  {},
  { connections: 100 },
  { connectionsPerClient: 5 },
  { ratePerClient: RateLimit.perSecond(9) },
  { connectionsPerClient: 5, ratePerClient: RateLimit.perHour(9) },
];

judge('nothing is found in any combination of settings', () => {
  const settings: readonly Partial<LoadBalancerProps>[] = LIMITS.flatMap((limits) => [
    { limits },
    ...STATUS.flatMap((status) =>
      PORTS.map((port) => ({
        limits,
        healthCheck: { path: '/healthz?full=1&a=%20', ...(status !== undefined && { status }), ...(port && { port }) },
        timeouts: { connect: Duration.seconds(2), idle: Duration.minutes(5) },
      })),
    ),
  ]);
  expect(settings.length).toBeGreaterThan(30);
  const machines = settings.map((props) => {
    const all = edge();
    balancer(all, props);
    return all.system.resolve().system.machines.find(({ kind }) => kind === 'load-balancer') as ResolvedMachine;
  });
  expect(machines.map(findings).filter((found) => found !== '')).toEqual([]);
});

judge('nothing is found in what one is told that reads requests, whatever characters its paths have', () => {
  const hostnames = [[], ['shop.example', '*.shop.example']];
  const paths = [[], [PathMatch.prefix("/it's/~a!$&()*+,;=:@-_.%20"), PathMatch.exact("/'")]];
  const tls = [
    {},
    { tls: { certificates: ['/etc/haproxy/certificates/a.pem', '/etc/haproxy/certificates/b.pem'] } },
    { port: 8080, tls: { certificates: '/etc/a.pem', port: 8443 } },
    { port: 81, tls: { certificates: '/etc/a.pem' }, servesPlainHttp: { because: 'old clients' } },
  ];
  const all = hostnames.flatMap((names) =>
    paths.flatMap((each) => tls.flatMap((more) => LIMITS.slice(3).map((limits) => ({ names, paths: each, more, limits })))),
  );
  const machines = all.map(({ names, paths: said, more, limits }) => {
    const yard = edge();
    const routes = {
      all: { backends: yard.web, healthCheck: { path: '/up', status: 204 } },
      ...((names.length > 0 || said.length > 0) && {
        some: { backends: yard.web, ...(names.length > 0 && { hostnames: names }), ...(said.length > 0 && { paths: said }) },
      }),
    };
    balancer(yard, { backends: undefined, http: { ...more, routes }, limits });
    return yard.system.resolve().system.machines.find(({ kind }) => kind === 'load-balancer') as ResolvedMachine;
  });
  expect(machines.map(findings).filter((found) => found !== '')).toEqual([]);
});

judge('nothing is found in what one is told that reads names in TLS', () => {
  const machines = [undefined, '/etc/a.pem', ['/etc/a.pem', '/etc/b.pem']].flatMap((certificates) =>
    LIMITS.map((limits) => {
      const yard = edge();
      const routes = {
        all: { backends: yard.web, healthCheck: { path: '/up', status: 204 } },
        some: { backends: yard.web, hostnames: ['shop.example', '*.shop.example'] },
      };
      balancer(yard, { backends: undefined, tls: { routes, ...(certificates && { certificates }) }, limits });
      return yard.system.resolve().system.machines.find(({ kind }) => kind === 'load-balancer') as ResolvedMachine;
    }),
  );
  expect(machines.map(findings).filter((found) => found !== '')).toEqual([]);
});

judge('nothing is found in what load balancers of random systems are told', () => {
  const systems = fc.sample(plans(), { numRuns: 60, seed: 17 }).map((plan) => build(plan).resolve().system);
  const machines = systems.flatMap((system) => system.machines).filter(({ kind }) => kind === 'load-balancer');
  expect(machines.length).toBeGreaterThan(5);
  expect(machines.map(findings).filter((found) => found !== '')).toEqual([]);
});
