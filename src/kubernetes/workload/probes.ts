import type { QuestionOf, ResolvedHook, ResolvedHooks, ResolvedProbe, ResolvedProbes, ResolvedQuestion } from '../../model/resolved';
import { asItIs } from '../../model/values';
import type { Container, Lifecycle, LifecycleHandler, Probe } from '../imports/kubernetes';

const QUESTIONS: { readonly [Type in ResolvedQuestion['type']]: (question: QuestionOf<Type>) => Probe } = {
  http: ({ path, port, headers = {}, tls }) => ({
    httpGet: {
      path,
      port,
      ...(tls && { scheme: 'HTTPS' }),
      ...(Object.keys(headers).length > 0 && { httpHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })) }),
    },
  }),
  grpc: ({ port, service }) => ({ grpc: { port, ...(service !== undefined && { service }) } }),
  tcp: ({ port }) => ({ tcpSocket: { port } }),
  // The kubelet puts variables into it as into commands of containers (k8s.io/kubernetes, pkg/kubelet/prober).
  exec: ({ command }) => ({ exec: { command: command.map(asItIs) } }),
};

/** Up to five minutes to start; ready again or out of the Services within 30 s; restarted only after a minute. */
const TIMING = {
  startup: { periodSeconds: 5, failureThreshold: 60 },
  readiness: { periodSeconds: 10, failureThreshold: 3 },
  liveness: { periodSeconds: 20, failureThreshold: 3 },
} as const;

/** What the kubelet asks a container. */
export const probeSpecs = ({ startup, readiness, liveness }: ResolvedProbes): Partial<Container> => ({
  ...(startup && { startupProbe: ask(startup, TIMING.startup) }),
  ...(readiness && { readinessProbe: ask(readiness, TIMING.readiness) }),
  ...(liveness && { livenessProbe: ask(liveness, TIMING.liveness) }),
});

const ask = (
  { timing = {}, ...question }: ResolvedProbe,
  usual: { readonly periodSeconds: number; readonly failureThreshold: number },
): Probe => ({
  ...(QUESTIONS[question.type] as (question: ResolvedQuestion) => Probe)(question),
  ...(timing.initialDelaySeconds && { initialDelaySeconds: timing.initialDelaySeconds }),
  timeoutSeconds: timing.timeoutSeconds ?? 2,
  periodSeconds: timing.periodSeconds ?? usual.periodSeconds,
  failureThreshold: timing.failures ?? usual.failureThreshold,
  ...(timing.successes !== undefined && { successThreshold: timing.successes }),
});

const HOOKS: { readonly [Type in ResolvedHook['type']]: (hook: QuestionOf<Type>) => LifecycleHandler } = {
  http: ({ path, port }) => ({ httpGet: { path, port } }),
  exec: ({ command }) => ({ exec: { command: [...command] } }),
};

const handler = (hook: ResolvedHook): LifecycleHandler => (HOOKS[hook.type] as (hook: ResolvedHook) => LifecycleHandler)(hook);

/** What the kubelet does to a container; `waits` where nothing is said of its end. */
export function lifecycle({ postStart, preStop }: ResolvedHooks, waits?: Lifecycle): Lifecycle | undefined {
  const spec = { ...waits, ...(postStart && { postStart: handler(postStart) }), ...(preStop && { preStop: handler(preStop) }) };
  return Object.keys(spec).length > 0 ? spec : undefined;
}
