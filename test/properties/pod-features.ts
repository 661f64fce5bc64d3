import {
  AccessMode,
  type ContainerProps,
  Duration,
  EnvGroup,
  EnvSource,
  type External,
  FileSource,
  type HealthProps,
  Hook,
  type HooksProps,
  Port,
  Probe,
  type Secret,
  type SidecarProps,
  Size,
  Volume,
} from '../../src';

/** What is inside of the pods of random systems, by a number: most combinations of what can be said come up for some of them. */

/** Of every kind of workload. @param server of network file systems that its nodes can reach */
export function podFeatures(
  number: number,
  secret: Secret,
  server: External | undefined,
): Partial<ContainerProps> & { readonly initContainers?: readonly { readonly name: string; readonly image: string }[] } {
  const has = (every: number): boolean => number % every === 0;
  return {
    ...(has(2) && {
      env: {
        B_URL: EnvSource.expand('http://$(Z_HOST)/$$(x)'),
        Z_HOST: 'db',
        NODE: EnvSource.field('spec.nodeName'),
        TEXT: `$(Z_HOST) ${number}`,
      },
      envFrom: [{ source: EnvGroup.secret(secret), prefix: 'S_' }],
    }),
    ...(has(3) && {
      command: ['/bin/app', '$(Z_HOST)'],
      files: { '/app/config/app.conf': `number = ${number}\n`, '/app/config/tls/key': FileSource.secret(secret.key('key')) },
      initContainers: [{ name: 'first', image: 'registry.example/first:1' }],
    }),
    volumes: {
      '/cache': Volume.scratch({ size: Size.mebibytes(64), inMemory: has(2) }),
      ...(has(2) && { '/tls': Volume.secret(secret) }),
      ...(has(5) && server && { '/exported': Volume.nfs('exported', { server, path: `/srv/${number}`, readOnly: has(2) }) }),
      '/shared': Volume.claim('shared', { size: Size.gibibytes(1), accessMode: AccessMode.READ_WRITE_MANY, keep: has(3) }),
    },
  };
}

/** Of those that run until they are told to end. A port of a sidecar is one that no other has. */
export function servingFeatures(
  number: number,
  main: Port | undefined,
): { readonly health?: HealthProps; readonly hooks?: HooksProps; readonly sidecars?: readonly SidecarProps[] } {
  return {
    ...(number % 2 === 0 && {
      sidecars: [
        {
          name: 'exporter',
          image: 'registry.example/exporter:1',
          ports: [Port.tcp(19187, 'exporter', { servicePort: 19188 })],
          health: { readiness: Probe.tcp(), liveness: Probe.exec(['/bin/alive']) },
        },
      ],
    }),
    ...(number % 3 === 0 && {
      hooks: { postStart: Hook.exec(['/bin/warm']) },
      health: { readiness: main ? Probe.grpc({ period: Duration.seconds(7) }) : Probe.exec(['/bin/ready']) },
    }),
  };
}

/** The port, and for some another one at its Service. */
export const servedAt = (port: Port, number: number): Port =>
  number % 2 === 1 ? Port.tcp(port.resolved.from, port.resolved.name, { servicePort: 81 }) : port;
