import { ADDRESSINGS } from '../../kinds/guest/addressings';
import type {
  CardNetwork,
  GuestNetwork,
  GuestRole,
  PlainRole,
  ResolvedDistribution,
  ResolvedGuest,
  ResolvedMachine,
  ResolvedOtherNic,
} from '../../resolved';
import { fingerprint, portText } from '../../values';
import { TOLD_BRING_UP, TOLD_CLUSTER_NODE } from './told-cluster-node';
import { TOLD_DATABASE } from './told-database';
import { TOLD_DISTRIBUTIONS } from './told-distribution';
import { NO_FIRST_BOOT, TOLD_FIRST_BOOT, updatesText } from './told-first-boot';
import { TOLD_LOAD_BALANCER } from './told-load-balancer';
import { type Answers, type Objection, type Otherwise, type Subject, said } from './told-subject';
import { TOLD_WINDOWS } from './told-windows';

/** What a guest is told when it is first started and never again, by subject. */
export type Told = Readonly<Record<string, readonly string[]>>;

const yesOrNo = (value: boolean): readonly string[] => [value ? 'yes' : 'no'];
const INTERFACE = "change its network configuration (netplan's or NetworkManager's file)";

const NETWORK: Answers<GuestNetwork> = {
  addressedBy: { prop: 'addressedBy', says: ({ addressedBy }) => [addressedBy], byHand: INTERFACE },
  prefix: 'is a fact of the lock',
  defaultGateway: { prop: 'defaultGateway', says: (network) => fixed(network, [network.defaultGateway ?? 'none']), byHand: INTERFACE },
  routes: {
    prop: 'routes',
    says: (network) =>
      fixed(
        network,
        network.routes.map(({ to }) => to),
      ),
    byHand: INTERFACE,
  },
  nameservers: { prop: 'nameservers', says: (network) => fixed(network, network.nameservers), byHand: INTERFACE },
  searchDomain: { prop: 'domain', says: ({ searchDomain }) => [searchDomain], byHand: 'change its full name and its search domain' },
};

/** Others are told by a DHCP server, which learns of changes, or have it in their image. */
const fixed = (network: GuestNetwork, values: readonly string[]): readonly string[] =>
  ADDRESSINGS[network.addressedBy].written ? values : [];

const GUEST: Answers<ResolvedGuest> = {
  configuredBy: 'follows from its system and its kind',
  hostname: 'follows from its name',
  fqdn: 'is told in parts',
  network: 'is told in parts',
  sshAuthorizedKeys: {
    prop: 'admin.sshAuthorizedKeys',
    says: ({ sshAuthorizedKeys }) => sshAuthorizedKeys.map(fingerprint).sort(),
    byHand: "change ~/.ssh/authorized_keys of the administrators' account: a key that was taken away opens it still",
  },
  ntpServers: {
    prop: 'provisioning.ntp',
    says: ({ ntpServers }) => ntpServers,
    byHand: 'change the servers that chrony or timesyncd asks',
  },
  installs: { prop: 'installs', says: ({ installs }) => yesOrNo(installs), byHand: 'install or remove what the image has' },
  baseline: 'is a fact of the lock',
  firewall: 'is a fact of the lock',
  firewallBy: 'follows from its system and its kind',
  role: 'is told in parts',
  firstBoot: 'is told in parts',
  windows: 'is told in parts',
  // Asked of what runs: guests that were made before are asked, too.
  awaited: 'matters once',
  exporter: {
    prop: 'monitoring',
    says: ({ exporter }) => (exporter ? [exporter.tls ? 'exporters of metrics, by TLS' : 'exporters of metrics'] : []),
    byHand:
      'install or remove its exporters (prometheus-*-exporter), and open their ports to who fetches metrics; or make the machine anew, as node_modules/isthmus/docs/monitoring.md has it',
    unsaid: 'none',
  },
  securityUpdates: {
    prop: 'firstBoot.securityUpdates',
    says: ({ securityUpdates: updates }) => (updates ? updatesText(updates) : []),
    byHand: 'change when and how it updates itself (unattended-upgrades, dnf-automatic, isthmus-updates.timer)',
    unsaid: 'none',
  },
};

const PLAIN: Answers<PlainRole> = { kind: 'is a fact of the lock' };

const ROLES: { readonly [K in GuestRole['kind']]: Answers<Extract<GuestRole, { kind: K }>> } = {
  database: TOLD_DATABASE,
  'load-balancer': TOLD_LOAD_BALANCER,
  'cluster-node': TOLD_CLUSTER_NODE,
  plain: PLAIN,
};

/** What a guest is told besides what its description says. */
const MACHINE: readonly Subject<ResolvedMachine>[] = [
  {
    prop: 'interfaces',
    says: ({ otherNics }) => otherNics.filter(({ network }) => ADDRESSINGS[network.addressedBy].written || isAsked(network)).map(cardText),
    byHand: `${INTERFACE}, and bring the cards up: each is known by its MAC address`,
    unsaid: 'none',
  },
  {
    prop: 'sharedFolders',
    says: ({ sharedFolders }) => sharedFolders.flatMap(({ id, mount }) => said(mount, (at) => `${id} at ${at}`)),
    byHand: 'change its mounts of type virtiofs in /etc/fstab',
    unsaid: 'none',
  },
  { prop: 'mtu', says: ({ nic }) => [`${nic.mtu}`], byHand: INTERFACE },
  { prop: 'guestAgent', says: ({ hardware }) => yesOrNo(hardware.guestAgent), byHand: 'install or remove qemu-guest-agent' },
  {
    prop: 'listens',
    says: ({ listens }) => listens.map(portText),
    byHand: 'open and close ports in its own firewall',
  },
];

/** A DHCP server is asked by cards alone that are brought up. */
const isAsked = ({ addressedBy }: CardNetwork): boolean => ADDRESSINGS[addressedBy].leased;

/** `52:54:00:…: 10.1.5.4/24, mtu 1500, to 10.9.0.0/16 via 10.1.5.1`. */
function cardText({ mac, address, mtu, network }: ResolvedOtherNic): string {
  const { addressedBy, prefix, defaultGateway, routes } = network;
  const own = ADDRESSINGS[addressedBy].written ? `${address}/${prefix}` : addressedBy;
  const all = [...(defaultGateway === undefined ? [] : [{ to: 'default', via: defaultGateway }]), ...routes];
  const led = ADDRESSINGS[addressedBy].written ? all.map(({ to, via }) => `to ${to} via ${via}`) : [];
  return [`${mac}: ${own}`, `mtu ${mtu}`, ...led].join(', ');
}

const subjects = <T>(answers: Answers<T>): readonly Subject<T>[] =>
  (Object.values(answers) as readonly (Subject<T> | Otherwise)[]).filter((answer): answer is Subject<T> => typeof answer !== 'string');

/** Whom administration is open to. */
const ADMIN: Subject<readonly string[]> = {
  prop: 'admin.from',
  says: (blocks) => blocks,
  byHand: 'open its login to the new ones in its own firewall, and close it to the old ones',
};

interface Saying {
  readonly prop: string;
  readonly byHand: string;
  readonly now: readonly string[];
  readonly unsaid?: 'none';
  readonly refuses?: Subject<never>['refuses'];
}

/** Of what a guest is not told at all there is nothing to compare. */
const about = <T>(list: readonly Subject<T>[], of: T | undefined): readonly Saying[] =>
  of === undefined
    ? []
    : list.map(({ says, byHand, ...subject }) => ({ ...subject, byHand: typeof byHand === 'string' ? byHand : byHand(of), now: says(of) }));

/** What is told in parts beside a role's own subjects. */
const PARTS: { readonly [K in GuestRole['kind']]?: (role: Extract<GuestRole, { kind: K }>) => readonly Saying[] } = {
  'cluster-node': ({ bringUp, distribution }) => [
    ...about(subjects(TOLD_BRING_UP), bringUp && { ...bringUp, distribution: distribution.name }),
    ...about(subjects(TOLD_DISTRIBUTIONS[distribution.name] as Answers<ResolvedDistribution>), distribution),
  ],
};

const ofRole = (role: GuestRole): readonly Saying[] => [
  ...about(subjects(ROLES[role.kind] as Answers<GuestRole>), role),
  ...((PARTS[role.kind] as ((role: GuestRole) => readonly Saying[]) | undefined)?.(role) ?? []),
];

/** All that a machine is told today. */
function sayings(machine: ResolvedMachine, admin: readonly string[]): readonly Saying[] {
  const { guest } = machine;
  return [
    ...about(subjects(GUEST), guest),
    ...about(subjects(NETWORK), guest.network),
    ...about(subjects(TOLD_FIRST_BOOT), guest.firstBoot ?? NO_FIRST_BOOT),
    ...about(subjects(TOLD_WINDOWS), guest.windows),
    ...ofRole(guest.role),
    ...about(MACHINE, machine),
    ...about([ADMIN], admin),
  ];
}

/**
 * What a guest was told, as the lock keeps it.
 * @param admin CIDRs that administrators come from
 * @param before what was noted earlier; unset: the guest is as the system says now
 */
export function toldOf(machine: ResolvedMachine, admin: readonly string[], before?: Told): Told {
  const all = sayings(machine, admin).flatMap(({ prop, now, unsaid }) => {
    const noted = before && Object.hasOwn(before, prop) ? before[prop] : undefined;
    const first = unsaid === undefined || (!before && now.length > 0) ? now : undefined;
    const words = noted ?? first;
    return words ? [[prop, words] as const] : [];
  });
  return { ...Object.fromEntries(all), ...before };
}

export interface Change {
  readonly prop: string;
  readonly before: string;
  readonly now: string;
  readonly byHand: string;
  /** Why it cannot be done by hand. */
  readonly refused?: Objection;
}

/** What a guest would be told otherwise today. Subjects that were not noted are as they are now; so is all of them where nothing was. */
export function changesOf(told: Told | undefined, machine: ResolvedMachine, admin: readonly string[]): readonly Change[] {
  if (!told) return [];
  return sayings(machine, admin).flatMap(({ prop, now, byHand, unsaid, refuses }) => {
    const before = Object.hasOwn(told, prop) ? told[prop] : unsaid && [];
    if (before === undefined || before.join() === now.join()) return [];
    const refused = refuses?.(before, now);
    return [{ prop, before: inWords(before), now: inWords(now), byHand, ...(refused && { refused }) }];
  });
}

const inWords = (values: readonly string[]): string => values.join(', ') || 'nothing';
