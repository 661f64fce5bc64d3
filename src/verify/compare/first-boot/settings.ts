import type { ImageBasedName, PackageManager, ResolvedMachine } from '../../../model/resolved';
import { canonical } from '../../fields';
import type { Guest } from '../../guest/guest';
import { type Difference, missing, tooWide } from '../difference';

/** Lists that the library begins and a user goes on with: read by what they mean. */
const CONTINUED = ['bootcmd', 'runcmd', 'write_files'];

/** What nobody gets in by, and nothing is lost by. */
const HARMLESS = ['ssh_genkeytypes', 'package_update'];

/** Where an image's own sources of packages are left to it. */
const SOURCES: Readonly<Record<PackageManager, object>> = {
  apt: { apt: { preserve_sources_list: true } },
  dnf: {},
  zypper: {},
};

function statedOfCloudInit({ guest, os }: ResolvedMachine): Readonly<Record<string, unknown>> {
  const { firstBoot, ntpServers } = guest;
  const { timeZone, locale = 'C.UTF-8', swapBytes, cloudConfig = {} } = firstBoot ?? {};
  const sources = os.packages === undefined ? {} : SOURCES[os.packages];
  const users = Object.entries(cloudConfig).filter(([key]) => !CONTINUED.includes(key));
  return {
    hostname: guest.hostname,
    fqdn: guest.fqdn,
    prefer_fqdn_over_hostname: false,
    manage_etc_hosts: 'localhost',
    ssh_pwauth: false,
    disable_root: true,
    locale,
    ...(ntpServers.length > 0 && { ntp: { enabled: true, servers: ntpServers } }),
    ...(timeZone !== undefined && { timezone: timeZone }),
    ...(swapBytes !== undefined && { swap: { filename: '/swapfile', size: swapBytes, maxsize: swapBytes } }),
    ...sources,
    ...Object.fromEntries(
      users.map(([key, value]) => [key, key === 'apt' && os.packages === 'apt' ? { ...SOURCES.apt, ...asObject(value) } : value]),
    ),
  };
}

/** Entries of QEMU's firmware configuration that the systems read. */
const CONFIG_NAMES: { readonly [I in ImageBasedName]: string } = {
  'fedora-coreos': 'opt/com.coreos/config',
  flatcar: 'opt/org.flatcar-linux/config',
};

/** How a system is kept from restarting itself when it likes, for a release that nobody asked for. */
const LEFT_ALONE: { readonly [I in ImageBasedName]: { readonly masked: readonly string[]; readonly updates?: 'off' } } = {
  'fedora-coreos': { masked: [], updates: 'off' },
  flatcar: { masked: ['locksmithd.service', 'update-engine.service'] },
};

/** What fetches releases, and has to know the way. */
const FETCHERS: { readonly [I in ImageBasedName]: readonly string[] } = {
  'fedora-coreos': ['rpm-ostreed.service', 'zincati.service'],
  flatcar: ['update-engine.service'],
};

function statedOfIgnition({ guest, os }: ResolvedMachine): Readonly<Record<string, unknown>> {
  const { firstBoot, ntpServers, hostname, fqdn, securityUpdates } = guest;
  const { timeZone, swapBytes } = firstBoot ?? {};
  const { masked, ...updates } = os.imageBased === undefined || securityUpdates ? { masked: [] } : LEFT_ALONE[os.imageBased];
  return {
    told: os.imageBased && CONFIG_NAMES[os.imageBased],
    masked: [...masked, 'nftables.service'].sort(),
    ...updates,
    hostname,
    hosts: `127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${fqdn} ${hostname}\n`,
    locale: 'C.UTF-8',
    ssh: ['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin no'],
    ...(ntpServers.length > 0 && { ntp: ntpServers }),
    ...(timeZone !== undefined && { timezone: timeZone }),
    ...(swapBytes !== undefined && { swap: swapBytes, 'swap file': '/var/swapfile' }),
    ...(os.imageBased && firstBoot?.proxy && { proxied: FETCHERS[os.imageBased] }),
  };
}

const STATED: {
  readonly [C in ResolvedMachine['guest']['configuredBy']]: (machine: ResolvedMachine) => Readonly<Record<string, unknown>>;
} = {
  'cloud-init': statedOfCloudInit,
  ignition: statedOfIgnition,
  'cloudbase-init': () => ({}),
  unattend: () => ({}),
  none: () => ({}),
};

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** All that a guest is told by key: how it may be logged in to, its names, its clocks, and whatever else cloud-init can do. */
export function settingDifferences(machine: ResolvedMachine, found: Guest): readonly Difference[] {
  const { boot } = found;
  const { name, guest } = machine;
  const stated = new Map(Object.entries(STATED[guest.configuredBy](machine)).map(([key, value]) => [key, canonical(value)]));
  const keys = [...new Set([...stated.keys(), ...boot.settings.keys()])].filter((key) => !HARMLESS.includes(key));
  const wrong = keys.flatMap((key) => {
    const [says, told] = [stated.get(key), boot.settings.get(key)];
    if (says === told) return [];
    if (says === undefined) return [tooWide(name, `its first boot is told "${key}", which is not in the model: ${told}`)];
    return [tooWide(name, `its first boot is told "${key}" as ${told ?? 'nothing'}, not as ${says}`)];
  });
  const [lacking] = (guest.firstBoot?.packages ?? []).filter((each) => !boot.packages.includes(each));
  return [
    ...wrong,
    ...kernelSettings(machine, found),
    ...(lacking === undefined ? [] : [missing(name, `its first boot does not install ${lacking}`)]),
  ];
}

/** Settings of the kernel that a user asked for, and that are not put in force. */
function kernelSettings({ name, guest: { firstBoot } }: ResolvedMachine, { kernel }: Guest): readonly Difference[] {
  return (firstBoot?.sysctl ?? [])
    .filter(({ key, value }) => kernel.get(key) !== value)
    .map(({ key, value }) => missing(name, `its kernel is not told ${key} = ${value}`));
}
