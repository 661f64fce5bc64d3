import { ApiObject, Chart, JsonPatch, App as StockApp, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { App, renderKubernetes } from '../../src/kubernetes';
import { manifestFiles } from '../../src/kubernetes/app/manifest-files';
import type { ResolvedFlow, ResolvedSystem } from '../../src/model/resolved';
import { cluster, end, flow, machineToPod, microservice, podToMachine, system, tcp } from './fixture';
import { files, named, objects, parse } from './manifests';

const HTTP = [tcp(8080, 'http')];

describe('files', () => {
  test('are numbered in the order that kubectl applies them in', () => {
    expect([...files(system()).keys()]).toEqual([
      '00-namespaces.k8s.yaml',
      '10-network.k8s.yaml',
      '11-endpoints.k8s.yaml',
      '20-policy.k8s.yaml',
      '50-order-service.k8s.yaml',
      '50-payment-service.k8s.yaml',
      '50-user-service.k8s.yaml',
      '60-gateway-api.k8s.yaml',
      '90-digest.k8s.yaml',
    ]);
  });

  test('EndpointSlices stand by themselves, so that the rest can be applied as a set that is pruned', () => {
    const kinds = [...files(system())].flatMap(([name, text]) => parse(text).map(({ kind }) => [name, kind]));
    const withSlices = kinds.filter(([, kind]) => kind === 'EndpointSlice').map(([name]) => name);
    expect(new Set(withSlices)).toEqual(new Set(['11-endpoints.k8s.yaml']));
    expect(kinds.filter(([name]) => name === '11-endpoints.k8s.yaml')).toHaveLength(withSlices.length);
  });

  test('nothing needs an object of a later file', () => {
    const seen = new Set<string>(['kong', 'metallb-system']);
    for (const manifest of [...files(system()).values()].flatMap(parse)) {
      const { kind, metadata, spec } = manifest;
      if (kind === 'Namespace') seen.add(metadata.name);
      else expect([...seen]).toContain(metadata.namespace);
      if (kind === 'ServiceAccount' || kind === 'NetworkPolicy') seen.add(`${kind}/${metadata.name}`);
      if (kind === 'Deployment') {
        expect([...seen]).toContain(`ServiceAccount/${spec.template.spec.serviceAccountName}`);
        expect([...seen]).toContain(`NetworkPolicy/allow-${metadata.name}-to-cluster-dns`);
      }
    }
  });

  test('every object carries the system and its manager', () => {
    for (const { metadata } of objects(system())) {
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/managed-by': 'isthmus' });
    }
  });

  test('one microservice', () => {
    expect(files(system()).get('50-order-service.k8s.yaml')).toMatchSnapshot();
  });

  test('several clusters have a folder each', () => {
    const west = microservice('stock-service', { cluster: 'west' });
    const clusters = [cluster(), cluster({ name: 'west', machineServices: [], pool: undefined })];
    const { workloads } = system();
    const written = files(system({ clusters, workloads: [...workloads, west] }));
    expect([...written.keys()].filter((name) => name.startsWith('west/'))).toEqual([
      'west/00-namespaces.k8s.yaml',
      'west/20-policy.k8s.yaml',
      'west/50-stock-service.k8s.yaml',
      'west/90-digest.k8s.yaml',
    ]);
    expect([...written.keys()].filter((name) => !/^(k8s|west)\//.test(name))).toEqual([]);
    expect(written.get('k8s/50-order-service.k8s.yaml')).toBe(files(system()).get('50-order-service.k8s.yaml'));
  });

  test('do not depend on where in the tree the charts stand', () => {
    const app = new App();
    renderKubernetes(new Construct(new Construct(app, 'some'), 'where'), system());
    expect(manifestFiles(app)).toEqual(files(system()));
  });

  test('are the same from the stock App, but for its speed', () => {
    const app = new StockApp();
    renderKubernetes(app, system());
    expect(app.charts.map((chart) => Testing.synth(chart))).toEqual([...files(system()).values()].map(parse));
  });
});

describe('the day-2 promise', () => {
  const before = system();
  const withFlow = (...flows: ResolvedFlow[]): ResolvedSystem => system({ digest: 'fedcba', flows: [...before.flows, ...flows] });

  /** Kinds of the objects that differ between two systems. */
  const changedKinds = (after: ResolvedSystem): string[] => {
    const [old, fresh] = [before, after].map(
      (each) => new Map(objects(each).map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, JSON.stringify(one)])),
    );
    const keys = new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])]);
    return [...new Set([...keys].filter((key) => old?.get(key) !== fresh?.get(key)).map((key) => key.split(' ')[0] as string))].sort();
  };

  test('a new machine changes no byte of any microservice', () => {
    const [known] = before.clusters;
    const machineServices = [
      ...(known?.machineServices ?? []),
      { machine: 'queue-vm', address: '10.10.10.11', ports: [tcp(5672, 'amqp')] },
    ];
    const after = files(system({ digest: 'fedcba', clusters: [cluster({ machineServices })] }));
    const changed = [...files(before)].filter(([name, text]) => after.get(name) !== text).map(([name]) => name);
    expect(changed).toEqual(['10-network.k8s.yaml', '11-endpoints.k8s.yaml', '90-digest.k8s.yaml']);
  });

  test('a new microservice changes no file of another', () => {
    const after = files(system({ digest: 'fedcba', workloads: [...before.workloads, microservice('zebra')] }));
    const changed = [...files(before)].filter(([name, text]) => after.get(name) !== text).map(([name]) => name);
    expect(changed).toEqual(['90-digest.k8s.yaml']);
    expect(after.has('50-zebra.k8s.yaml')).toBe(true);
  });

  test('a flow from pods to pods', () => {
    const added = flow(end('microservice', 'user-service'), end('microservice', 'payment-service'), HTTP);
    expect(changedKinds(withFlow(added))).toEqual(['AuthorizationPolicy', 'ConfigMap', 'NetworkPolicy', 'Sidecar']);
  });

  test('a flow from pods to a machine', () => {
    const added = podToMachine('user-service', 'legacy-app-vm', '10.10.20.10', HTTP);
    expect(changedKinds(withFlow(added))).toEqual(['ConfigMap', 'NetworkPolicy', 'Sidecar']);
  });

  test('the first flow from a machine to pods, with a new address', () => {
    const after = withFlow(machineToPod('legacy-app-vm', '10.10.20.10', 'payment-service', HTTP));
    const workloads = after.workloads.map((service) =>
      service.name === 'payment-service'
        ? { ...service, virtualAddress: { address: '10.10.30.194', fqdn: 'payment-service.shop.internal' } }
        : service,
    );
    expect(changedKinds({ ...after, workloads })).toEqual(['AuthorizationPolicy', 'ConfigMap', 'NetworkPolicy', 'Service']);
  });

  test('another reason', () => {
    const flows = before.flows.map((each) => ({ ...each, because: ['said otherwise'] }));
    expect(changedKinds({ ...before, flows })).toEqual(['AuthorizationPolicy', 'NetworkPolicy']);
  });
});

describe('escape hatches', () => {
  test('give the native objects, by name or by workload', () => {
    const app = new App();
    const manifests = renderKubernetes(app, system());
    const deployment = manifests.deploymentOf({ name: 'order-service' });
    expect(deployment.kind).toBe('Deployment');
    expect(manifests.deploymentOf('order-service')).toBe(deployment);
    expect(manifests.machineServiceOf('database-vm').name).toBe('database-vm');
    expect(manifests.namespaceOf('shop').kind).toBe('Namespace');
    expect([...manifests.gateway('api').routes].map(([id, { name }]) => [id, name])).toEqual([
      ['orders', 'api-orders'],
      ['payments', 'api-payments'],
      ['users', 'api-users'],
    ]);
    expect(manifests.microservice('user-service').autoscaler?.kind).toBe('HorizontalPodAutoscaler');
  });

  test('what is done to them and put beside them lands in the output', () => {
    const written = files(system(), (manifests) => {
      manifests.deploymentOf('order-service').addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
      new k8s.KubeConfigMap(manifests.chartOf('order-service'), 'settings', { metadata: { name: 'settings' }, data: { a: 'b' } });
    });
    const all = parse(written.get('50-order-service.k8s.yaml') as string);
    expect(named(all, 'Deployment', 'order-service').spec.template.spec.priorityClassName).toBe('high');
    expect(named(all, 'ConfigMap', 'settings', 'shop').data).toEqual({ a: 'b' });
  });

  test("users' own charts stand beside", () => {
    const app = new App();
    const manifests = renderKubernetes(app, system());
    const mine = new Chart(app, 'mine');
    mine.addDependency(manifests.chartOf('order-service'));
    expect([...manifestFiles(app).keys()].at(-1)).toBe('9000-mine.k8s.yaml');
  });

  test('a name that is not there is an error', () => {
    expect(() => renderKubernetes(new App(), system()).deploymentOf('oder-service')).toThrow(
      /UNKNOWN_NAME at shop \(.*render\.test\.ts:\d+:\d+\)\n {2}There is no microservice "oder-service"\. There are: order-service/,
    );
  });
});

test('an object of a program’s own with the name of one of the system is refused: the later would overwrite the earlier', () => {
  const app = new App();
  renderKubernetes(app, system());
  new ApiObject(new Chart(app, 'mine'), 'a', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'order-service', namespace: 'shop' } });
  expect(() => manifestFiles(app)).toThrow(
    /OBJECT_TWICE at mine\n {2}Service "order-service" in the namespace "shop" is in "50-order-service" too/,
  );
});

test('a system without clusters has no manifests', () => {
  expect(files(system({ clusters: [], workloads: [], gateways: [], pods: [], flows: [] })).size).toBe(0);
});
