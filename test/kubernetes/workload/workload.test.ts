import type { HardeningRule } from '../../../src/model/resolved';
import type { MicroserviceFacts } from '../../workload-fixture';
import { cluster, end, flow, machineToPod, microservice, system, tcp, udp } from '../fixture';
import { type Manifest, named, names, objects } from '../manifests';

const rendered = (more: MicroserviceFacts = {}): Manifest[] =>
  objects(system({ workloads: [microservice('order-service', more)], gateways: [], pods: [], flows: [] }));
const podSpec = (more: MicroserviceFacts = {}) => named(rendered(more), 'Deployment', 'order-service').spec.template.spec;
const container = (more: MicroserviceFacts = {}) => podSpec(more).containers[0];
const enforced = (all: readonly Manifest[]) => named(all, 'Namespace', 'shop').metadata.labels?.['pod-security.kubernetes.io/enforce'];

test('a namespace enforces, audits and warns by PodSecurity "restricted" of the cluster\'s version', () => {
  const labels = named(rendered(), 'Namespace', 'shop').metadata.labels ?? {};
  for (const mode of ['enforce', 'audit', 'warn']) {
    expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe('restricted');
    expect(labels[`pod-security.kubernetes.io/${mode}-version`]).toBe('v1.34');
  }
});

describe('hardening', () => {
  test('is strict by default', () => {
    expect(podSpec().securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container().securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(podSpec().automountServiceAccountToken).toBe(false);
    expect(named(rendered(), 'ServiceAccount', 'order-service').automountServiceAccountToken).toBe(false);
  });

  const waived: Record<HardeningRule, { absent: (all: Manifest[]) => unknown; keeps: unknown }> = {
    'read-only-root': { absent: (all) => securityOf(all).container.readOnlyRootFilesystem, keeps: undefined },
    'run-as-non-root': {
      absent: (all) => securityOf(all).pod.runAsNonRoot ?? securityOf(all).pod.runAsUser,
      keeps: undefined,
    },
    'drop-capabilities': { absent: (all) => securityOf(all).container.capabilities, keeps: undefined },
    seccomp: { absent: (all) => securityOf(all).pod.seccompProfile, keeps: undefined },
    'no-privilege-escalation': { absent: (all) => securityOf(all).container.allowPrivilegeEscalation, keeps: undefined },
    'no-service-account-token': {
      absent: (all) => named(all, 'Deployment', 'order-service').spec.template.spec.automountServiceAccountToken,
      keeps: true,
    },
    // Volumes of such paths show it: see test/both-outputs/host-access.test.ts.
    'no-host-paths': { absent: (all) => podOf(all).volumes, keeps: undefined },
    'no-host-processes': { absent: (all) => podOf(all).hostPID, keeps: true },
  };
  const podOf = (all: Manifest[]) => named(all, 'Deployment', 'order-service').spec.template.spec;
  const securityOf = (all: Manifest[]) => {
    const { securityContext: pod, containers } = named(all, 'Deployment', 'order-service').spec.template.spec;
    return { pod, container: containers[0].securityContext };
  };

  test.each(Object.entries(waived))('except %s: left out, with its reason', (rule, { absent, keeps }) => {
    const all = rendered({ waivers: [{ rule: rule as HardeningRule, because: 'writes /var/spool' }] });
    expect(absent(all)).toBe(keeps);
    expect(named(all, 'Deployment', 'order-service').metadata.annotations).toEqual({
      [`isthmus/excused-from-${rule}`]: 'writes /var/spool',
    });
  });

  // Neither root nor a capability: containerd 1 keeps low ports from everybody else.
  test.each([
    [[tcp(80, 'http')], '80'],
    [[tcp(8080, 'http'), tcp(443, 'https'), udp(53, 'dns')], '53'],
    [[tcp(1024, 'http')], undefined],
    [[tcp(8080, 'http')], undefined],
  ])('ports %j: low ones are opened to the container, and no others', (ports, from) => {
    const sysctls = from === undefined ? undefined : [{ name: 'net.ipv4.ip_unprivileged_port_start', value: from }];
    expect(podSpec({ ports }).securityContext.sysctls).toEqual(sysctls);
    expect(enforced(rendered({ ports }))).toBe('restricted');
  });

  test('a container that is excused from the user still has no capability: low ports are opened to it, too', () => {
    const waivers = [{ rule: 'run-as-non-root', because: 'old image' }] as const;
    expect(podSpec({ ports: [tcp(80, 'http')], waivers }).securityContext.sysctls).toHaveLength(1);
  });
});

describe('the pod', () => {
  test('requests and limits in the form the server keeps', () => {
    const resources = {
      cpuRequestMillis: 250,
      cpuLimitMillis: 2000,
      memoryRequestMiB: 512,
      memoryLimitMiB: 2048,
      ephemeralStorageMiB: 1536,
    };
    expect(container({ resources }).resources).toEqual({
      requests: { cpu: '250m', memory: '512Mi', 'ephemeral-storage': '1536Mi' },
      limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '1536Mi' },
    });
  });

  test('is probed', () => {
    const { startupProbe, readinessProbe, livenessProbe } = container();
    expect(startupProbe.httpGet).toEqual({ path: '/health', port: 8080 });
    expect(readinessProbe.httpGet).toEqual({ path: '/health', port: 8080 });
    expect(livenessProbe.tcpSocket).toEqual({ port: 8080 });
  });

  test('writes to scratch directories of bounded size', () => {
    const spec = podSpec({ scratch: ['/tmp', '/var/cache/app'] });
    expect(spec.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual(['/tmp', '/var/cache/app']);
    expect(spec.volumes.map(({ emptyDir }: { emptyDir: unknown }) => emptyDir)).toEqual([{ sizeLimit: '256Mi' }, { sizeLimit: '256Mi' }]);
  });

  test('is spread over zones and nodes, softly, and knows nothing of other Services', () => {
    const { topologySpreadConstraints, affinity, enableServiceLinks } = podSpec();
    expect(
      topologySpreadConstraints.map(({ topologyKey, whenUnsatisfiable }: Record<string, string>) => [topologyKey, whenUnsatisfiable]),
    ).toEqual([
      ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
      ['kubernetes.io/hostname', 'ScheduleAnyway'],
    ]);
    expect(affinity.podAntiAffinity).not.toHaveProperty('requiredDuringSchedulingIgnoredDuringExecution');
    expect(enableServiceLinks).toBe(false);
  });

  test('selectors hold nothing that may change', () => {
    const { selector, template } = named(rendered(), 'Deployment', 'order-service').spec;
    expect(selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'order-service', 'app.kubernetes.io/part-of': 'shop' });
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
  });
});

describe('the end of a pod', () => {
  const ending = (version: string, shutdown = { drainSeconds: 5, graceSeconds: 30 }) => {
    const all = objects(
      system({ clusters: [cluster({ version })], workloads: [microservice('web', { shutdown })], gateways: [], pods: [], flows: [] }),
    );
    const { spec, metadata } = named(all, 'Deployment', 'web').spec.template;
    return { seconds: spec.terminationGracePeriodSeconds, lifecycle: spec.containers[0].lifecycle, annotations: metadata.annotations };
  };

  test('it goes on serving until others know; its process has its own time after that', () => {
    expect(ending('1.34')).toMatchObject({ seconds: 35, lifecycle: { preStop: { sleep: { seconds: 5 } } } });
    expect(ending('1.30', { drainSeconds: 20, graceSeconds: 600 })).toMatchObject({
      seconds: 620,
      lifecycle: { preStop: { sleep: { seconds: 20 } } },
    });
  });

  test('the kubelet of an older cluster cannot wait by itself', () => {
    expect(ending('1.29').lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '5'] } } });
  });

  test('without a wait there is none', () => {
    expect(ending('1.34', { drainSeconds: 0, graceSeconds: 10 })).toMatchObject({ seconds: 10, lifecycle: undefined });
  });

  test('its sidecar does not leave before it', () => {
    expect(JSON.parse(ending('1.34', { drainSeconds: 7, graceSeconds: 30 }).annotations?.['proxy.istio.io/config'])).toEqual({
      proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: '7s' },
    });
  });
});

describe('availability', () => {
  test('an update adds pods before it takes any', () => {
    expect(named(rendered(), 'Deployment', 'order-service').spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: '25%' });
  });

  test('a drain takes one pod at a time', () => {
    expect(named(rendered(), 'PodDisruptionBudget', 'order-service').spec).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('a fixed number of pods has no autoscaler', () => {
    expect(named(rendered(), 'Deployment', 'order-service').spec.replicas).toBe(2);
    expect(names(rendered(), 'HorizontalPodAutoscaler')).toEqual([]);
  });

  test("a range is the autoscaler's: the Deployment states no number", () => {
    const all = rendered({ replicas: { min: 3, max: 9, metrics: [{ kind: 'cpu', percent: 60 }] } });
    expect(named(all, 'Deployment', 'order-service').spec).not.toHaveProperty('replicas');
    const { minReplicas, maxReplicas, metrics, scaleTargetRef } = named(all, 'HorizontalPodAutoscaler', 'order-service').spec;
    expect([minReplicas, maxReplicas, metrics[0].resource.target.averageUtilization]).toEqual([3, 9, 60]);
    expect(scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'order-service' });
  });
});

describe('Services', () => {
  test('say that a protocol in which the server speaks first is TCP: proxies would wait for the client', () => {
    const ports = [tcp(8080, 'http'), { ...tcp(2525, 'smtp'), serverFirst: true as const }];
    const virtualAddress = { address: '10.10.30.193', fqdn: 'order-service.shop.internal' };
    const flows = [machineToPod('erp', '10.10.20.10', 'order-service', ports)];
    const all = objects(system({ workloads: [microservice('order-service', { ports, virtualAddress })], gateways: [], pods: [], flows }));
    for (const service of ['order-service', 'order-service-external'])
      expect(named(all, 'Service', service).spec.ports.map(({ port, appProtocol }: Manifest) => [port, appProtocol])).toEqual([
        [8080, undefined],
        [2525, 'tcp'],
      ]);
  });

  test('translate nothing and write ranges out, each port with a name of its own', () => {
    const ports = [tcp(53, 'dns'), tcp(7000, 'range', 7001), udp(53, 'dns')];
    expect(named(rendered({ ports }), 'Service', 'order-service').spec.ports).toEqual([
      { name: 'dns-tcp53', port: 53, protocol: 'TCP', targetPort: 53 },
      { name: 'range-tcp7000', port: 7000, protocol: 'TCP', targetPort: 7000 },
      { name: 'range-tcp7001', port: 7001, protocol: 'TCP', targetPort: 7001 },
      { name: 'dns-udp53', port: 53, protocol: 'UDP', targetPort: 53 },
    ]);
  });

  test("a virtual address is a LoadBalancer that keeps the sender's address and opens only what flows from outside may use", () => {
    const service = microservice('order-service', {
      ports: [tcp(8080, 'http'), tcp(9000, 'range', 9010), tcp(9090, 'admin')],
      virtualAddress: { address: '10.10.30.193', fqdn: 'order-service.shop.internal' },
    });
    const flows = [
      machineToPod('erp', '10.10.20.10', 'order-service', [tcp(8080, 'http'), tcp(9002, 'range', 9003)]),
      flow(end('microservice', 'other'), end('microservice', 'order-service'), [tcp(9090, 'admin')]),
    ];
    const all = objects(system({ workloads: [service, microservice('other')], gateways: [], pods: [], flows }));
    const { metadata, spec } = named(all, 'Service', 'order-service-external');
    expect(metadata.annotations).toEqual({ 'metallb.io/loadBalancerIPs': '10.10.30.193' });
    expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', allocateLoadBalancerNodePorts: false });
    expect(spec.ports.map(({ port }: { port: number }) => port)).toEqual([8080, 9002, 9003]);
    expect(named(all, 'Service', 'order-service').spec).not.toHaveProperty('type');
  });

  test('without one there is none', () => {
    expect(names(rendered(), 'Service').filter((name) => name.endsWith('external'))).toEqual([]);
  });
});
