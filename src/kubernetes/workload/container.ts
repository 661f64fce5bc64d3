import type { EnvSourceFrom, ResolvedArgument, ResolvedContainer, ResolvedProbe } from '../../model/resolved';
import type { Container, Probe } from '../imports/kubernetes';
import { filled } from '../names';
import { singlePorts, transportPorts } from '../ports';
import { asItIs, envFromSource, envVar } from './environment';
import { resourceRequirements } from './resources';

/** A container of any kind, but for what the pod says of all of them. */
export function containerSpec(container: ResolvedContainer): Container {
  const { name, image, command, args, workingDir, ports, env, envFrom, resources, probes, mounts } = container;
  return {
    name,
    image,
    imagePullPolicy: 'Always', // else who may start a pod on a node may use every image that lies there
    command: command?.map(argument),
    args: args?.map(argument),
    workingDir,
    ports: filled(
      singlePorts(transportPorts(ports).ports).map((single) => ({
        name: single.name,
        containerPort: single.port,
        protocol: single.protocol,
      })),
    ),
    envFrom: filled(envFrom.map(envFromSource)),
    env: filled(env.map(envVar)),
    resources: resourceRequirements(resources),
    ...(probes && probeSpecs(probes)),
    volumeMounts: filled(mounts.map(({ volume, path, readOnly }) => ({ name: volume, mountPath: path, ...(readOnly && { readOnly }) }))),
  };
}

const ARGUMENTS: { readonly [From in ResolvedArgument['from']]: (given: EnvSourceFrom<From>) => string } = {
  value: ({ value }) => asItIs(value),
  expansion: ({ template }) => template,
};

const argument = (given: ResolvedArgument): string => (ARGUMENTS[given.from] as (given: ResolvedArgument) => string)(given);

const QUESTIONS: { readonly [T in ResolvedProbe['type']]: (probe: ResolvedProbe) => Probe } = {
  http: ({ path, port }) => ({ httpGet: { path: path ?? '/', port } }),
  tcp: ({ port }) => ({ tcpSocket: { port } }),
};

/** Up to five minutes to start; ready again or out of the Services within 30 s; restarted only after a minute. */
function probeSpecs({ startup, readiness, liveness }: NonNullable<ResolvedContainer['probes']>): Partial<Container> {
  return {
    startupProbe: { ...ask(startup), periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { ...ask(readiness), periodSeconds: 10, failureThreshold: 3 },
    // What readiness asks already would only restart pods that are busy.
    ...(!isSame(readiness, liveness) && { livenessProbe: { ...ask(liveness), periodSeconds: 20, failureThreshold: 3 } }),
  };
}

const isSame = (a: ResolvedProbe, b: ResolvedProbe): boolean => a.type === b.type && a.path === b.path && a.port === b.port;

const ask = (probe: ResolvedProbe): Probe => ({ ...QUESTIONS[probe.type](probe), timeoutSeconds: 2 });
