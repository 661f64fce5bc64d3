import type { CarriedEngines, OsHardware, ResolvedOs } from '../../resolved';
import { Size } from '../../values';

/** Where the facts of a profile are from: as the page about guest systems lists them. */
export interface SourcesOfOs {
  /** What it needs at least. */
  readonly least: string;
  /** Its last day of updates. */
  readonly support: string;
  /** What its repositories carry, and its account for administrators. Unset: nothing inside it is set up. */
  readonly packages?: string;
}

/** All that is known of an operating system. */
export interface OsProfile {
  readonly facts: Omit<ResolvedOs, 'id' | 'keptBecause'>;
  readonly hardware: OsHardware;
  /** Root disk where the user gives none. */
  readonly rootDisk: Size;
  readonly sources: SourcesOfOs;
  /** What has been seen of it beyond its documents. */
  readonly seen: string;
}

/** What has been seen of a Linux whose set-up was written, and read by what reads it there. */
export const READ = "its scripts, by their shells and by cloud-init's schema; it was not started";

/** Client ports of Linux (`net.ipv4.ip_local_port_range`, kernel default). */
const LINUX_PORTS = { from: 32768, to: 60999 };
/** Client ports of Windows since Vista (RFC 6335's dynamic range). */
const WINDOWS_PORTS = { from: 49152, to: 65535 };

const LINUX: OsHardware = {
  machineType: 'q35',
  firmware: 'bios',
  diskBus: 'virtio',
  nicModel: 'virtio',
  clock: 'utc',
  hyperV: false,
  tpm: false,
  guestAgent: true,
  graphics: false,
};

/** Windows without virtio drivers: hardware that its own installation knows. */
const WINDOWS: OsHardware = {
  ...LINUX,
  diskBus: 'sata',
  nicModel: 'e1000e',
  clock: 'localtime',
  hyperV: true,
  guestAgent: false,
  graphics: true,
};

const NO_ENGINES: CarriedEngines = { postgresql: {}, mysql: {}, mariadb: {}, redis: {}, valkey: {}, rabbitmq: {}, mongodb: {} };

const OF_MONGODB = ['mongodb-org-server', 'mongodb-mongosh', 'mongodb-database-tools'];

/** Its maker's packages (MongoDB, "Install MongoDB Community Edition" and "Supported Platforms"): the server, its shell, and what dumps and restores. */
export const MONGODB = { '7.0': OF_MONGODB, '8.0': OF_MONGODB } as const;

type FactsOfLinux = Omit<OsProfile['facts'], 'family' | 'ephemeralPorts' | 'administrator' | 'packages' | 'controlGroups'> &
  Required<Pick<OsProfile['facts'], 'administrator' | 'packages' | 'controlGroups'>>;

export const linux = (facts: FactsOfLinux, sources: Required<SourcesOfOs>, seen: string): OsProfile => ({
  facts: { ...facts, family: 'linux', ephemeralPorts: LINUX_PORTS },
  hardware: LINUX,
  rootDisk: Size.gibibytes(20),
  sources,
  seen,
});

const SEEN_OF_IGNITION = "its configuration, by Ignition's own parser; it was not started";

/** Both let administrators in to `core`, and neither has a guest agent in its image. */
export const imageBased = (
  facts: Pick<OsProfile['facts'], 'title' | 'least'> & Required<Pick<OsProfile['facts'], 'imageBased'>>,
  sources: Required<SourcesOfOs>,
): OsProfile => ({
  facts: {
    ...facts,
    ...{ family: 'linux', firewall: 'nftables', administrator: 'core', controlGroups: 2 },
    ...{ ephemeralPorts: LINUX_PORTS, engines: NO_ENGINES },
  },
  hardware: { ...LINUX, guestAgent: false },
  rootDisk: Size.gibibytes(20),
  sources,
  seen: SEEN_OF_IGNITION,
});

type FactsOfWindows = Pick<OsProfile['facts'], 'title' | 'firewall' | 'least' | 'supportedUntil'> &
  Required<Pick<OsProfile['facts'], 'windows'>>;

export const windows = (
  facts: FactsOfWindows,
  hardware: Partial<OsHardware>,
  sources: SourcesOfOs,
  ephemeralPorts = WINDOWS_PORTS,
): OsProfile => ({
  facts: { ...facts, family: 'windows', ephemeralPorts, engines: NO_ENGINES },
  hardware: { ...WINDOWS, ...hardware },
  rootDisk: Size.gibibytes(60),
  sources,
  seen: 'the virtual hardware, defined by libvirt; no Windows was started',
});
