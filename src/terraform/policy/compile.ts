import { DefectError, InvalidSystemError } from '../../model/problem';
import { filterTooLarge } from '../../model/problems';
import type { ResolvedMachine, ResolvedNic, ResolvedSubnet, ResolvedSystem } from '../../model/resolved';
import type { Cidr } from '../../model/values';
import { blockOf } from './blocks';
import { checkFilterXml } from './check';
import { Conversations } from './conversations';
import { dhcpRules, packetRules } from './packets';
import type { PacketRule } from './rule';
import { filterXml } from './xml';

/**
 * Rules that a filter may have. libvirt makes each one of them an ebtables rule, one after the other, when a machine
 * starts and when its filter changes: on a small host about 20 milliseconds each.
 */
export const MAX_RULES = 2000;

/** A network card's filter, as `virsh nwfilter-define` takes it. */
export interface CompiledFilter {
  /** Name of the nwfilter. */
  readonly name: string;
  /** Fixed, so that the filter is the same one after each synth. */
  readonly uuid: string;
  /** The whole definition, as `virsh nwfilter-define` takes it. */
  readonly xml: string;
}

/**
 * Compiles the flows of a system to one nwfilter per network card: what the model allows passes the card,
 * in both directions, and nothing else does. A pure function of the system; its time grows linearly with the flows.
 */
export class FilterCompiler {
  private readonly conversations: Conversations;
  private readonly subnets: ReadonlyMap<string, ResolvedSubnet>;

  constructor(system: ResolvedSystem) {
    this.conversations = new Conversations(system);
    this.subnets = new Map(system.subnets.map((subnet) => [subnet.name, subnet]));
  }

  /**
   * @param nic the card that it is for, which is behind a filter: the machine's first one, unless another is given
   * @throws InvalidSystemError when it needs more than {@link MAX_RULES} rules
   * @throws InvalidFilterError never, unless this compiler is defective: its output is always checked
   */
  compile(machine: ResolvedMachine, nic: ResolvedNic = machine.nic): CompiledFilter {
    const subnet = this.subnets.get(nic.subnet);
    if (!subnet) throw new DefectError(`${nic.name} is in a subnet that the system does not have: ${nic.subnet}`);
    const owned = [nic.address, ...nic.speaksFor].map(blockOf);
    const extra = [...this.conversations.dhcpServers(nic).flatMap((flow) => dhcpRules(nic.address, flow)), ...routerErrors(subnet, owned)];
    const rules = packetRules(this.conversations.of(machine, nic), extra);
    const count = rules.specific.length + 2 * rules.excepted.length + rules.broad.length;
    if (count > MAX_RULES) throw new InvalidSystemError([filterTooLarge(nic.name, count, MAX_RULES)]);
    if (!nic.filter) throw new DefectError(`no filter stands before ${nic.name}`);
    const { name, uuid } = nic.filter;
    // ARP reaches no further than the subnet: addresses elsewhere (pods) are routed to the machine's own.
    const announces = owned.filter((block) => blockOf(subnet.cidr).contains(block));
    const xml = filterXml({ name, uuid, mac: nic.mac, announces }, rules);
    checkFilterXml(xml);
    return { name, uuid, xml };
  }
}

/** The subnet's router reports packets that are too large, or that it cannot deliver, under its own address. */
function routerErrors({ gateway }: ResolvedSubnet, owned: readonly Cidr[]): PacketRule[] {
  const reasons = ['from the router: what it cannot deliver'];
  return owned.map((own) => ({ direction: 'in', own, remote: blockOf(gateway), protocol: 'icmp', part: 'ICMP', reasons }));
}
