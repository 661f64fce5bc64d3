import { isRecord } from '../../model/shape';
import { isServiceName } from '../../model/values';
import { hasLabels, type Path, type Reader, records, texts } from '../reader';
import { type Code, code, type Program, quoted } from '../source';
import type { Manifest } from './manifests';

export interface DeclaredPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  /** That of its Service. */
  readonly dialled: number;
}

/** Ports of a container, with those by which Services lead to them. */
export function portsOf(
  manifest: Reader,
  at: Path,
  labels: Readonly<Record<string, string>>,
  services: readonly Manifest[],
  program: Program,
): readonly (DeclaredPort & { readonly said: Code })[] {
  const leading = services
    .filter(({ content }) => selects(content, labels))
    .flatMap(({ content }) => records((content.spec as Record<string, unknown>).ports));
  const seen = new Set<string>();
  return records(manifest.peek(...at)).flatMap((port, index) => {
    const { containerPort, name, protocol = 'TCP' } = port;
    if (typeof containerPort !== 'number' || (protocol !== 'TCP' && protocol !== 'UDP')) return [];
    const called = typeof name === 'string' && isServiceName(name) ? name : `port-${containerPort}`;
    if (seen.has(called) || seen.has(`${protocol} ${containerPort}`)) return [];
    seen.add(called).add(`${protocol} ${containerPort}`);
    manifest.take(...at, index);
    const service = leading.find(
      ({ targetPort, port: own }) => (targetPort ?? own) === containerPort || (targetPort !== undefined && targetPort === name),
    );
    const servicePort =
      protocol === 'TCP' && typeof service?.port === 'number' && service.port !== containerPort ? service.port : undefined;
    const more = servicePort === undefined ? '' : `, { servicePort: ${servicePort} }`;
    const call = protocol === 'TCP' ? 'tcp' : 'udp';
    const dialled = servicePort ?? containerPort;
    return [
      {
        number: containerPort,
        name: called,
        protocol: call,
        dialled,
        said: code(`${program.lib('Port')}.${call}(${containerPort}, ${quoted(called)}${more})`),
      },
    ];
  });
}

function selects(service: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = isRecord(service.spec) ? texts(service.spec.selector) : {};
  return Object.keys(wanted).length > 0 && hasLabels(labels, wanted);
}
