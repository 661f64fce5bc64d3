import { ORIGINS } from '../../kinds/flow-origins';
import {
  destinationOf,
  type End,
  endKey,
  isHeldToName,
  type PodsEnd,
  type ResolvedExternal,
  type ResolvedFlow,
  type ResolvedOutside,
} from '../../resolved';
import { FlowIndex } from '../../resolved/flow-index';
import { append, compareText, distinctPorts, PROTOCOLS, shorten, slugOf } from '../../values';

/** What proxies are told of outside of their cluster, by cluster: those beside pods that are held to names, of all that these may call there. */
export function outsideHosts(
  pods: readonly PodsEnd[],
  flows: readonly ResolvedFlow[],
  externals: readonly ResolvedExternal[],
): ReadonlyMap<string, readonly ResolvedOutside[]> {
  const index = new FlowIndex({ flows });
  const hosts = new Map(externals.map(({ name, host }) => [name, host]));
  const found = new Map<string, ResolvedOutside[]>();
  for (const sender of pods) {
    const sent = index.outOf(sender);
    if (!sent.some(isHeldToName)) continue;
    for (const flow of sent.filter(leavesCluster)) {
      const ports = flow.dialledPorts.filter(({ protocol }) => PROTOCOLS[protocol].connects);
      if (ports.length === 0) continue;
      const host = isHeldToName(flow) ? hosts.get(flow.to.name) : undefined;
      append(found, sender.cluster, {
        name: shorten(`${slugOf(flow.to.name)}${host === undefined ? '-by-address' : ''}`, 63, 8),
        namespace: sender.selector.namespace,
        to: endKey(flow.to),
        ...(host === undefined ? { blocks: [...new Set(destinationOf(flow).map(({ cidr }) => cidr))] } : { host }),
        ports,
      });
    }
  }
  return new Map([...found].map(([cluster, all]) => [cluster, together(all)]));
}

/** Those of one namespace at once: each is there once, with the ports that any of its pods may dial. */
function together(all: readonly ResolvedOutside[]): readonly ResolvedOutside[] {
  const found = new Map<string, ResolvedOutside>();
  for (const each of all) {
    const key = `${each.namespace} ${each.name} ${each.to}`;
    found.set(key, { ...each, ports: distinctPorts([...(found.get(key)?.ports ?? []), ...each.ports]) });
  }
  return [...found.values()].sort(
    (a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name) || compareText(a.to, b.to),
  );
}

/** By addresses that no Service of the cluster stands for. */
const leavesCluster = (flow: ResolvedFlow): boolean => destinationOf(flow).length > 0 && LEAVES[flow.to.is] && ORIGINS[flow.origin].named;

const LEAVES: { readonly [Is in End['is']]: boolean } = {
  pods: true,
  outside: true,
  subnet: true,
  resolver: true,
  'kvm-hosts': true,
  nodes: true,
  machine: false,
  pair: false,
};
