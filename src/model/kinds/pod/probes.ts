import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedProbe, ResolvedProbes, ResolvedTiming } from '../../resolved';
import { data, flag, instance, list, map, number, object, oneOf, optional, propsOf, type Shape, text } from '../../shape';
import { type Port, PROTOCOLS, portText } from '../../values';
import {
  type GivenProbe,
  type GivenProbeOf,
  type GrpcProbeProps,
  type HealthProps,
  type HttpProbeProps,
  type PortProbeProps,
  Probe,
  type ProbeTiming,
} from '../../workload/probe';
import { checkSpan } from '../checks';
import { DURATION, PORT } from '../values';
import type { PropPlace } from './place';

/** All that tells one type of probe from another, as far as the model is concerned. */
interface KindOfProbe<Type extends GivenProbe['type']> {
  readonly shape: Shape;
  /** Where it is asked. Undefined: at no port. */
  readonly at: (probe: GivenProbeOf<Type>) => AtPort | undefined;
  /** What is wrong with the rest of it, and what helps. */
  readonly defect: (probe: GivenProbeOf<Type>) => readonly [what: string, fix: string] | undefined;
  /** @param port 0 where none is asked */
  readonly resolve: (probe: GivenProbeOf<Type>, port: number) => ResolvedProbe | undefined;
}

/** A port that is asked; the first where none is named. */
export interface AtPort {
  readonly port?: Port;
}

export const numberAt = (at: AtPort | undefined, listens: readonly Port[]): number => (at?.port ?? listens[0])?.resolved.from ?? 0;

const TIMING = {
  initialDelay: optional(DURATION),
  period: optional(DURATION),
  timeout: optional(DURATION),
  failures: optional(number),
  successes: optional(number),
};
const AT_PORT = { ...TIMING, port: optional(PORT) };

const PROBES: { readonly [Type in GivenProbe['type']]: KindOfProbe<Type> } = {
  http: {
    shape: object({
      path: text,
      props: propsOf<HttpProbeProps>({ ...AT_PORT, headers: optional(map(text)), tls: optional(flag) }),
    }),
    at: ({ props }) => props,
    defect: ({ path, props: { headers = {} } }) => {
      if (!isUrlPath(path)) return [`"${path}" is no path of a URL`, 'Start it with "/".'];
      const wrong = Object.keys(headers).find((name) => !/^[A-Za-z0-9-]+$/.test(name));
      return wrong === undefined ? undefined : [`"${wrong}" is no name of an HTTP header`, 'Use letters, digits and hyphens.'];
    },
    resolve: ({ path, props: { headers = {}, tls = false } }, port) => ({
      type: 'http',
      path,
      port,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(tls && { tls }),
    }),
  },
  grpc: {
    shape: object({ props: propsOf<GrpcProbeProps>({ ...AT_PORT, service: optional(text) }) }),
    at: ({ props }) => props,
    defect: () => undefined,
    resolve: ({ props: { service } }, port) => ({ type: 'grpc', port, ...(service !== undefined && { service }) }),
  },
  tcp: {
    shape: object({ props: propsOf<PortProbeProps>(AT_PORT) }),
    at: ({ props }) => props,
    defect: () => undefined,
    resolve: (_probe, port) => ({ type: 'tcp', port }),
  },
  exec: {
    shape: object({ command: list(data), props: propsOf<ProbeTiming>(TIMING) }),
    at: () => undefined,
    defect: ({ command }) => noProgram(command),
    resolve: ({ command }) => ({ type: 'exec', command }),
  },
  none: {
    shape: object({}),
    at: () => undefined,
    defect: () => undefined,
    resolve: () => undefined,
  },
};

export const isUrlPath = (path: string): boolean => /^\/[^\s]*$/.test(path);

export const noProgram = ([program]: readonly string[]): readonly [what: string, fix: string] | undefined =>
  program ? undefined : ['the command names no program', "Write one with its arguments, such as ['/bin/check', '--fast']."];

const PROBE = instance('a Probe', Probe, {
  given: (given, where, visit) => {
    object({ type: oneOf(...Object.keys(PROBES)) })(given, where, visit);
    PROBES[(given as GivenProbe).type].shape(given, where, visit);
  },
});

export const HEALTH = propsOf<HealthProps>({ startup: optional(PROBE), readiness: optional(PROBE), liveness: optional(PROBE) });

const kindOf = ({ type }: GivenProbe): KindOfProbe<typeof type> => PROBES[type] as KindOfProbe<typeof type>;

type Uses = keyof HealthProps;

/** What is asked where nothing is said: whether the first port accepts connections. */
function withDefaults(health: HealthProps, listens: readonly Port[]): { readonly [Use in Uses]: Probe } {
  const silent = listens.length > 0 ? Probe.tcp() : Probe.none();
  const { readiness = silent, startup = onceOf(readiness), liveness = silent } = health;
  return { startup, readiness, liveness };
}

/** The same question, which Kubernetes asks at the start until it is answered once. */
const onceOf = (readiness: Probe): Probe => (readiness.given.props.successes === undefined ? readiness : readiness._once());

/** @param listens what the container listens on, its first port first */
export function probesOf(health: HealthProps, listens: readonly Port[]): ResolvedProbes | undefined {
  const { startup, readiness, liveness } = withDefaults(health, listens);
  const [start, ready, live] = [startup, readiness, liveness].map((probe) => resolveProbe(probe, listens));
  // What readiness asks already would only restart pods that are busy.
  const restarts = live && (health.liveness !== undefined || !sameQuestion(ready, live));
  if (!start && !ready && !restarts) return undefined;
  return { ...(start && { startup: start }), ...(ready && { readiness: ready }), ...(restarts && { liveness: live }) };
}

const sameQuestion = (a: ResolvedProbe | undefined, b: ResolvedProbe): boolean =>
  JSON.stringify({ ...a, timing: undefined }) === JSON.stringify({ ...b, timing: undefined });

function resolveProbe({ given }: Probe, listens: readonly Port[]): ResolvedProbe | undefined {
  const probe = kindOf(given).resolve(given, numberAt(kindOf(given).at(given), listens));
  const timing = timingOf(given.props);
  return probe && { ...probe, ...(Object.keys(timing).length > 0 && { timing }) };
}

function timingOf({ initialDelay, period, timeout, failures, successes }: ProbeTiming): ResolvedTiming {
  return {
    ...(initialDelay && { initialDelaySeconds: initialDelay.toSeconds }),
    ...(period && { periodSeconds: period.toSeconds }),
    ...(timeout && { timeoutSeconds: timeout.toSeconds }),
    ...(failures !== undefined && { failures }),
    ...(successes !== undefined && { successes }),
  };
}

/**
 * @param place where `health` stands
 * @param listens what the container listens on, its first port first
 */
export function checkHealth(health: HealthProps, listens: readonly Port[], { path, at }: PropPlace, report: Report): void {
  for (const [use, { given }] of Object.entries(withDefaults(health, listens)) as [Uses, Probe][]) {
    if (repeats(use, health)) continue;
    const place = { path, at: `${at}.${use}` };
    checkPort(kindOf(given).at(given), listens, place, report);
    const defect = kindOf(given).defect(given);
    if (defect) report(problems.invalidWorkload(path, `${place.at}: ${defect[0]}.`, defect[1]));
    checkTiming(given.props, use, place, report);
  }
}

/** What nobody said, and is asked for another use as well. */
const repeats = (use: Uses, { startup, readiness, liveness }: HealthProps): boolean =>
  (use === 'startup' && startup === undefined) || (use === 'liveness' && liveness === undefined && readiness === undefined);

/** Whether the kubelet can ask there. */
export function checkPort(where: AtPort | undefined, listens: readonly Port[], { path, at }: PropPlace, report: Report): void {
  if (!where) return;
  const asked = where.port ?? listens[0];
  const known = listens.map(String).join(', ') || 'none';
  if (!asked || !listens.some(({ resolved }) => portText(resolved) === portText(asked.resolved))) {
    report(problems.unknownPort(path, at, asked ? `${asked}` : undefined, known));
  } else if (!PROTOCOLS[asked.resolved.protocol].connects && PROTOCOLS[asked.resolved.protocol].numbered) {
    const what = `${at}: Its health is checked over TCP, but ${asked} is not TCP: its pods would never be ready.`;
    report(
      problems.invalidWorkload(
        path,
        what,
        'Name a `port` that answers over TCP, or let it be the first and list the others in `morePorts`.',
      ),
    );
  }
}

function checkTiming(timing: ProbeTiming, use: Uses, { path, at }: PropPlace, report: Report): void {
  for (const [prop, least] of [
    ['initialDelay', 0],
    ['period', 1],
    ['timeout', 1],
  ] as const)
    checkSpan(path, `${at}.${prop}`, timing[prop], least, 'Duration.seconds(5)', report);
  for (const prop of ['failures', 'successes'] as const) {
    const count = timing[prop];
    if (count === undefined || (Number.isInteger(count) && count >= 1)) continue;
    report(problems.invalidWorkload(path, `${at}.${prop}: ${count} is not a whole number from 1.`, 'Write how many in a row count.'));
  }
  if (use !== 'readiness' && (timing.successes ?? 1) > 1) {
    const what = `${at}.successes: ${timing.successes} in a row: Kubernetes counts them for readiness alone.`;
    report(problems.invalidWorkload(path, what, 'Leave it out.'));
  }
}
