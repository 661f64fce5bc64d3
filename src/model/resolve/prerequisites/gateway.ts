import { ADD_ONS } from '../../kinds/add-on';
import { CERT_MANAGER_SINCE } from '../../kinds/add-on/cert-manager';
import { GATEWAY_API_SINCE } from '../../kinds/add-on/gateway-api';
import { GATEWAYS, haveSameProxies } from '../../kinds/gateway';
import { type AddOnName, endInWords, type Prerequisite, type ResolvedCertificate, type ResolvedGateway, thingName } from '../../resolved';
import { isInstalled } from '../../resolved/declared-add-ons';
import { flowsInto } from '../clusters/flows-into';
import { sendersOf } from '../clusters/senders';
import type { Parts } from './parts';

/** What a gateway takes in its cluster, and of who calls it. */
export function ofGateway(gateway: ResolvedGateway, parts: Parts): readonly Prerequisite[] {
  const { cluster, name, namespace, proxy, inMesh, listeners, certificates, proxyProtocol } = gateway;
  const { clusters, flows, gateways, secrets } = parts;
  const at = `Cluster ${cluster}`;
  const into = flowsInto(gateway, flows);
  const alike = gateways.filter((other) => haveSameProxies(gateway, other) && other.proxyProtocol === proxyProtocol);
  const senders = sendersOf([gateway, ...alike], flows);
  const home = clusters.find((each) => each.name === cluster);
  const has = (name: AddOnName): boolean => home !== undefined && isInstalled(home, name);
  const { prerequisites, addOn } = GATEWAYS[gateway.provider];
  const installed = has(addOn);
  const lines: Prerequisite[] = [];
  if (!has('gateway-api'))
    lines.push({
      text: `${at}: the CRDs of Gateway API ${GATEWAY_API_SINCE.version} or later (gateway.networking.k8s.io/v1) are installed.`,
      proof: { is: 'api', cluster, groupVersion: 'gateway.networking.k8s.io/v1' },
    });
  lines.push(...prerequisites(gateway, { mesh: home?.mesh, senders, installed }));
  if (inMesh && !(installed && ADD_ONS[addOn].joinsMesh))
    lines.push(`${at}: the proxy pods in ${proxy.namespace} are part of the mesh, under the service account ${proxy.serviceAccount}.`);
  const own = new Set(parts.machines.map((machine) => machine.name));
  if (proxyProtocol)
    for (const { from } of into)
      if (!own.has(thingName(from))) lines.push(`${endInWords(from)} begins each connection to the gateway ${name} by PROXY protocol.`);
  for (const listener of listeners)
    if (secrets.some((secret) => secret.name === listener.tlsSecret && !secret.external))
      lines.push({
        text: `${at}: the Secret ${namespace}/${listener.tlsSecret} of type kubernetes.io/tls exists.`,
        proof: { is: 'object', cluster, resource: 'secrets', namespace, name: listener.tlsSecret ?? '', key: 'tls.key' },
      });
  for (const { issuer } of certificates)
    lines.push(
      ...(has('cert-manager')
        ? []
        : [
            {
              text: `${at}: cert-manager ${CERT_MANAGER_SINCE.version} or later runs with its CRDs (cert-manager.io/v1).`,
              proof: { is: 'api', cluster, groupVersion: 'cert-manager.io/v1' },
            } as const,
          ]),
      {
        text: `${at}: the ${issuer.kind} ${ISSUERS[issuer.kind].shown(namespace)}${issuer.name} exists.`,
        proof: { is: 'object', cluster, name: issuer.name, ...ISSUERS[issuer.kind].place(namespace) },
      },
    );
  return lines;
}

/** What stands before the name of an issuer, and where it is. */
const ISSUERS: {
  readonly [K in ResolvedCertificate['issuer']['kind']]: {
    readonly shown: (namespace: string) => string;
    readonly place: (namespace: string) => { readonly resource: string; readonly namespace?: string };
  };
} = {
  ClusterIssuer: { shown: () => '', place: () => ({ resource: 'clusterissuers.cert-manager.io' }) },
  Issuer: { shown: (namespace) => `${namespace}/`, place: (namespace) => ({ resource: 'issuers.cert-manager.io', namespace }) },
};
