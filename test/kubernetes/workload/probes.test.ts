import { CronJob, type CronJobProps, Duration, Hook, Microservice, type MicroserviceProps, Port, Probe } from '../../../src/model';
import { cluster, existingCluster, HTTP, resolved, service } from '../../model/fixture';
import { expanded } from '../expansion';
import { named, objects } from '../manifests';

const podOf = (props: Partial<MicroserviceProps>, version?: string) => {
  const { system } = resolved((y) => service(version ? existingCluster(y, 'k8s', { version }) : cluster(y), 'api', props));
  return named(objects(system), 'Deployment', 'api').spec.template.spec;
};
const containerOf = (props: Partial<MicroserviceProps>) => podOf(props).containers[0];

test('each use has its own question, and its own times', () => {
  const { startupProbe, readinessProbe, livenessProbe } = containerOf({
    morePorts: [Port.tcp(9000, 'grpc'), Port.tcp(9001, 'admin')],
    health: {
      startup: Probe.exec(['/bin/check', '$(A) $$'], { failures: 10, period: Duration.seconds(1) }),
      readiness: Probe.grpc({ port: Port.tcp(9000), service: 'orders', successes: 2, timeout: Duration.seconds(4) }),
      liveness: Probe.http('/live', {
        port: Port.tcp(9001),
        headers: { Accept: 'text/plain' },
        tls: true,
        initialDelay: Duration.minutes(1),
      }),
    },
  });
  expect(startupProbe.exec.command.map((each: string) => expanded(each))).toEqual(['/bin/check', '$(A) $$']);
  expect(startupProbe).toMatchObject({ periodSeconds: 1, failureThreshold: 10, timeoutSeconds: 2 });
  expect(readinessProbe).toEqual({
    grpc: { port: 9000, service: 'orders' },
    timeoutSeconds: 4,
    periodSeconds: 10,
    failureThreshold: 3,
    successThreshold: 2,
  });
  expect(livenessProbe).toEqual({
    httpGet: { path: '/live', port: 9001, scheme: 'HTTPS', httpHeaders: [{ name: 'Accept', value: 'text/plain' }] },
    initialDelaySeconds: 60,
    timeoutSeconds: 2,
    periodSeconds: 20,
    failureThreshold: 3,
  });
});

test('what is not said follows from readiness and from the first port', () => {
  const plain = containerOf({});
  expect(plain.readinessProbe.tcpSocket).toEqual({ port: 8080 });
  expect(plain.startupProbe.tcpSocket).toEqual({ port: 8080 });
  expect(plain).not.toHaveProperty('livenessProbe');
  const asked = containerOf({ health: { readiness: Probe.http('/ready') } });
  expect([asked.startupProbe.httpGet.path, asked.livenessProbe.tcpSocket.port]).toEqual(['/ready', 8080]);
  // Kubernetes wants one success at the start, and refuses other numbers.
  const twice = containerOf({ health: { readiness: Probe.http('/ready', { successes: 2, failures: 9 }) } });
  expect(twice.readinessProbe).toMatchObject({ successThreshold: 2, failureThreshold: 9 });
  expect(twice.startupProbe).toMatchObject({ httpGet: { path: '/ready' }, failureThreshold: 9 });
  expect([undefined, 1]).toContain(twice.startupProbe.successThreshold);
  const silent = containerOf({ health: { readiness: Probe.none(), liveness: Probe.exec(['/bin/alive']) } });
  expect(silent).not.toHaveProperty('readinessProbe');
  expect(silent).not.toHaveProperty('startupProbe');
  expect(silent.livenessProbe.exec).toEqual({ command: ['/bin/alive'] });
});

test('a worker is asked nothing, or by a program', () => {
  const probes = (props: object) => {
    const { system } = resolved((y) => new Microservice(cluster(y), 'api', { image: 'registry.example/api:1', ...props }));
    const [container] = named(objects(system), 'Deployment', 'api').spec.template.spec.containers;
    return Object.keys(container).filter((key) => key.endsWith('Probe'));
  };
  expect(probes({})).toEqual([]);
  expect(probes({ health: { liveness: Probe.exec(['/bin/alive']) } })).toEqual(['livenessProbe']);
});

test('a sidecar has ports, probes and hooks of its own; its ports are those of the Service, too', () => {
  const metrics = Port.tcp(9187, 'metrics');
  const { system } = resolved((y) =>
    service(cluster(y), 'api', {
      sidecars: [
        {
          name: 'exporter',
          image: 'registry.example/exporter:1',
          ports: [metrics],
          health: { startup: Probe.http('/up') },
          hooks: { preStop: Hook.exec(['/bin/flush']) },
        },
      ],
    }),
  );
  const all = objects(system);
  const pod = named(all, 'Deployment', 'api').spec.template.spec;
  expect(pod.containers[0].ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  expect(pod.initContainers[0]).toMatchObject({
    ports: [{ name: 'metrics', containerPort: 9187 }],
    startupProbe: { httpGet: { path: '/up', port: 9187 } },
    lifecycle: { preStop: { exec: { command: ['/bin/flush'] } } },
  });
  expect(named(all, 'Service', 'api').spec.ports.map(({ port }: { port: number }) => port)).toEqual([8080, 9187]);
});

test('low ports of every container are opened to it', () => {
  const pod = podOf({ sidecars: [{ name: 'dns', image: 'registry.example/dns:1', ports: [Port.udp(53, 'dns')] }] });
  expect(pod.securityContext.sysctls).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }]);
});

test('a hook before the end takes the place of the wait, and has its time', () => {
  const hooks = { postStart: Hook.exec(['/bin/warm', '$(A)']), preStop: Hook.http('/drain') };
  const pod = podOf({ hooks, shutdown: { drain: Duration.seconds(20) } });
  expect(pod.containers[0].lifecycle).toEqual({
    postStart: { exec: { command: ['/bin/warm', '$(A)'] } },
    preStop: { httpGet: { path: '/drain', port: 8080 } },
  });
  expect(pod.terminationGracePeriodSeconds).toBe(50);
  expect(podOf({ hooks: { postStart: hooks.postStart } }).containers[0].lifecycle).toMatchObject({ preStop: { sleep: { seconds: 5 } } });
});

test('a port has to be one of the container, whoever made it', () => {
  expect(containerOf({ health: { readiness: Probe.tcp({ port: HTTP }) } }).readinessProbe.tcpSocket).toEqual({ port: 8080 });
});

test('nobody has to guess how known ports are spoken to, and nothing is said of others', () => {
  const { system } = resolved((y) =>
    service(cluster(y), 'api', {
      morePorts: [
        Port.tcp(3306, 'mysql'),
        Port.tcp(6379, 'redis'),
        Port.tcp(15432, 'postgresql-ro'),
        Port.tcp(9000, 'orders', { appProtocol: 'kubernetes.io/h2c' }),
      ],
    }),
  );
  const { ports } = named(objects(system), 'Service', 'api').spec;
  expect(ports.map(({ name, appProtocol }: Record<string, string>) => [name, appProtocol])).toEqual([
    ['mysql', 'tcp'],
    ['redis', 'tcp'],
    ['http', undefined],
    ['orders', 'kubernetes.io/h2c'],
    ['postgresql-ro', 'tcp'],
  ]);
});

test('what is given as undefined is not said', () => {
  const bare = containerOf({});
  expect(containerOf({ hooks: { postStart: undefined, preStop: undefined } })).toEqual(bare);
  const historyOf = (props: Partial<CronJobProps>) => {
    const { system } = resolved((y) => new CronJob(cluster(y), 'job', { image: 'r/job:1', schedule: '@daily', ...props }));
    return named(objects(system), 'CronJob', 'job').spec;
  };
  expect(historyOf({ history: { succeeded: undefined, failed: undefined } })).toEqual(historyOf({}));
});
