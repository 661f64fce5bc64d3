import type { Reader } from './reader';
import { type Code, code, list, object, type Program, quoted, text } from './source';

const KINDS = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;

/** `health`, out of the probes of a container. @param ports that it declares: a probe of another one is left alone */
export function probesOf(pod: Reader, at: readonly (string | number)[], ports: readonly number[], program: Program): Code | undefined {
  const found = Object.entries(KINDS).flatMap(([name, field]) => {
    const said = probeOf(pod, [...at, field], program, pod.peek(...at, field), ports);
    return said === undefined ? [] : [[name, said] as const];
  });
  return found.length === 0 ? undefined : object(Object.fromEntries(found));
}

/** What is asked besides programs and HTTP: Kubernetes' field, and the library's word. */
const HANDLERS = [
  ['grpc', 'grpc'],
  ['tcpSocket', 'tcp'],
] as const;

function probeOf(
  pod: Reader,
  at: readonly (string | number)[],
  program: Program,
  given: unknown,
  ports: readonly number[],
): Code | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const Probe = program.lib('Probe');
  const command = pod.peek(...at, 'exec', 'command');
  const path = pod.peek(...at, 'httpGet', 'path');
  const timing = (): string => {
    const { code: props } = object(timingOf(pod, at, program));
    return props === '{}' ? '' : props;
  };
  if (Array.isArray(command)) {
    pod.take(...at, 'exec', 'command');
    const props = timing();
    return code(`${Probe}.exec(${list(command.map((each) => text(String(each)))).code}${props && `, ${props}`})`);
  }
  if (ports.length === 0) return undefined;
  if (typeof path === 'string' && path.startsWith('/')) {
    for (const field of ['path', 'port', 'scheme']) pod.take(...at, 'httpGet', field);
    const props = timing();
    return code(`${Probe}.http(${quoted(path)}${props && `, ${props}`})`);
  }
  const handler = HANDLERS.find(([field]) => pod.peek(...at, field) !== undefined);
  if (handler === undefined) return undefined;
  const [field, type] = handler;
  pod.take(...at, field, 'port');
  return code(`${Probe}.${type}(${timing()})`);
}

const TIMES = { initialDelay: 'initialDelaySeconds', period: 'periodSeconds', timeout: 'timeoutSeconds' } as const;
const COUNTS = { failures: 'failureThreshold', successes: 'successThreshold' } as const;

function timingOf(pod: Reader, at: readonly (string | number)[], program: Program): Readonly<Record<string, Code | undefined>> {
  const times = Object.entries(TIMES).map(([name, field]) => {
    const value = pod.number(...at, field);
    return [name, value === undefined ? undefined : code(`${program.lib('Duration')}.seconds(${value})`)] as const;
  });
  const counts = Object.entries(COUNTS).map(([name, field]) => {
    const value = pod.number(...at, field);
    return [name, value === undefined ? undefined : code(String(value))] as const;
  });
  return Object.fromEntries([...times, ...counts]);
}
