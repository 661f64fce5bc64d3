import type { Path, Reader } from '../reader';
import { type Code, call, list, optionalNumber, optionalObject, optionalSeconds, type Program, type Props, text } from '../source';

const KINDS = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;

/** `health`, out of the probes of a container. @param ports that it declares: a probe of another one is left alone */
export function probesOf(pod: Reader, at: Path, ports: readonly number[], program: Program): Code | undefined {
  const found = Object.entries(KINDS).flatMap(([name, field]) => {
    const said = probeOf(pod, [...at, field], program, pod.peek(...at, field), ports);
    return said === undefined ? [] : [[name, said] as const];
  });
  return optionalObject(Object.fromEntries(found));
}

/** What is asked besides programs and HTTP: Kubernetes' field, and the library's word. */
const HANDLERS = [
  ['grpc', 'grpc'],
  ['tcpSocket', 'tcp'],
] as const;

function probeOf(pod: Reader, at: Path, program: Program, given: unknown, ports: readonly number[]): Code | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const Probe = program.lib('Probe');
  const command = pod.peek(...at, 'exec', 'command');
  const path = pod.peek(...at, 'httpGet', 'path');
  const timing = (): Code | undefined => optionalObject(timingOf(pod, at, program));
  if (Array.isArray(command)) {
    pod.take(...at, 'exec', 'command');
    return call(`${Probe}.exec`, list(command.map((each) => text(String(each)))), timing());
  }
  if (ports.length === 0) return undefined;
  if (typeof path === 'string' && path.startsWith('/')) {
    for (const field of ['path', 'port', 'scheme']) pod.take(...at, 'httpGet', field);
    return call(`${Probe}.http`, text(path), timing());
  }
  const handler = HANDLERS.find(([field]) => pod.peek(...at, field) !== undefined);
  if (handler === undefined) return undefined;
  const [field, type] = handler;
  pod.take(...at, field, 'port');
  return call(`${Probe}.${type}`, timing());
}

const TIMES = { initialDelay: 'initialDelaySeconds', period: 'periodSeconds', timeout: 'timeoutSeconds' } as const;
const COUNTS = { failures: 'failureThreshold', successes: 'successThreshold' } as const;

function timingOf(pod: Reader, at: Path, program: Program): Props {
  const times = Object.entries(TIMES).map(([name, field]) => [name, optionalSeconds(pod.number(...at, field), program)] as const);
  const counts = Object.entries(COUNTS).map(([name, field]) => [name, optionalNumber(pod.number(...at, field))] as const);
  return Object.fromEntries([...times, ...counts]);
}
