import { type OwnWays, whyNotSetUp } from '../../guest/not-set-up';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { GuestRole, PlainRole } from '../../resolved';
import { comparePorts } from '../../values';
import type { Machine } from '../../workload/machine';
import type { KindOfMachine } from './kind';

/** Answers that several kinds of machines give. */

type Answer<Question extends keyof KindOfMachine<Machine, GuestRole>> = KindOfMachine<Machine, GuestRole>[Question];

export const nothing = (): undefined => undefined;
export const emptyList = (): readonly never[] => [];
export const no = (): boolean => false;

export const itself: Answer<'declaredAt'> = (machine) => machine;

/** As large as its operating system wants. */
export const sizeOfItsOs: Answer<'rootDisk'> = (machine) => machine.props.os.rootDisk;

/** Its own ports, to the blocks of its baseline. */
export const itsOwnPorts: Answer<'admits'> = (machine, { baseline }) => {
  const ports = machine.listens.map((port) => port.resolved).sort(comparePorts);
  return ports.length > 0 ? [{ ports, from: baseline }] : [];
};

/** That of its operating system. */
export const firewallOfItsOs: Answer<'firewallBy'> = ({ firewall }) => firewall;

/** Nothing is set up in it beyond its operating system. */
export const plainRole = (): PlainRole => ({ kind: 'plain' });

/**
 * That packages are installed on it, and set up by cloud-init: it is of no use otherwise.
 * @param software what it is made of, where distributions have ways of their own with it
 */
export function checkSetUp(title: string, path: string, machine: Machine, report: Report, software?: OwnWays): void {
  const { resolved } = machine.props.os;
  const refused = whyNotSetUp(resolved, software?.name);
  if (!machine.configured) report(problems.guestNotConfigurable(path, title, resolved.title));
  else if (resolved.imageBased !== undefined) report(problems.imageBasedGuest(path, title, resolved.title));
  else if (software && refused !== undefined) report(problems.notSetUpOn(path, software.title, resolved.title, refused));
}

/** Of machines whose software is their users' own affair: nothing of it is set up, and nothing of it is known. */
export const OWN_AFFAIR = {
  title: 'The machine',
  declaredAt: itself,
  check: nothing,
  installs: nothing,
  heldBack: emptyList,
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  locked: () => ({}),
  servesEverybody: false,
  opensTo: 'system',
  admits: itsOwnPorts,
  firewallBy: firewallOfItsOs,
  adminPorts: emptyList,
  fetches: emptyList,
  backup: nothing,
  backends: emptyList,
  plainHttp: emptyList,
  follows: nothing,
  sameData: emptyList,
  isDatabase: false,
  engines: emptyList,
  listsClients: no,
  role: plainRole,
  variables: emptyList,
  logsInFrom: emptyList,
  prerequisites: emptyList,
} satisfies Partial<KindOfMachine<Machine, PlainRole>>;
