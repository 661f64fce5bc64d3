import { Anyone, Duration, type LoadBalancerProps, Migration, PathMatch, Port, VirtualMachine } from '../../../src';
import type { LoadBalancerRole, ResolvedSystem } from '../../../src/model/resolved';
import { exposures } from '../../../src/report';
import { named } from '../fixture';
import { ADMINS, balancer, type Edge, edge } from '../pair-fixture';

const because = 'test';
const CERTIFICATE = '/etc/haproxy/certificates/shop.pem';

/** A load balancer that reads requests, open to everybody. */
function resolved(http: (all: Edge) => LoadBalancerProps['http'], more: Partial<LoadBalancerProps> = {}): ResolvedSystem {
  const all = edge();
  const lb = balancer(all, { backends: undefined, http: http(all), ...more });
  all.system.policy.allow(Anyone.ipv4(), lb, { because });
  return all.system.resolve().system;
}
const roleOf = (system: ResolvedSystem): LoadBalancerRole => named(system.machines, 'lb').guest.role as LoadBalancerRole;
const dialled = (system: ResolvedSystem, origin: string): readonly string[] =>
  system.flows.flatMap((flow) =>
    flow.origin === origin ? [`${flow.to.name} ${flow.dialledPorts.map(({ from }) => from).join(' ')}`] : [],
  );

/** A machine that listens on two ports. */
const office = ({ system, machine }: Edge): VirtualMachine =>
  new VirtualMachine(system, 'office', { ...machine, listens: [Port.tcp(8080, 'http'), Port.tcp(9000, 'http-office')] });

test('clients dial HTTP and HTTPS, and each backend is dialled at the port of its route alone', () => {
  const system = resolved((all) => {
    const other = office(all);
    return {
      tls: { certificates: CERTIFICATE },
      routes: { shop: { backends: [all.web, other] }, office: { hostnames: ['office.example'], backends: other, port: Port.tcp(9000) } },
    };
  });
  expect(dialled(system, 'declared')).toEqual(['lb 80 443']);
  expect(dialled(system, 'load-balancer-backend')).toEqual(['office 8080 9000', 'web 8080']);
  const { frontends, http } = roleOf(system);
  expect(frontends).toEqual([]);
  expect(
    http?.routes.map(({ name, hostnames, paths, backends }) => [
      name,
      hostnames,
      paths,
      backends.map((each) => `${each.name}:${each.port}`),
    ]),
  ).toEqual([
    ['office', ['office.example'], [{ type: 'prefix', value: '/' }], ['office:9000']],
    ['shop', [], [{ type: 'prefix', value: '/' }], ['office:8080', 'web:8080']],
  ]);
});

test('what everybody reaches is found behind it, by the ports that answer', () => {
  const ways = (http: (all: Edge) => LoadBalancerProps['http']): readonly string[] =>
    exposures(resolved(http))
      .filter(({ from }) => from.name !== ADMINS.name)
      .map(({ to, ports }) => `${to.name} ${ports.map(({ from }) => from).join(' ')}`);
  const routes = ({ web }: Edge) => ({ web: { backends: web } });
  expect(ways((all) => ({ routes: routes(all) }))).toEqual(['lb 80', 'web 80']);
  expect(ways((all) => ({ tls: { certificates: CERTIFICATE }, routes: routes(all) }))).toEqual(['lb 80 443', 'web 443']);
  expect(ways((all) => ({ tls: { certificates: CERTIFICATE }, servesPlainHttp: { because }, routes: routes(all) }))).toEqual([
    'lb 80 443',
    'web 80 443',
  ]);
});

test('certificates are a prerequisite on each machine, and nothing of them is in the outputs', () => {
  const { prerequisites } = resolved(({ web }) => ({ tls: { certificates: CERTIFICATE }, routes: { web: { backends: web } } }), {
    pair: {},
  });
  const told = prerequisites.filter((line) => line.includes(CERTIFICATE));
  expect(told.map((line) => line.slice(0, 14))).toEqual(['The guest lb-1', 'The guest lb-2']);
});

test('each route has a health check of its own, or that of the load balancer', () => {
  const system = resolved(
    ({ web }) => ({
      routes: {
        web: { backends: web },
        other: { paths: PathMatch.prefix('/other'), backends: web, healthCheck: { path: '/up', status: [204, 200] } },
      },
    }),
    { healthCheck: { path: '/healthz' }, timeouts: { idle: Duration.seconds(30) } },
  );
  const { http, idleSeconds } = roleOf(system);
  expect(http?.routes.map(({ healthCheck }) => healthCheck)).toEqual([{ path: '/up', statuses: [200, 204] }, { path: '/healthz' }]);
  expect(idleSeconds).toBe(30);
});

test('a route may lead to both ends of a migration, by shares, beside one that does not', () => {
  const system = resolved((all) => {
    const to = office(all);
    const moving = new Migration(all.system, 'moving', { from: all.web, to, weight: 10, because });
    return { routes: { moving: { hostnames: ['shop.example'], backends: moving }, office: { backends: to, port: Port.tcp(9000) } } };
  });
  const { http } = roleOf(system);
  expect(http?.routes.map(({ name, backends }) => [name, backends.map((each) => [each.name, each.port, each.weight])])).toEqual([
    [
      'moving',
      [
        ['office', 8080, 10],
        ['web', 8080, 90],
      ],
    ],
    ['office', [['office', 9000, undefined]]],
  ]);
  expect(system.migrations[0]).toMatchObject({ loadBalancers: ['lb'] });
});
