import type { ImageBasedName, ResolvedSecurityUpdates } from '../../../model/resolved';
import type { GuestFile } from '../part';
import type { IgnitionPart } from './document';
import { type CardFile, networkdFile, networkManagerFile } from './network';

/** What tells systems apart that Ignition sets up. */
export interface IgnitionSystem {
  /** Name of the entry of QEMU's firmware configuration that it reads. */
  readonly configName: string;
  readonly card: CardFile;
  /** Whom it asks for the time. */
  readonly time: (servers: readonly string[]) => GuestFile;
  /** Releases, which come as a whole and take a restart; undefined: it brings itself none. */
  readonly updates: (updates: ResolvedSecurityUpdates | undefined) => IgnitionPart;
  /** Where it keeps authorities that its administrator trusts, and what makes programs see them. */
  readonly authorities: { readonly path: (name: string) => string; readonly renew: string };
  /** Units that fetch releases. */
  readonly fetchers: readonly string[];
}

const plain = (path: string, content: string): GuestFile => ({ path, content, mode: '0644' });

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Zincati, "Updates strategy"; "Auto-updates". */
const ZINCATI = '/etc/zincati/config.d/90-isthmus.toml';

function zincati(updates: ResolvedSecurityUpdates | undefined): IgnitionPart {
  if (!updates) return { files: [plain(ZINCATI, '[updates]\nenabled = false\n')] };
  const content = `[updates]
enabled = true
strategy = "periodic"

[updates.periodic]
time_zone = "UTC"

[[updates.periodic.window]]
days = [${DAYS.map((day) => `"${day}"`).join(', ')}]
start_time = "${updates.at}"
length_minutes = 60
`;
  return { files: [plain(ZINCATI, content)] };
}

/** Flatcar, "Update and reboot strategies". */
function locksmith(updates: ResolvedSecurityUpdates | undefined): IgnitionPart {
  if (!updates) return { units: ['update-engine.service', 'locksmithd.service'].map((name) => ({ name, mask: true })) };
  const content = `REBOOT_STRATEGY=reboot\nLOCKSMITHD_REBOOT_WINDOW_START=${updates.at}\nLOCKSMITHD_REBOOT_WINDOW_LENGTH=1h\n`;
  return {
    files: [
      plain('/etc/flatcar/update.conf', content),
      // It reads the clock in its own time zone.
      plain('/etc/systemd/system/locksmithd.service.d/isthmus.conf', '[Service]\nEnvironment=TZ=UTC\n'),
    ],
  };
}

export const IGNITION_SYSTEMS: { readonly [I in ImageBasedName]: IgnitionSystem } = {
  'fedora-coreos': {
    configName: 'opt/com.coreos/config',
    card: networkManagerFile,
    time: (servers) =>
      plain(
        '/etc/chrony.conf',
        `${servers.map((server) => `server ${server} iburst\n`).join('')}driftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\nleapsectz right/UTC\n`,
      ),
    updates: zincati,
    authorities: { path: (name) => `/etc/pki/ca-trust/source/anchors/isthmus-${name}.pem`, renew: 'update-ca-trust extract' },
    fetchers: ['rpm-ostreed.service', 'zincati.service'],
  },
  flatcar: {
    configName: 'opt/org.flatcar-linux/config',
    card: networkdFile,
    time: (servers) => plain('/etc/systemd/timesyncd.conf.d/isthmus.conf', `[Time]\nNTP=${servers.join(' ')}\nFallbackNTP=\n`),
    updates: locksmith,
    authorities: { path: (name) => `/etc/ssl/certs/isthmus-${name}.pem`, renew: 'update-ca-certificates' },
    fetchers: ['update-engine.service'],
  },
};
