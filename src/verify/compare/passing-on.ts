import { machineOf, type ResolvedFlow } from '../../model/resolved';
import { printAddresses } from '../sets/addresses';
import type { Difference } from './difference';
import type { Model } from './model';
import { portIntervals } from './values';

/** What machines pass on for others, against the flows that say so: by port, to which addresses and ports. */
export function passingOnDifferences(model: Model): readonly Difference[] {
  const byMachine = new Map<string, ResolvedFlow[]>();
  for (const flow of model.flows) {
    if (flow.origin !== 'load-balancer-backend' || flow.from.is !== 'machine') continue;
    const machine = machineOf(flow.from);
    const list = byMachine.get(machine);
    if (list) list.push(flow);
    else byMachine.set(machine, [flow]);
  }
  return model.system.machines.flatMap(({ name }) => {
    const machine = model.machine(name);
    if (!machine || machine.isRiddle) return [];
    const wanted = new Set((byMachine.get(name) ?? []).flatMap((flow) => hopsOf(flow, model)));
    const found = new Set(
      (machine.guest?.listeners ?? []).flatMap(({ port, servers }) =>
        servers.map((server) => hop(port, server.address, server.port, server.told)),
      ),
    );
    const lost = [...wanted].filter((each) => !found.has(each));
    const strange = [...found].filter((each) => !wanted.has(each));
    return [
      ...lost.map((each): Difference => ({ kind: 'missing', about: name, text: `${name}: it does not pass on ${each}` })),
      ...strange.map(
        (each): Difference => ({ kind: 'too-wide', about: name, text: `${name}: it passes on ${each}, which no flow allows` }),
      ),
    ];
  });
}

const hop = (port: number, to: number, at: number, told: boolean): string =>
  `port ${port} to ${printAddresses([to, to])}:${at}${told ? ", with the client's address before it" : ''}`;

/** A backend listens where its clients dial. */
function hopsOf(flow: ResolvedFlow, model: Model): readonly string[] {
  const told = model.system.gateways.some(({ name, proxyProtocol }) => proxyProtocol && flow.to.is === 'pods' && flow.to.name === name);
  return flow.dialledPorts.flatMap((port) =>
    model.ends.dialled(flow).map(([to]) => hop(portIntervals(port)[0], to, portIntervals(port)[0], told)),
  );
}
