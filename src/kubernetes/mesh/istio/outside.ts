import type { Chart } from 'cdk8s';
import type { ResolvedOutside } from '../../../model/resolved';
import { type NamedProtocol, namedProtocolOf } from '../../../model/values';
import { ServiceEntry, type ServiceEntryPort } from '../../imports/istio-networking';
import { singlePorts, transportPorts } from '../../ports';

/** As proxies read which host is meant. */
const PROTOCOLS: { readonly [P in NamedProtocol]: ServiceEntryPort['protocol'] } = {
  tls: 'TLS',
  http: 'HTTP',
  http2: 'HTTP2',
  grpc: 'GRPC',
};

/** What proxies call it. Where it is known by its addresses nobody looks its name up: it is one that can never be (RFC 2606). */
export const outsideHost = ({ host, name }: Pick<ResolvedOutside, 'host' | 'name'>): string => host ?? `${name}.invalid`;

/**
 * Somebody outside of the mesh, for the proxies of one namespace. They look a name up themselves, and connect to where it leads then: to
 * which address their pod meant to connect says nothing (istio.io, "ServiceEntry", resolution DNS).
 */
export function addOutside(chart: Chart, outside: ResolvedOutside): void {
  const { name, namespace, host, blocks, ports } = outside;
  new ServiceEntry(chart, `${namespace}-${name}-outside`, {
    metadata: { name, namespace },
    spec: {
      hosts: [outsideHost(outside)],
      ...(blocks && { addresses: blocks }),
      location: 'MESH_EXTERNAL',
      resolution: host === undefined ? 'NONE' : 'DNS',
      ports: host === undefined ? opaque(outside) : ports.map((port) => read(port)),
      exportTo: ['.'],
    },
  });
}

function read(port: ResolvedOutside['ports'][number]): ServiceEntryPort {
  const protocol = PROTOCOLS[namedProtocolOf(port) ?? 'tls'];
  return { number: port.from, name: `${protocol.toLowerCase()}-${port.from}`, protocol };
}

const opaque = ({ ports }: ResolvedOutside): readonly ServiceEntryPort[] =>
  singlePorts(transportPorts(ports).ports).map(({ port }) => ({ number: port, name: `tcp-${port}`, protocol: 'TCP' }));
