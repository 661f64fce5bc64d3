import { destinationOf, nicsOf, type ResolvedExternal, type ResolvedFlow, type ResolvedSystem, sourceOf } from '../resolved';
import { compareBlocks, compareText, inKeyOrder, sha256 } from '../values';
import { externalOf } from './ends/end-facts';
import type { FlowDraft } from './flows/draft-flows';
import type { Inventory } from './inventory/inventory';
import type { Directory } from './network/foreign-names';

/** Names of the system in full, with their addresses. */
export function directory(
  inventory: Inventory,
  cards: ReadonlyMap<string, { readonly address: string }>,
  pairs: ReadonlyMap<string, string>,
  services: ReadonlyMap<string, { readonly address: string }>,
): Directory {
  const shared = [...pairs].map(([name, address]) => [name, { address }] as const);
  return new Map([...cards, ...shared, ...services].map(([name, { address }]) => [name, { address, fqdn: `${name}.${inventory.domain}` }]));
}

/** What is outside of the system and has a part in its flows. */
export function externalsOf(drafts: readonly FlowDraft[]): ResolvedSystem['externals'] {
  const found = new Map<string, ResolvedExternal>();
  for (const { from, to } of drafts)
    for (const end of [from, to]) {
      const external = externalOf(end);
      if (!external) continue;
      const { blocks, props, host } = external;
      const { name } = end.end;
      const hostnames = props.hostnames && Object.keys(props.hostnames).length > 0 ? { hostnames: inKeyOrder(props.hostnames) } : {};
      found.set(name, { name, blocks: [...blocks].sort(compareBlocks), ...hostnames, ...(host !== undefined && { host }) });
    }
  return [...found.values()].sort((a, b) => compareText(a.name, b.name));
}

/** Over what both outputs must agree on: addresses, names, ports, permissions. */
export function systemDigest(
  { machines, pairs }: Pick<ResolvedSystem, 'machines' | 'pairs'>,
  services: ReadonlyMap<string, { address: string }>,
  flows: readonly ResolvedFlow[],
): string {
  const facts = {
    machines: machines.flatMap((machine) => nicsOf(machine).map(({ name, address }) => [name, address])),
    ...(pairs.length > 0 && { pairs: pairs.map(({ name, address }) => [name, address]) }),
    services: [...services].map(([name, { address }]) => [name, address]),
    flows: flows.map((flow) => {
      const { id, origin, ports, dialledPorts } = flow;
      return [id, origin, ports, dialledPorts, sourceOf(flow), destinationOf(flow)];
    }),
  };
  return sha256(JSON.stringify(facts));
}
