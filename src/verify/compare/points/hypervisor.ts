import { type End, machinesAt, type ResolvedFlow, type ResolvedPort } from '../../../model/resolved';
import { ALL_ADDRESSES } from '../../sets/addresses';
import type { Interval } from '../../sets/intervals';
import type { Machine } from '../../world/world';
import { clientPortsOf } from '../flows';
import type { Model } from '../model';
import { portIntervals, protocolOf } from '../values';
import { NOWHERE, neverStops, type PointComparer, type Standing, standings, standsIf } from './point';

/** Machines whose cards a flow passes at one of its ends, by their names in the model: those that the model has filters before. */
function carriers(flow: ResolvedFlow, end: End, model: Model): readonly string[] {
  return cardsAt(flow, end, model).filter((name) => model.card(name)?.nic.filter !== undefined);
}

function cardsAt({ way }: ResolvedFlow, end: End, model: Model): readonly string[] {
  const names: { readonly [Is in End['is']]: () => readonly string[] } = {
    machine: () => [end.name],
    pair: () => machinesAt(end),
    subnet: () => model.namesIn(end.name),
    nodes: () => model.resolvedCluster(end.name)?.nodes ?? [],
    // Within a cluster nodes carry everything, which is a flow of its own; within a node nobody sees it.
    pods: () => (way.by === 'network' ? (model.clusterOf(end)?.nodes ?? []) : []),
    resolver: () => [],
    'kvm-hosts': () => [],
    outside: () => [],
  };
  return names[end.is]();
}

function standing(flow: ResolvedFlow, end: End, model: Model): Standing | undefined {
  const names = carriers(flow, end, model);
  return names.length === 0 ? NOWHERE : standings(names.map((name) => filterOf(model.machine(name))));
}

const filterOf = (machine: Machine | undefined): Standing | undefined => machine && standsIf(machine.filtered, machine.name);

export const hypervisorEgress: PointComparer = {
  title: 'the hypervisor of the sender',
  standing: (flow, model) => standing(flow, flow.from, model),
  wider: (flow, model) => {
    if (flow.from.is === 'pods') return 'the filters of its nodes stand for all pods';
    const machines = carriers(flow, flow.from, model).flatMap((name) => model.machine(name) ?? []);
    return machines.map((machine) => openToAnswers(flow, machine, model)).find((reason) => reason !== undefined);
  },
  stops: neverStops,
};

/** A filter without memory lets what looks like an answer in, whether something was asked or not. */
function openToAnswers(flow: ResolvedFlow, machine: Machine, model: Model): string | undefined {
  const sender = model.described(machine);
  const dst: Interval = [machine.address, machine.address];
  const isOpen = (port: ResolvedPort, src: Interval): boolean =>
    ANSWERED[port.protocol] &&
    clientPortsOf(flow, port, sender).some(
      (dstPorts) =>
        machine.filter.through('in', { src, dst, protocol: protocolOf(port), srcPorts: portIntervals(port), dstPorts }).length > 0,
    );
  const open = model.ends.dialled(flow).some((src) => flow.dialledPorts.some((port) => isOpen(port, src)));
  return open ? `the filter of ${machine.name} lets in what looks like an answer, whether it asked or not` : undefined;
}

/** Where everything passes both ways anyway, answers are nothing more; and what one machine of a pair says, the other one says of itself. */
const ANSWERED: { readonly [P in ResolvedPort['protocol']]: boolean } = {
  tcp: true,
  udp: true,
  sctp: true,
  icmp: true,
  vrrp: false,
  any: false,
};

/** Protocols of which a rule for one port is about that port alone: datagrams come in pieces, and ICMP has no ports. */
const TOLD_APART: { readonly [P in ResolvedPort['protocol']]: boolean } = {
  tcp: true,
  sctp: true,
  any: true,
  udp: false,
  icmp: false,
  vrrp: true,
};

export const hypervisorIngress: PointComparer = {
  title: 'the hypervisor of the receiver',
  standing: (flow, model) => standing(flow, flow.to, model),
  wider: (flow, model) => {
    const vague = flow.ports.find(({ protocol }) => !TOLD_APART[protocol]);
    if (vague) return `a filter cannot tell ${vague.protocol === 'icmp' ? 'kinds of ICMP' : 'the pieces of datagrams'} apart`;
    return model.ends.sharing(flow) ?? (flow.to.is === 'pods' ? openToOthers(flow, model) : undefined);
  },
  stops: neverStops,
};

/** Nodes that let the sender reach other addresses of Services by the same rule. */
function openToOthers(flow: ResolvedFlow, model: Model): string | undefined {
  const nodes = carriers(flow, flow.to, model).flatMap((name) => model.machine(name) ?? []);
  for (const { name, filter } of nodes) {
    for (const src of model.ends.seen(flow)) {
      for (const port of flow.dialledPorts) {
        const asked = {
          src,
          dst: ALL_ADDRESSES[0] as Interval,
          protocol: protocolOf(port),
          srcPorts: [1024, 65535],
          dstPorts: portIntervals(port),
        } as const;
        const wide = filter
          .through('in', asked)
          .find(({ dst }) => dst[0] !== dst[1] && model.ends.dialled(flow).some(([first]) => dst[0] <= first && first <= dst[1]));
        if (wide) return `the filter of ${name} lets the sender reach a whole block of addresses`;
      }
    }
  }
  return undefined;
}
