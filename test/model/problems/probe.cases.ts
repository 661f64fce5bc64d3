import { Duration, Hook, MeshMode, MeshProvider, Port, Probe, ServiceMesh } from '../../../src/model';
import { existingCluster, service, vm } from '../fixture';
import { type ProblemCase, wrong } from './case';
import { wrongService } from './microservice.cases';

const HELPER = { name: 'proxy', image: 'registry.example/proxy:1' };

/** What is wrong with what the kubelet asks containers, and does to them. */
export const PROBES: readonly ProblemCase[] = [
  wrongService(
    'SERVICE_PORT_CLASH',
    'two ports have one port of the Service',
    { port: Port.tcp(8080, 'http', { servicePort: 80 }), morePorts: [Port.tcp(80, 'admin')] },
    ['tcp/80', '"http"', '"admin"'],
    'servicePort',
  ),
  wrongService(
    'INVALID_PORT',
    'the port of the Service is out of range',
    { port: Port.tcp(8080, 'http', { servicePort: 70000 }) },
    ['70000'],
    '',
  ),
  wrongService(
    'INVALID_PORT',
    'how it is spoken to has a blank',
    { port: Port.tcp(8080, 'http', { appProtocol: 'g rpc' }) },
    ['"g rpc"'],
    '',
  ),
  wrongService(
    'INVALID_PORT',
    'a Service would answer for a range on one port',
    { morePorts: [Port.tcpRange(9000, 9010, 'many', { servicePort: 80 })] },
    ['9000 to 9010'],
    '',
    ['INVALID_WORKLOAD'],
  ),
  {
    when: 'a port of a machine has one of a Service',
    code: 'INVALID_PORT',
    path: 'yard/web',
    says: ['80', 'servicePort'],
    fix: [''],
    build: (y) => vm(y, 'web', { listens: [Port.tcp(8080, 'http', { servicePort: 80 })] }),
  },
  wrongService(
    'UNKNOWN_PORT',
    'a probe asks at a port that the container lacks',
    { health: { liveness: Probe.http('/', { port: Port.tcp(9000) }) } },
    ['health.liveness', 'tcp/9000', 'tcp/8080'],
    'Name one',
  ),
  wrongService(
    'UNKNOWN_PORT',
    'a probe of a sidecar asks at the port of another container',
    { sidecars: [{ ...HELPER, health: { readiness: Probe.tcp({ port: Port.tcp(8080) }) } }] },
    ['sidecars.proxy.health.readiness', 'none'],
    'Name one',
  ),
  wrongService(
    'UNKNOWN_PORT',
    'a hook calls a port that the container lacks',
    { hooks: { postStart: Hook.http('/warm', { port: Port.tcp(9000) }) } },
    ['hooks.postStart', 'tcp/9000'],
    'Name one',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a header has a blank',
    { health: { readiness: Probe.http('/', { headers: { 'A B': 'c' } }) } },
    ['"A B"'],
    'hyphens',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a probe runs nothing',
    { health: { readiness: Probe.exec([]) } },
    ['health.readiness', 'no program'],
    '/bin/check',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a hook runs nothing',
    { hooks: { preStop: Hook.exec([]) } },
    ['hooks.preStop', 'no program'],
    '/bin/check',
  ),
  wrongService('INVALID_WORKLOAD', 'a hook calls no path', { hooks: { preStop: Hook.http('drain') } }, ['"drain"'], '"/"'),
  wrongService(
    'INVALID_WORKLOAD',
    'a probe asks every half second',
    { health: { readiness: Probe.tcp({ period: Duration.seconds(0.5) }) } },
    ['health.readiness.period', '0.5 seconds'],
    'Duration.seconds',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a probe waits no time for its answer',
    { health: { readiness: Probe.tcp({ timeout: Duration.seconds(0) }) } },
    ['health.readiness.timeout', '0 seconds'],
    'Duration.seconds',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'no failure counts',
    { health: { readiness: Probe.tcp({ failures: 0 }) } },
    ['health.readiness.failures', '0'],
    'in a row',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a container lives only when it was found alive twice',
    { health: { liveness: Probe.tcp({ successes: 2 }) } },
    ['health.liveness.successes', '2'],
    'Leave it out',
  ),
  wrongService('INVALID_VALUE', 'health is a word', { health: { readiness: wrong('http') } }, ['health.readiness', 'a Probe'], ''),
  wrongService(
    'UNKNOWN_PROP',
    'a probe has a prop that nobody knows',
    { health: { readiness: Probe.tcp(wrong({ periodSeconds: 3 })) } },
    ['health.readiness.periodSeconds'],
    '',
  ),
  {
    when: 'a hook in a mesh calls by HTTP',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/api',
    says: ['hooks.preStop', 'no certificate'],
    fix: ['Hook.exec'],
    build: (y) => {
      const k8s = existingCluster(y);
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
      service(k8s, 'api', { mesh, hooks: { preStop: Hook.http('/drain') } });
    },
  },
];
