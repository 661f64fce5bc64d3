import type { ApiGateway } from '../../edge/api-gateway';
import type { RouteBackend } from '../../edge/backend';
import { ORIGINS } from '../../kinds/flow-origins';
import { proxyOf } from '../../kinds/gateway';
import { resolveCertificates, resolveListeners } from '../../kinds/gateway/listeners';
import { type BackendPlace, resolveRoute } from '../../kinds/gateway/routes';
import { type End, type ResolvedFlow, type ResolvedGateway, thingName } from '../../resolved';
import { groupBy } from '../../values';
import type { AddressLookup } from '../flows/addressing';
import type { Inventory } from '../inventory/inventory';
import { namespaceOf } from '../inventory/namespaces';
import { virtualAddress } from './virtual-address';

export function resolveGateways(
  inventory: Inventory,
  addresses: AddressLookup,
  flows: readonly ResolvedFlow[],
): readonly ResolvedGateway[] {
  const routed = groupBy(
    flows.filter(({ origin }) => ORIGINS[origin].routed),
    ({ from }) => from.name,
  );
  return inventory.gateways.map((gateway) => {
    const ends = groupBy(
      (routed.get(gateway.name) ?? []).map(({ to }) => to),
      thingName,
    );
    return resolveGateway(gateway, inventory, addresses, (name) => ends.get(name)?.[0]);
  });
}

/** @param endOf where the gateway's routes lead, by name of what answers there */
function resolveGateway(
  gateway: ApiGateway,
  inventory: Inventory,
  addresses: AddressLookup,
  endOf: (name: string) => End | undefined,
): ResolvedGateway {
  const { name, cluster, props } = gateway;
  const home = namespaceOf(cluster, inventory.name);
  const { namespace, labels, serviceAccount, gatewayClass } = proxyOf(gateway, home);
  const listeners = resolveListeners(gateway);
  return {
    name,
    cluster: cluster.node.id,
    namespace: home,
    provider: props.provider,
    gatewayClass,
    proxy: { namespace, labels, serviceAccount },
    inMesh: props.mesh !== undefined,
    proxyProtocol: props.proxyProtocol ?? false,
    listeners,
    certificates: resolveCertificates(gateway),
    routes: gateway.routes.map((route) => resolveRoute(gateway, route, listeners, (backend) => placeOf(backend, home, endOf))),
    ...virtualAddress(name, inventory, addresses),
  };
}

/** Workloads have a Service in their own namespace; machines in that of the cluster, by the name of the card that the gateway reaches. */
const PLACES: { readonly [I in End['is']]?: (end: Extract<End, { readonly is: I }>, home: string) => BackendPlace } = {
  pods: ({ name, selector }) => ({ service: name, namespace: selector.namespace, machine: false }),
  machine: ({ name }, home) => ({ service: name, namespace: home, machine: true }),
  pair: ({ name }, home) => ({ service: name, namespace: home, machine: true }),
};

function placeOf({ to }: RouteBackend, home: string, endOf: (name: string) => End | undefined): BackendPlace {
  const end = endOf(to.name);
  // Without a flow something is wrong with the route, and nothing is written.
  return (end && placeAt(end, home)) ?? { service: to.name, namespace: home, machine: false };
}

const placeAt = <I extends End['is']>(end: Extract<End, { readonly is: I }>, home: string): BackendPlace | undefined =>
  (PLACES[end.is] as ((end: End, home: string) => BackendPlace) | undefined)?.(end, home);
