import type { ApiGateway } from '../../edge/api-gateway';
import { checkSelector } from '../../kinds/checks';
import { GATEWAYS, haveSameProxies, shareProxies } from '../../kinds/gateway';
import { checkListeners } from '../../kinds/gateway/check-listeners';
import { checkRoutes } from '../../kinds/gateway/check-routes';
import { resolveListeners } from '../../kinds/gateway/listeners';
import { checkShadows } from '../../kinds/gateway/shadows';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import {
  type EndKind,
  endInWords,
  endKind,
  type FlowOrigin,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedGateway,
  thingKey,
} from '../../resolved';
import { isDomain, isLabel } from '../../values';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { flowsInto } from './flows-into';

/** Checks what is said of one gateway. */
export function checkGateway(gateway: ApiGateway, report: Report): void {
  const { node, props, cluster } = gateway;
  const { path } = node;
  checkListeners(gateway, report);
  checkRoutes(gateway, resolveListeners(gateway), report);
  if (props.mesh && props.mesh.cluster !== cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  const { namespace, labels, serviceAccount, gatewayClass } = props.proxy ?? {};
  if (namespace !== undefined && !isLabel(namespace)) report(problems.invalidName(path, namespace));
  if (labels) checkSelector(path, 'proxy.labels', labels, report);
  for (const [prop, name] of Object.entries({ serviceAccount, gatewayClass }))
    if (name !== undefined && !isDomain(name)) report(problems.invalidObjectName(path, `proxy.${prop}`, name));
}

interface Parts {
  readonly gateways: readonly ResolvedGateway[];
  readonly clusters: readonly ResolvedCluster[];
  readonly flows: readonly ResolvedFlow[];
}

/** Checks what gateways are together with their routes, their provider, each other, and those who connect to them. */
export function checkGateways(inventory: Inventory, { gateways, clusters, flows }: Parts, findings: Findings): void {
  const report = findings.problem;
  const paths = new Map(inventory.gateways.map(({ name, node }) => [name, node.path]));
  const meshes = new Map(clusters.map(({ name, mesh }) => [name, mesh]));
  const pathOf = ({ name }: ResolvedGateway): string => paths.get(name) ?? name;
  for (const [index, gateway] of gateways.entries()) {
    const path = pathOf(gateway);
    const { title, refuses, refusesRoute } = GATEWAYS[gateway.provider];
    checkShadows(gateway, ({ id }) => `${path}/${id}`, report);
    for (const { why, instead } of refuses(gateway, meshes.get(gateway.cluster))) report(problems.gatewayCannot(path, title, why, instead));
    for (const route of gateway.routes)
      for (const { why, instead } of refusesRoute(route)) report(problems.gatewayCannot(`${path}/${route.id}`, title, why, instead));
    for (const other of gateways.slice(0, index)) checkPair(gateway, other, pathOf, report);
    checkSenders(gateway, path, flows, findings);
  }
}

/** A name leads to one address; and where proxies are shared, every gateway answers for what any of them does. */
function checkPair(gateway: ResolvedGateway, other: ResolvedGateway, pathOf: (gateway: ResolvedGateway) => string, report: Report): void {
  if (gateway.cluster !== other.cluster) return;
  const shared = shareProxies(gateway, other);
  if (gateway.proxyProtocol !== other.proxyProtocol && haveSameProxies(gateway, other)) {
    const ports = new Set(other.listeners.map(({ proxyPort }) => proxyPort));
    const both = [...new Set(gateway.listeners.map(({ proxyPort }) => proxyPort))].filter((port) => ports.has(port));
    if (both.length > 0) report(problems.proxyProtocolDiffers(pathOf(gateway), pathOf(other), both));
  }
  const taken = new Set(other.listeners.map(({ hostname }) => hostname));
  const twice = new Set(gateway.listeners.map(({ hostname }) => hostname).filter((hostname) => taken.has(hostname)));
  const { title, refusesBeside } = GATEWAYS[gateway.provider];
  if (gateway.provider !== other.provider && gateway.gatewayClass === other.gatewayClass)
    report(
      problems.gatewayClassTwice(pathOf(gateway), gateway.gatewayClass, title, {
        path: pathOf(other),
        title: GATEWAYS[other.provider].title,
      }),
    );
  if (gateway.provider === other.provider)
    for (const { why, instead } of refusesBeside(gateway, other)) report(problems.gatewayCannot(pathOf(gateway), title, why, instead));
  for (const hostname of twice) {
    if (hostname === undefined && !shared) continue;
    const why = shared
      ? `${title} has one set of proxies for both: each would answer with the routes of the other.`
      : 'Its name in DNS leads to one of them.';
    report(problems.hostnameTwice(pathOf(gateway), hostname ?? 'Every host name', pathOf(other), why));
  }
}

/** Whether who connects by a flow of an origin tells the client's address: undefined where that is for the sender to say. */
const TELLS: { readonly [O in FlowOrigin]?: boolean } = { 'load-balancer-backend': true };

/** Ends of which it is somebody else's affair. */
const TELLS_ITSELF: { readonly [K in EndKind]?: boolean } = { external: true };

function checkSenders(gateway: ResolvedGateway, path: string, flows: readonly ResolvedFlow[], findings: Findings): void {
  const into = flowsInto(gateway, flows);
  const balanced = into.filter(({ origin }) => TELLS[origin]);
  if (gateway.proxyProtocol) {
    // Whichever card a load balancer uses.
    const tellers = new Set(balanced.map(({ from }) => thingKey(from)));
    // Whether somebody's own load balancer tells it is a prerequisite.
    for (const { from, origin } of into)
      if (!TELLS[origin] && !tellers.has(thingKey(from)) && !TELLS_ITSELF[endKind(from)])
        findings.problem(problems.senderWithoutProxyProtocol(path, from.name));
    return;
  }
  const [sender] = balanced;
  for (const { id, rateLimit } of sender ? gateway.routes : [])
    if (rateLimit && !rateLimit.together)
      findings.warn({
        code: 'CLIENTS_COUNT_AS_ONE',
        path: `${path}/${id}`,
        message: `Its rate limit is for each address, and the gateway sees all clients of ${sender && endInWords(sender.from)} under one: set \`proxyProtocol\` on the gateway, or RateLimit…(…, { together: true }).`,
      });
}
