import { NotUnderstoodError, reading } from '../errors';
import { type GuestBackup, readBackup } from './backup';
import { type ClusterMembership, readMembership } from './cluster-node';
import { type DatabaseServer, readDatabase } from './database';
import { type GuestMonitoring, readMonitoring } from './exporters';
import type { GuestFirewall } from './firewall';
import { readFirewalldZone } from './firewalld';
import { type FirstBoot, NO_FIRST_BOOT, readFirstBoot, runs } from './first-boot';
import { readProxy } from './haproxy';
import type { Listener } from './haproxy-lines';
import { readPair, type SharedAddress } from './keepalived';
import { readNftables } from './nftables';
import type { WindowsGuest } from './windows-setup';

/** What is set up inside a guest when it is first started, as far as it decides who reaches what. */
export interface Guest {
  /** Unset: none is put in force. */
  readonly firewall?: GuestFirewall;
  readonly database?: DatabaseServer;
  /** Unset: none is made. */
  readonly backup?: GuestBackup;
  /** What tells of it whoever may ask. Unset: it is no guest that cloud-init sets up. */
  readonly monitoring?: GuestMonitoring;
  /** The address that it holds in turn with another machine. Unset: none. */
  readonly pair?: SharedAddress;
  /** The cluster that it makes or joins by itself. Unset: none. */
  readonly membership?: ClusterMembership;
  /** What it passes on. */
  readonly listeners: readonly Listener[];
  /** Ports at which what passes it on tells the machine itself that it serves. */
  readonly aliveAt: readonly number[];
  /** Whether its system passes packets on between networks. Unset: it is told nothing of that. */
  readonly forwards?: boolean;
  /** Settings of its kernel, as text by name. */
  readonly kernel: ReadonlyMap<string, string>;
  /** All that it is told. Nothing where it is a Windows guest. */
  readonly boot: FirstBoot;
  /** What a Windows guest is told. */
  readonly windows?: WindowsGuest;
}

/** A firewall that may be set up in a guest. */
interface FirewallKind {
  /** Where the rules lie that the first boot puts in force, for now and for every boot; undefined when it does not. */
  readonly rules: (boot: FirstBoot) => string | undefined;
  readonly read: (text: string) => GuestFirewall;
}

const FIREWALLS: readonly FirewallKind[] = [
  { rules: nftablesRules, read: readNftables },
  { rules: firewalldZone, read: readFirewalldZone },
];

const UNITS = '/etc/systemd/system/';

/** A unit that hands them to `nft`: what another one hands to it would change them. */
function nftablesRules(boot: FirstBoot): string | undefined {
  const all = [...boot.files].flatMap(([path, text]) => {
    const unit = path.slice(UNITS.length);
    const isWanted = /^WantedBy=(sysinit|basic|multi-user)\.target$/m.test(text);
    if (!path.startsWith(UNITS) || !isWanted) return [];
    const rules = [...text.matchAll(/^ExecStart=\/usr\/sbin\/nft -f (\S+)$/gm)].map(([, file = '']) => file);
    return runs(boot, `systemctl enable ${unit}`, new RegExp(`^systemctl (reload-or-)?restart ${unit}$`)) ? rules : [];
  });
  if (all.length > 1) throw new NotUnderstoodError(`several files are handed to nft: ${all.join(', ')}`);
  return all[0];
}

function firewalldZone(boot: FirstBoot): string | undefined {
  // The last one holds.
  const zone = boot.commands.flatMap((command) => /firewall-offline-cmd --set-default-zone=(\w+)$/.exec(command)?.[1] ?? []).at(-1);
  const starts = runs(boot, /--set-default-zone=/, 'systemctl enable firewalld.service', 'systemctl restart firewalld.service');
  return zone !== undefined && starts ? `/etc/firewalld/zones/${zone}.xml` : undefined;
}

/**
 * Reads the user-data of cloud-init.
 *
 * @throws NotUnderstoodError for rules, access lists and configurations without a known meaning
 */
export const readGuest = (userData: string): Guest => guestOf(readFirstBoot(userData));

/** Of what it is told. @throws NotUnderstoodError as {@link readGuest} */
export function guestOf(boot: FirstBoot): Guest {
  const found = FIREWALLS.flatMap(({ rules, read }) => {
    const path = rules(boot);
    const text = boot.files.get(path ?? '');
    return path !== undefined && text !== undefined ? [reading(path, () => read(text))] : [];
  });
  if (found.length > 1) throw new NotUnderstoodError('two firewalls at once');
  const [firewall] = found;
  const database = readDatabase(boot);
  const backup = readBackup(boot);
  const kernel = readKernel(boot);
  const forwards = forwarding(kernel);
  const pair = readPair(boot);
  const membership = readMembership(boot);
  return {
    ...(firewall && { firewall }),
    ...(database && { database }),
    ...(backup && { backup }),
    monitoring: readMonitoring(boot),
    ...(pair && { pair }),
    ...readProxy(boot),
    ...(membership && { membership }),
    boot,
    kernel,
    ...(forwards !== undefined && { forwards }),
  };
}

const SETTINGS = '/etc/sysctl.d/';

/** Settings of its kernel that the first boot puts in force; of two of one name the last (sysctl.d(5): in the order of the files' names). */
function readKernel(boot: FirstBoot): ReadonlyMap<string, string> {
  const files = [...boot.files].filter(([path]) => path.startsWith(SETTINGS) && runs(boot, `sysctl --quiet --load=${path}`));
  const said = files.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, text]) => [...text.matchAll(/^([\w./-]+) *= *(.*)$/gm)]);
  return new Map(said.map(([, key = '', value = '']) => [key, value]));
}

function forwarding(kernel: ReadonlyMap<string, string>): boolean | undefined {
  const said = kernel.get('net.ipv4.ip_forward');
  return said === undefined ? undefined : said !== '0';
}

/** A Windows guest: its cards pass nothing on where all that are told of say so. */
export function windowsGuest(windows: WindowsGuest): Guest {
  const { firewall, steps } = windows;
  const isTold = (steps.get('network') ?? []).length > 0;
  return {
    ...(firewall && { firewall }),
    ...{ listeners: [], aliveAt: [], kernel: new Map(), boot: NO_FIRST_BOOT, windows },
    ...(isTold && { forwards: false }),
  };
}
