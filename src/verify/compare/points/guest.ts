import { machinesAt, type ResolvedFlow } from '../../../model/resolved';
import { through } from '../../guest/firewall';
import type { Packets } from '../../nwfilter/interface-filter';
import { obstacles } from '../../packets';
import { ALL_ADDRESSES, printAddresses } from '../../sets/addresses';
import { difference, type IntervalSet, intersection, union } from '../../sets/intervals';
import { PROTOCOL_NUMBERS } from '../../sets/transport';
import { clientsHop, guestHop } from '../../world/hops';
import type { Machine } from '../../world/world';
import { clientPortsOf } from '../flows';
import type { Model } from '../model';
import { portIntervals, protocolOf } from '../values';
import { NOWHERE, type PointComparer, type Standing, standings, standsIf } from './point';

/** Machines at the receiving end; undefined for one that is not in the outputs, or of which nobody understands what is inside. */
function receivers({ to }: ResolvedFlow, model: Model): readonly (Machine | undefined)[] {
  const names = to.is === 'machine' ? [to.name] : to.is === 'nodes' ? (model.resolvedCluster(to.name)?.nodes ?? []) : machinesAt(to);
  return names.map((name) => {
    const machine = model.machine(name);
    return machine?.isRiddle ? undefined : machine;
  });
}

const found = (flow: ResolvedFlow, model: Model): readonly Machine[] => receivers(flow, model).filter((machine) => machine !== undefined);

/** The flow's packets as they get to a machine. */
function packetsTo({ address }: Machine, flow: ResolvedFlow, model: Model, src: IntervalSet = model.ends.seen(flow)): readonly Packets[] {
  return flow.ports.flatMap((port) =>
    src.flatMap((each) =>
      clientPortsOf(flow, port).map(
        (srcPorts): Packets => ({
          src: each,
          dst: [address, address],
          protocol: protocolOf(port),
          srcPorts,
          dstPorts: portIntervals(port),
        }),
      ),
    ),
  );
}

/** Senders that get in besides, in words. */
function others(flow: ResolvedFlow, open: IntervalSet, model: Model): string | undefined {
  const [first] = difference(open, model.ends.seen(flow));
  return first && `it lets in ${printAddresses(first)}`;
}

export const guest: PointComparer = {
  title: 'the firewall inside the receiver',
  standing: (flow, model) => {
    const places = receivers(flow, model);
    return places.length === 0
      ? NOWHERE
      : standings(places.map((machine) => machine && standsIf(machine.guest?.firewall !== undefined, machine.name)));
  },
  wider: (flow, model) => {
    const open = found(flow, model).flatMap((machine) =>
      packetsTo(machine, flow, model, ALL_ADDRESSES).flatMap((packets) => through(machine.guest?.firewall?.openings ?? [], packets)),
    );
    return others(flow, union(...open.map(({ src }): IntervalSet => [src])), model);
  },
  stops: (flow, model) =>
    found(flow, model).some((machine) =>
      packetsTo(machine, flow, model).some((packets) => obstacles(guestHop(machine, 'openings'), packets, 'srcPorts').length > 0),
    ),
};

/** Whether some of a flow is for a database server. */
const isAsked = ({ ports }: ResolvedFlow, { guest: inside }: Machine): boolean =>
  inside?.database?.listsClients === true &&
  ports.some((port) => {
    const server = inside.database?.port ?? 0;
    return port.protocol === 'tcp' && intersection([portIntervals(port)], [[server, server]]).length > 0;
  });

export const application: PointComparer = {
  title: 'the list of clients of the receiver',
  standing: (flow, model): Standing | undefined => {
    const places = receivers(flow, model);
    if (places.some((machine) => !machine)) return undefined;
    const asked = found(flow, model).filter((machine) => isAsked(flow, machine));
    return {
      at: asked.map(({ name }) => name),
      missing: found(flow, model)
        .filter((machine) => !asked.includes(machine))
        .map(({ name }) => name),
    };
  },
  wider: (flow, model) => {
    const clients = found(flow, model).flatMap(({ guest: inside }) => inside?.database?.clients ?? []);
    return others(flow, union(...clients.map(({ addresses }) => addresses)), model);
  },
  stops: (flow, model) =>
    found(flow, model).some((machine) =>
      packetsTo(machine, flow, model)
        .filter(({ protocol }) => protocol[0] === PROTOCOL_NUMBERS.tcp)
        .some((packets) => obstacles(clientsHop(machine), packets, 'srcPorts').length > 0),
    ),
};
