import { type BaselineRule, networksOf, type ResolvedMachine } from '../../model/resolved';
import { type GuestFirewall, type Opening, packetsWith } from '../guest/firewall';
import { addresses, printAddresses } from '../sets/addresses';
import { type Box, withoutAll } from '../sets/boxes';
import type { Interval } from '../sets/intervals';
import { ALL_PORTS, printTransport, transport } from '../sets/transport';
import type { Machine } from '../world/world';
import { databaseDifferences } from './databases';
import { type Difference, missing, tooWide } from './difference';
import type { Model } from './model';
import { portIntervals, protocolOf } from './values';

/** Machines whose own firewall, or whose list of database clients, is not what the model says that they were built with. */
export function guestDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const found = understood(model.machine(machine.name));
    const script = model.world.scripts.get(machine.name);
    return [
      ...(found ? setUp(machine, found) : []),
      ...(found ? [...firewalls(machine, found.guest?.firewall, INSIDE), ...databaseDifferences(machine, found)] : []),
      ...firewalls(machine, script, BY_SCRIPT),
    ];
  });
}

/** What is not understood is reported as that, and nothing else is said of it. */
const understood = (machine: Machine | undefined): Machine | undefined => (machine?.isRiddle ? undefined : machine);

/** What is set up without anybody's help, and what an administrator sets up with a script of the outputs. */
const SET_UP: { readonly [C in ResolvedMachine['guest']['configuredBy']]: boolean } = {
  'cloud-init': true,
  ignition: true,
  'cloudbase-init': true,
  unattend: true,
  none: false,
};
const SCRIPTED: { readonly [F in ResolvedMachine['os']['family']]: boolean } = { linux: false, windows: true };

function setUp({ name, guest, os, otherNics }: ResolvedMachine, found: Machine): readonly Difference[] {
  if (SET_UP[guest.configuredBy] && !found.guest?.firewall) return [missing(name, 'no firewall is put in force inside it')];
  if (!SET_UP[guest.configuredBy] && found.guest)
    return [missing(name, `it is set up when it is first started, though ${os.title} cannot be`)];
  if (SET_UP[guest.configuredBy] && otherNics.length > 0 && found.guest?.forwards !== false)
    return [tooWide(name, 'nothing inside it says that it passes no packets on between its networks')];
  return [];
}

/** How a firewall comes into a machine, in words. */
interface Coming {
  readonly text: string;
  /** Whether the model has one that comes like this. */
  readonly wanted: (machine: ResolvedMachine) => boolean;
}

const INSIDE: Coming = { text: 'the firewall inside it', wanted: ({ guest }) => SET_UP[guest.configuredBy] };
const BY_SCRIPT: Coming = {
  text: 'the script for its firewall',
  wanted: ({ os, guest }) => SCRIPTED[os.family] && !SET_UP[guest.configuredBy],
};

/** Which firewalls judge packets before they may be sent on to others. */
const BEFORE_REDIRECTION: { readonly [F in ResolvedMachine['guest']['firewallBy']]: boolean } = {
  nftables: true,
  firewalld: false,
  'windows-firewall': false,
  'netsh-advfirewall': false,
  'netsh-firewall': false,
};

/** A firewall against the baseline: neither wider nor narrower. */
function firewalls(machine: ResolvedMachine, firewall: GuestFirewall | undefined, { text, wanted }: Coming): readonly Difference[] {
  const { name, guest } = machine;
  if (!wanted(machine)) return firewall ? [tooWide(name, `${text} is not in the model`)] : [];
  // That there is none inside is said where it is set up.
  if (!firewall) return SET_UP[guest.configuredBy] ? [] : [missing(name, `${text} is not in the outputs`)];
  const stated = [
    ...guest.firewall.flatMap(boxesOf),
    ICMP,
    ...(networksOf(machine).some(({ network }) => network.addressedBy === 'dhcp') ? [DHCP] : []),
  ];
  const open = firewall.openings.map(({ box }) => box);
  const beyond = (openings: readonly Opening[]) =>
    openings.flatMap(({ box, by }) => withoutAll([box], stated).map((rest) => ({ rest, by })));
  const excess = beyond(firewall.atInput ?? firewall.openings);
  const unsaid = new Set(firewall.unsaid);
  const lost = guest.firewall
    .flatMap(({ ports, from }) => ports.map((port) => ({ ports: [port], from })))
    .filter(({ ports: [port] }) => port && !unsaid.has(`${port.protocol} ${port.from === port.to ? port.from : `${port.from}-${port.to}`}`))
    .flatMap((rule) => withoutAll(boxesOf(rule), open));
  const [wide] = excess;
  const [narrow] = lost;
  const [redirected] = excess.length > 0 || !BEFORE_REDIRECTION[guest.firewallBy] ? [] : beyond(firewall.redirectable ?? []);
  return [
    ...(wide ? [tooWide(name, `${text} lets in ${boxText(wide.rest)}, which it was not built for (${wide.by})${others(excess)}`)] : []),
    ...(redirected
      ? [
          tooWide(
            name,
            `${text} lets ${boxText(redirected.rest)} get to where packets are sent on (node ports, published ports; ${redirected.by})`,
          ),
        ]
      : []),
    ...(narrow ? [missing(name, `${text} keeps out ${boxText(narrow)}, which it was built for${others(lost)}`)] : []),
  ];
}

const others = ({ length }: readonly unknown[]): string => (length > 1 ? `, and ${length - 1} more` : '');

const ICMP: Box = packetsWith({ protocol: [1, 1] });
/** What a DHCP server sends to a machine that has no address yet. */
const DHCP: Box = packetsWith({ protocol: [17, 17], srcPorts: [67, 67], dstPorts: [68, 68] });

const boxesOf = ({ ports, from }: BaselineRule): readonly Box[] =>
  from.flatMap((block) =>
    ports.map((port) => packetsWith({ src: addresses(block), protocol: protocolOf(port), dstPorts: portIntervals(port) })),
  );

function boxText(box: Box): string {
  const [src, , protocol, srcPorts, dstPorts] = box as readonly [Interval, Interval, Interval, Interval, Interval];
  const sent = protocol[0] === protocol[1] ? printTransport(transport(protocol[0], dstPorts)) : 'every protocol';
  const from = srcPorts[0] === ALL_PORTS[0] && srcPorts[1] === ALL_PORTS[1] ? '' : ` from source port ${srcPorts.join('–')}`;
  return `${sent}${from} from ${printAddresses(src)}`;
}
