import { GATEWAYS } from '../../kinds/gateway';
import { type ResolvedCertificate, type ResolvedGateway, sourceOf, thingName } from '../../resolved';
import { flowsInto } from '../clusters/flows-into';
import type { Parts } from './parts';

/** What a gateway takes in its cluster, and of who calls it. */
export function ofGateway(gateway: ResolvedGateway, parts: Parts): readonly string[] {
  const { cluster, name, namespace, proxy, inMesh, listeners, certificates, proxyProtocol } = gateway;
  const { clusters, flows, secrets } = parts;
  const at = `Cluster ${cluster}`;
  const into = flowsInto(gateway, flows);
  const senders = [...new Map(into.flatMap(sourceOf).map((block) => [block.cidr, block])).values()];
  const mesh = clusters.find((each) => each.name === cluster)?.mesh;
  const lines = [...GATEWAYS[gateway.provider].prerequisites(gateway, { mesh, senders })];
  if (inMesh)
    lines.push(`${at}: the proxy pods in ${proxy.namespace} are part of the mesh, under the service account ${proxy.serviceAccount}.`);
  const own = new Set(parts.machines.map((machine) => machine.name));
  if (proxyProtocol)
    for (const { from } of into)
      if (!own.has(thingName(from))) lines.push(`${from.name} begins each connection to the gateway ${name} by PROXY protocol.`);
  for (const listener of listeners)
    if (secrets.some((secret) => secret.name === listener.tlsSecret && !secret.external))
      lines.push(`${at}: the Secret ${namespace}/${listener.tlsSecret} of type kubernetes.io/tls exists.`);
  for (const { issuer } of certificates)
    lines.push(
      `${at}: cert-manager ${CERT_MANAGER} or later runs with its CRDs (cert-manager.io/v1).`,
      `${at}: the ${issuer.kind} ${ISSUERS[issuer.kind](namespace)}${issuer.name} exists.`,
    );
  return lines;
}

/** What stands before the name of an issuer. */
const ISSUERS: { readonly [K in ResolvedCertificate['issuer']['kind']]: (namespace: string) => string } = {
  ClusterIssuer: () => '',
  Issuer: (namespace) => `${namespace}/`,
};

/** The first with cert-manager.io/v1 (release notes of cert-manager 1.0). */
const CERT_MANAGER = '1.0';
