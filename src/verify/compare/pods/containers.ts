import type {
  EnvSourceFrom,
  KeyHolder,
  QuestionOf,
  ResolvedArgument,
  ResolvedContainer,
  ResolvedEnvFrom,
  ResolvedEnvSource,
  ResolvedHook,
  ResolvedHooks,
  ResolvedKey,
  ResolvedMount,
  ResolvedPort,
  ResolvedProbe,
  ResolvedProbes,
  ResolvedQuestion,
  ResolvedResources,
} from '../../../model/resolved';
import type { Wanted } from './wanted';

/** What containers have to be, in the words of Kubernetes, from what the model says of them. */
export const wantedContainer = (container: ResolvedContainer, deep: ReadonlySet<string>): Wanted => ({
  name: container.name,
  image: container.image,
  imagePullPolicy: 'Always',
  command: container.command?.map(word),
  args: container.args?.map(word),
  workingDir: container.workingDir,
  ports: container.ports.flatMap(portsOf),
  env: container.env.map((variable) => ({
    name: variable.name,
    ...(SOURCES[variable.from] as (source: ResolvedEnvSource) => Wanted)(variable),
  })),
  envFrom: container.envFrom.map(wholeObject),
  resources: resourcesOf(container.resources),
  volumeMounts: container.mounts.map((mount) => mountOf(mount, deep)),
  ...probesOf(container.probes ?? {}),
});

/** As it has to be written to come out as it is. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const WORDS: { readonly [From in ResolvedArgument['from']]: (argument: EnvSourceFrom<From>) => string } = {
  value: ({ value }) => literal(value),
  expansion: ({ template }) => template,
};

const word = (argument: ResolvedArgument): string => (WORDS[argument.from] as (argument: ResolvedArgument) => string)(argument);

const SOURCES: { readonly [From in ResolvedEnvSource['from']]: (source: EnvSourceFrom<From>) => Wanted } = {
  value: ({ value }) => ({ value: literal(value) }),
  expansion: ({ template }) => ({ value: template }),
  secret: ({ key }) => ({ valueFrom: { secretKeyRef: keyOf(key) } }),
  'config-map': ({ key }) => ({ valueFrom: { configMapKeyRef: keyOf(key) } }),
  field: ({ path }) => ({ valueFrom: { fieldRef: { fieldPath: path } } }),
  resource: ({ resource, unit }) => ({ valueFrom: { resourceFieldRef: { resource, divisor: unit } } }),
};

const keyOf = ({ name, key, optional }: ResolvedKey): Wanted => ({ name, key, optional });

const HOLDERS: { readonly [H in KeyHolder]: string } = { secret: 'secretRef', 'config-map': 'configMapRef' };

const wholeObject = ({ from, name, prefix, optional }: ResolvedEnvFrom): Wanted => ({
  [HOLDERS[from]]: { name, optional },
  prefix: prefix === '' ? undefined : prefix,
});

const TRANSPORTS: { readonly [P in ResolvedPort['protocol']]?: string } = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' };

/** Ranges one by one; what has no ports, or no words in Kubernetes, is nowhere. */
function portsOf({ protocol, from, to }: ResolvedPort): readonly Wanted[] {
  const transport = TRANSPORTS[protocol];
  if (transport === undefined) return [];
  return Array.from({ length: to - from + 1 }, (_, index) => ({ containerPort: from + index, protocol: transport }));
}

function resourcesOf(resources: ResolvedResources): Wanted {
  const { cpuRequestMillis, cpuLimitMillis, memoryRequestMiB, memoryLimitMiB, ephemeralStorageMiB, extended = {} } = resources;
  const devices = Object.fromEntries(Object.entries(extended).map(([device, amount]) => [device, `${amount}`]));
  const amounts = (cpu: number, memory: number): Wanted => ({
    cpu: `${cpu}m`,
    memory: `${memory}Mi`,
    'ephemeral-storage': `${ephemeralStorageMiB}Mi`,
    ...devices,
  });
  return { requests: amounts(cpuRequestMillis, memoryRequestMiB), limits: amounts(cpuLimitMillis, memoryLimitMiB) };
}

const mountOf = ({ volume, path, readOnly }: ResolvedMount, deep: ReadonlySet<string>): Wanted => ({
  name: volume,
  mountPath: path,
  readOnly,
  recursiveReadOnly: readOnly && deep.has(volume) ? 'IfPossible' : undefined,
});

const QUESTIONS: { readonly [Type in ResolvedQuestion['type']]: (question: QuestionOf<Type>) => Wanted } = {
  http: ({ path, port, headers = {}, tls }) => ({
    httpGet: {
      path,
      port,
      scheme: tls ? 'HTTPS' : undefined,
      httpHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    },
  }),
  grpc: ({ port, service }) => ({ grpc: { port, service } }),
  tcp: ({ port }) => ({ tcpSocket: { port } }),
  exec: ({ command }) => ({ exec: { command: command.map(literal) } }),
};

/** Seconds between questions where nothing is said, and how many are in vain before something is done. */
const PATIENCE: { readonly [P in keyof ResolvedProbes]-?: { readonly every: number; readonly failures: number } } = {
  startup: { every: 5, failures: 60 },
  readiness: { every: 10, failures: 3 },
  liveness: { every: 20, failures: 3 },
};
const SECONDS_TO_ANSWER = 2;

function probeOf(
  { timing = {}, ...question }: ResolvedProbe,
  { every, failures }: { readonly every: number; readonly failures: number },
): Wanted {
  return {
    ...(QUESTIONS[question.type] as (question: ResolvedQuestion) => Wanted)(question),
    initialDelaySeconds: timing.initialDelaySeconds,
    timeoutSeconds: timing.timeoutSeconds ?? SECONDS_TO_ANSWER,
    periodSeconds: timing.periodSeconds ?? every,
    failureThreshold: timing.failures ?? failures,
    successThreshold: timing.successes,
  };
}

const probesOf = (probes: ResolvedProbes): Wanted =>
  Object.fromEntries(
    (Object.keys(PATIENCE) as (keyof ResolvedProbes)[]).map((which) => {
      const probe = probes[which];
      return [`${which}Probe`, probe && probeOf(probe, PATIENCE[which])];
    }),
  );

const HOOKS: { readonly [Type in ResolvedHook['type']]: (hook: QuestionOf<Type>) => Wanted } = {
  http: ({ path, port }) => ({ httpGet: { path, port } }),
  exec: ({ command }) => ({ exec: { command } }),
};

/** What the kubelet does when a container starts, and before it ends. @param drain what it does then where nothing is said */
export const wantedLifecycle = ({ postStart, preStop }: ResolvedHooks = {}, drain?: Wanted): Wanted => ({
  postStart: postStart && hookOf(postStart),
  preStop: preStop ? hookOf(preStop) : drain,
});

const hookOf = (hook: ResolvedHook): Wanted => (HOOKS[hook.type] as (hook: ResolvedHook) => Wanted)(hook);
