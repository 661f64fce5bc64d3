import { LoadBalancer, MeshMode, MeshProvider, PodEgress, Port, ServiceMesh } from '../../src/model';
import { verify } from '../../src/verify';
import { gatewayOf } from '../gateway-fixture';
import { cluster, legacy, machineProps, resolved, service, vm, type Yard } from '../model/fixture';
import { instancesOf } from '../terraform-instances';
import { type Manifest, manifestsOf, terraformOf } from './render';

/** A Service on another port than its pods': what is dialled, and what is let in behind it, in all that either output says. */

const PORT = Port.tcp(8080, 'http', { servicePort: 80 });
const METRICS = Port.tcp(9100, 'metrics');
const because = { because: 'test' };

const build =
  (mode?: MeshMode, podEgress?: PodEgress) =>
  (y: Yard): void => {
    const k8s = cluster(y, 'k8s', { podEgress });
    const mesh = mode && new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
    const api = service(k8s, 'api', { port: PORT, morePorts: [METRICS], mesh });
    const caller = service(k8s, 'caller', { mesh });
    const gateway = gatewayOf(k8s, 'gate', { '/': api });
    new LoadBalancer(y.system, 'door', { ...machineProps(y), backends: gateway });
    y.system.policy.allow(caller, api, because);
    y.system.policy.allow(legacy(y, 'erp'), api, { ...because, ports: [Port.tcp(80)] });
    y.system.policy.allow(vm(y, 'scraper'), api, { ...because, ports: [METRICS] });
  };

const outputs = (mode?: MeshMode, podEgress?: PodEgress) => {
  const { system } = resolved(build(mode, podEgress));
  const manifests = manifestsOf(system).get('k8s') ?? [];
  const terraform = { 'stacks/yard/cdk.tf.json': terraformOf(system) };
  return { system, manifests, terraform };
};
const named = (all: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = all.find((each) => each.kind === kind && each.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};

test('the Service answers where it is dialled, and leads to where the container listens', () => {
  const { manifests } = outputs();
  expect(named(manifests, 'Service', 'api').spec).toMatchObject({
    ports: [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'metrics', port: 9100, targetPort: 9100 },
    ],
  });
  expect(named(manifests, 'Service', 'api-external').spec).toMatchObject({
    ports: [
      { port: 80, targetPort: 8080 },
      { port: 9100, targetPort: 9100 },
    ],
  });
  expect(JSON.stringify(named(manifests, 'Deployment', 'api').spec)).toContain('"containerPort":8080');
  expect(JSON.stringify(manifests.find(({ kind }) => kind === 'HTTPRoute')?.spec)).toContain('"port":80');
});

test('NetworkPolicies name the port of the pods, filters that of the Service', () => {
  const { manifests, terraform } = outputs();
  const policies = manifests.filter(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && /caller.*api|api.*(caller|erp)/.test(metadata.name),
  );
  expect(policies.length).toBeGreaterThan(2);
  for (const { spec, metadata } of policies)
    expect([metadata.name, JSON.stringify(spec)]).toEqual([metadata.name, expect.stringMatching(/"port":8080/)]);
  const filters = instancesOf(terraform['stacks/yard/cdk.tf.json'] as never, 'terraform_data', 'filter-rules');
  expect(filters?.erp.xml).toMatch(/dstportstart='80'/);
  expect(filters?.erp.xml).not.toMatch(/dstportstart='8080'/);
  expect(filters?.['k8s-node-1'].xml).toMatch(/dstportstart='80'/);
});

test.each([
  ['without a mesh', undefined, undefined],
  ['in a mesh of sidecars', MeshMode.SIDECAR_WITH_CNI, undefined],
  ['in an ambient mesh', MeshMode.AMBIENT, undefined],
  ['with pods that keep their addresses', undefined, PodEgress.NATIVE],
])('%s, what both let through is what the model says', (_when, mode, egress) => {
  const { system, manifests, terraform } = outputs(mode, egress);
  expect(verify({ system, terraform, kubernetes: { 'all.yaml': manifests } })).toEqual([]);
});

test('a Service that leads to another port than that of the pods is noticed', () => {
  const { system, manifests, terraform } = outputs();
  const wrong = JSON.parse(JSON.stringify(manifests).replaceAll('"targetPort":8080', '"targetPort":80')) as Manifest[];
  const found = verify({ system, terraform, kubernetes: { 'all.yaml': wrong } }).map(({ text }) => text);
  expect(found.join('\n')).toMatch(/api\.yard does not lead to tcp 8080/);
});
