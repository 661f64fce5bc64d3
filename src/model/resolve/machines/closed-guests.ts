import { type BaselineRule, byRole, type Enforcement, machinesAt, type ResolvedFlow, type ResolvedMachine, sourceOf } from '../../resolved';
import { isWithin, portText } from '../../values';
import { isAdmitted } from './baseline';

/** What of a flow a guest does not let in, as it was set up: `tcp/22 from 10.1.1.5/32`. */
export function refusedBy(rules: readonly BaselineRule[], flow: ResolvedFlow): readonly Refused[] {
  return flow.ports.flatMap((port) =>
    sourceOf(flow)
      .filter(({ cidr }) => !isAdmitted(rules, port, cidr))
      .map(({ cidr }) => ({ port: portText(port), block: cidr })),
  );
}

export interface Refused {
  readonly port: string;
  readonly block: string;
}

/** The guests' own answer to each flow: what was set up before the flow came stops it until somebody opens it by hand. */
export function closeGuests(flows: readonly ResolvedFlow[], machines: readonly ResolvedMachine[]): readonly ResolvedFlow[] {
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  return flows.map((flow) => {
    const receivers = machinesAt(flow.to).flatMap((name) => byName.get(name) ?? []);
    if (receivers.length === 0) return flow;
    const closedAt = (cell: Enforcement): Enforcement | undefined =>
      receivers.map((machine) => closed(cell, flow, machine)).find((found) => found !== undefined);
    const enforcement = flow.enforcement.map((cell) => (cell.precision === 'coarse' ? (closedAt(cell) ?? cell) : cell));
    return { ...flow, enforcement };
  });
}

/** CIDRs that an application admits. Undefined: it has no list of them. */
const clientsOf = byRole<readonly string[] | undefined>({
  // Somebody of them may log in from there: who does is checked where connections are.
  database: ({ roles }) => roles.flatMap(({ clients }) => clients),
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
});

const ANSWERS: { readonly [P in Enforcement['point']]?: (flow: ResolvedFlow, machine: ResolvedMachine) => string | undefined } = {
  guest: (flow, { guest }) => {
    const [first, ...more] = refusedBy(guest.firewall, flow);
    if (!first) return undefined;
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    return `the firewall inside the guest was set up without ${first.port} from ${first.block}${others}: until it is opened there by hand, nothing gets in`;
  },
  application: (flow, { guest: { role } }) => {
    const clients = clientsOf(role);
    const refused = clients && sourceOf(flow).find(({ cidr }) => !isWithin(cidr, clients));
    return (
      refused && `logins from ${refused.cidr} were not foreseen when it was created: until they are admitted by hand, they are refused`
    );
  },
};

function closed(cell: Enforcement, flow: ResolvedFlow, machine: ResolvedMachine): Enforcement | undefined {
  const why = ANSWERS[cell.point]?.(flow, machine);
  return why === undefined ? undefined : { point: cell.point, precision: 'closed', why };
}
