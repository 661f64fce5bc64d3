import type { ResolvedMesh } from '../../../src/model/resolved';
import { moving } from '../../migration-fixture';
import { cluster, end, flow, KONG, microservice, PROMETHEUS, podToMachine, system, tcp } from '../fixture';
import { type Manifest, named, names, objects } from '../manifests';

const order = end('microservice', 'order-service');
const payment = end('microservice', 'payment-service');
const HTTP = [tcp(8080, 'http')];

const withFlows = (flows: Parameters<typeof system>[0] = {}, mesh: Partial<ResolvedMesh> = {}): Manifest[] =>
  objects(
    system({
      workloads: [microservice('order-service'), microservice('payment-service')],
      clusters: [cluster({ mesh: { ...(cluster().mesh as ResolvedMesh), ...mesh } })],
      gateways: [KONG],
      pods: [PROMETHEUS],
      ...flows,
    }),
  );
const hostsOf = (all: readonly Manifest[], name = 'order-service'): readonly string[] => named(all, 'Sidecar', name).spec.egress[0].hosts;

test('proxies are told of those whom their pods may call, by their Services, and of nobody else', () => {
  const all = withFlows({ flows: [flow(order, payment, HTTP), podToMachine('order-service', 'legacy-app-vm', '10.10.20.10', HTTP)] });
  expect(named(all, 'Sidecar', 'order-service').spec).toEqual({
    workloadSelector: { labels: { 'app.kubernetes.io/name': 'order-service', 'app.kubernetes.io/part-of': 'shop' } },
    egress: [
      {
        hosts: ['istio-system/*', 'shop/legacy-app-vm.shop.svc.cluster.local', 'shop/payment-service.shop.svc.cluster.local'],
      },
    ],
  });
  expect(hostsOf(all, 'payment-service')).toEqual(['istio-system/*']);
});

test('of pods that others render, whose Services are not known, they are told of the whole namespace', () => {
  const all = withFlows({ flows: [flow(order, end('pods', 'prometheus'), HTTP), flow(order, end('gateway', 'api'), HTTP)] });
  expect(hostsOf(all)).toEqual(['istio-system/*', 'kong/*', 'monitoring/*']);
});

test('pods that call the Kubernetes API know it by the Service that every cluster has', () => {
  const flows = [flow(order, end('nodes', 'k8s'), [tcp(6443, 'https')], { origin: 'api-server', destination: ['10.10.30.10'] })];
  expect(hostsOf(withFlows({ flows }))).toEqual(['default/kubernetes.default.svc.cluster.local', 'istio-system/*']);
});

test('the domain of the cluster is as the mesh has it', () => {
  const flows = [flow(order, payment, HTTP), podToMachine('order-service', 'legacy-app-vm', '10.10.20.10', HTTP)];
  const all = withFlows({ flows }, { clusterDomain: 'k8s.example' });
  expect(hostsOf(all)).toContain('shop/payment-service.shop.svc.k8s.example');
  expect(named(all, 'DestinationRule', 'legacy-app-vm').spec.host).toBe('legacy-app-vm.shop.svc.k8s.example');
});

test('a caller of a migration knows its name and whoever its requests are led to', () => {
  const all = objects(moving().y.system.resolve().system);
  expect(hostsOf(all, 'order')).toEqual([
    'istio-system/*',
    'kube-system/*',
    'yard/erp.yard.svc.cluster.local',
    'yard/stock-items-erp.yard.svc.cluster.local',
    'yard/stock-items.yard.svc.cluster.local',
    'yard/stock.yard.svc.cluster.local',
  ]);
  // One that the migration made for the machine, and the machine's own.
  expect(names(all, 'DestinationRule')).toEqual(['erp', 'records', 'stock-items-erp']);
});

test('a machine has no proxy: whatever else is said of the mesh, what is sent to it is as its client speaks', () => {
  const all = withFlows({ flows: [podToMachine('order-service', 'database-vm', '10.10.10.10', [tcp(5432, 'postgresql')])] });
  // Nobody of the mesh calls the other one.
  expect(names(all, 'DestinationRule')).toEqual(['database-vm']);
  expect(named(all, 'DestinationRule', 'database-vm').spec).toEqual({
    host: 'database-vm.shop.svc.cluster.local',
    trafficPolicy: { tls: { mode: 'DISABLE' } },
  });
});

test('proxies on nodes are told what all of them are told', () => {
  const all = withFlows(
    { flows: [podToMachine('order-service', 'database-vm', '10.10.10.10', [tcp(5432, 'postgresql')])] },
    { mode: 'ambient' },
  );
  expect([...names(all, 'Sidecar'), ...names(all, 'DestinationRule')]).toEqual([]);
});
