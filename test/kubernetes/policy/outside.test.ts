import {
  Anyone,
  External,
  FlowWaiver,
  type KubernetesCluster,
  MeshMode,
  MeshProvider,
  type Microservice,
  Port,
  ServiceMesh,
  type System,
} from '../../../src/model';
import { synthKubernetes, synthTerraform } from '../../../src/testing';
import { verify } from '../../../src/verify';
import { cluster, service, yard } from '../../model/fixture';
import { type Manifest, named, names, objects } from '../manifests';

const because = 'test';
const API = External.host('api.example.com');
const FEEDS = External.host('feeds.example.org', { name: 'feeds', listens: [Port.tcp(80, 'http'), Port.tcp(9443, 'tls')] });
const PARTNER = External.cidr('192.0.2.0/24', { name: 'partner', listens: [Port.tcp(443, 'https'), Port.udp(5060, 'sip')] });

interface Calling {
  readonly system: System;
  readonly k8s: KubernetesCluster;
  readonly web: Microservice;
  readonly other: Microservice;
}

/** Two services of a mesh with sidecars. */
function calling(say: (calling: Calling) => void): {
  readonly system: ReturnType<System['resolve']>['system'];
  readonly all: readonly Manifest[];
} {
  const y = yard();
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const [web, other] = [service(k8s, 'web', { mesh }), service(k8s, 'other', { mesh })];
  say({ system: y.system, k8s, web, other });
  const { system } = y.system.resolve();
  return { system, all: objects(system) };
}

const scopeOf = (all: readonly Manifest[], name: string): { egress: [{ hosts: readonly string[] }]; outboundTrafficPolicy?: object } =>
  named(all, 'Sidecar', name).spec;

test('pods that call a name are let through to it, at its ports, and to nobody whom their proxies were not told of', () => {
  const { all, system } = calling(({ system, web }) => system.policy.allow(web, [API, FEEDS], { because }));
  const told = { location: 'MESH_EXTERNAL', resolution: 'DNS', exportTo: ['.'] };
  expect(named(all, 'ServiceEntry', 'api-example-com').spec).toEqual({
    ...told,
    hosts: ['api.example.com'],
    ports: [{ number: 443, name: 'tls-443', protocol: 'TLS' }],
  });
  expect(named(all, 'ServiceEntry', 'feeds').spec).toEqual({
    ...told,
    hosts: ['feeds.example.org'],
    ports: [
      { number: 80, name: 'http-80', protocol: 'HTTP' },
      { number: 9443, name: 'tls-9443', protocol: 'TLS' },
    ],
  });
  expect(scopeOf(all, 'web')).toMatchObject({
    egress: [{ hosts: ['istio-system/*', 'kube-system/*', 'yard/api.example.com', 'yard/feeds.example.org'] }],
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
  });
  // Whoever calls no name is held by NetworkPolicies, as before.
  expect(scopeOf(all, 'other')).not.toHaveProperty('outboundTrafficPolicy');
  const cells = system.flows.filter(({ to }) => to.name === 'feeds').flatMap(({ enforcement }) => enforcement);
  expect(cells.map(({ point, precision }) => `${point} ${precision}`)).toEqual([
    'mesh-egress exact',
    'pod-egress coarse',
    'hypervisor-egress coarse',
  ]);
  expect(cells.slice(1).map(({ why }) => why)).toEqual([
    expect.stringContaining('knows addresses and no names'),
    expect.stringContaining('knows addresses and no names'),
  ]);
});

test('what the same pods call by addresses is told of, too, or it would be stopped', () => {
  const { all } = calling(({ system, web, other }) => {
    system.policy.allow(web, [API, PARTNER], { because });
    system.policy.allow(other, PARTNER, { because });
  });
  expect(names(all, 'ServiceEntry')).toEqual(['api-example-com', 'partner-by-address']);
  expect(named(all, 'ServiceEntry', 'partner-by-address').spec).toMatchObject({
    hosts: ['partner-by-address.invalid'],
    addresses: ['192.0.2.0/24'],
    resolution: 'NONE',
    ports: [{ number: 443, name: 'tcp-443', protocol: 'TCP' }],
  });
  expect(scopeOf(all, 'web').egress[0].hosts).toContain('yard/partner-by-address.invalid');
  expect(scopeOf(all, 'other').egress[0].hosts).not.toContain('yard/partner-by-address.invalid');
});

test('a name that is waived goes by addresses: nothing else is held to it', () => {
  const dump = External.host('dump.example.com', { listens: [Port.tcp(873, 'rsync')] });
  const waive = [FlowWaiver.unenforcedName({ because })];
  const alone = calling(({ system, web }) => system.policy.allow(web, dump, { because, waive }));
  expect(names(alone.all, 'ServiceEntry')).toEqual([]);
  expect(scopeOf(alone.all, 'web')).not.toHaveProperty('outboundTrafficPolicy');
  const beside = calling(({ system, web }) => {
    system.policy.allow(web, dump, { because, waive });
    system.policy.allow(web, API, { because });
  });
  expect(named(beside.all, 'ServiceEntry', 'dump-example-com-by-address').spec).toMatchObject({
    addresses: ['0.0.0.0/0'],
    resolution: 'NONE',
  });
});

test('containers are told the name, and verify finds nothing to say', () => {
  const build = (): System => {
    const y = yard();
    const k8s = cluster(y);
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    const web = service(k8s, 'web', { mesh, env: { API: API.connection().host } });
    const other = service(k8s, 'other', { mesh });
    y.system.policy.allow(web, [API, FEEDS, PARTNER], { because });
    y.system.policy.allow(web, Anyone.ipv4(), { because, ports: [Port.tcp(8443, 'other')] });
    y.system.policy.allow(other, FEEDS, { because, ports: [Port.tcp(9443, 'tls')] });
    return y.system;
  };
  const { system } = build().resolve();
  const { env } = named(objects(system), 'Deployment', 'web').spec.template.spec.containers[0];
  expect(env).toEqual([{ name: 'API', value: 'api.example.com' }]);
  expect(verify({ system, terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) })).toEqual([]);
});
