import { NotUnderstoodError, reading } from '../errors';
import { type FirstBoot, runs } from './first-boot';

/** Security updates that a guest brings itself, as its first boot sets them up. */
export interface Updates {
  /** Begin of their hour, `HH:MM`, UTC. */
  readonly at: string;
  /** Whether the machine is started again where one needs it. */
  readonly reboot: boolean;
  /** Packages that are left alone, sorted; a `*` at the end stands for any ending. */
  readonly except: readonly string[];
  /** How it knows the archives that they come from, where it is told. Unset: it knows by itself. */
  readonly archives?: readonly string[];
  /** A package that has to be there for it. Unset: every system has it. */
  readonly program?: string;
}

const APT = '/etc/apt/apt.conf.d/52isthmus-security-updates';
const DNF = '/etc/dnf/automatic.conf';
const ZYPPER = '/usr/local/sbin/isthmus-updates';
const ZINCATI = '/etc/zincati/config.d/90-isthmus.toml';
const LOCKSMITH = '/etc/flatcar/update.conf';

/**
 * Unset: it brings none.
 *
 * @throws NotUnderstoodError for updates that are brought in an unknown way
 */
export function readUpdates(boot: FirstBoot): Updates | undefined {
  const [apt, dnf, zypper] = [boot.files.get(APT), boot.files.get(DNF), boot.files.get(ZYPPER)];
  const [zincati, locksmith] = [boot.files.get(ZINCATI), boot.files.get(LOCKSMITH)];
  if (zincati !== undefined) return reading(ZINCATI, () => byZincati(zincati));
  if (locksmith !== undefined) return reading(LOCKSMITH, () => byLocksmith(boot, locksmith));
  if (zypper !== undefined) return reading(ZYPPER, () => byZypper(boot, zypper));
  if (apt !== undefined) return reading(APT, () => byApt(boot, apt));
  return dnf === undefined ? undefined : reading(DNF, () => byDnf(boot, dnf));
}

const dropIn = ({ files }: FirstBoot, unit: string): string => files.get(`/etc/systemd/system/${unit}.d/isthmus.conf`) ?? '';

/** When a timer runs out, in minutes of the day: its own times are put aside first. */
function timeOf(boot: FirstBoot, unit: string, text = dropIn(boot, unit)): number {
  const [, hours, minutes] = /^\[Timer\]\nOnCalendar=\nOnCalendar=\*-\*-\* (\d\d):(\d\d):00 UTC$/m.exec(text) ?? [];
  if (hours === undefined) throw new NotUnderstoodError(`${unit} runs out at no known time`);
  return Number(hours) * 60 + Number(minutes);
}

const clock = (minutes: number): string => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** The last word on a setting. */
const last = (text: string, form: RegExp): string | undefined => [...text.matchAll(form)].at(-1)?.[1];

/** Archives of security updates alone, of those that are known: unattended-upgrades, "Origins-Pattern". */
const SECURITY =
  /^origin=(?!Debian|Ubuntu|\*)|^origin=(Debian|Ubuntu),(codename|archive)=\$\{distro_codename\}-security(,label=Debian-Security)?$/;

/** unattended-upgrades: lists are emptied before, since files that come earlier have filled them. */
function byApt(boot: FirstBoot, text: string): Updates | undefined {
  const timers = 'apt-daily.timer apt-daily-upgrade.timer';
  const says = (setting: string): string | undefined => last(text, new RegExp(`^${setting} "(.*)";$`, 'gm'));
  const isOn = ['APT::Periodic::Update-Package-Lists', 'APT::Periodic::Unattended-Upgrade'].every((setting) => says(setting) === '1');
  if (!isOn || !runs(boot, `systemctl enable ${timers}`, `systemctl restart ${timers}`)) return undefined;
  const list = (name: string): readonly string[] => {
    const words = last(text, new RegExp(`^#clear Unattended-Upgrade::${name};\\nUnattended-Upgrade::${name} \\{(.*)\\};$`, 'gm'));
    if (words === undefined) throw new NotUnderstoodError(`"${name}" goes on after what the image says`);
    return [...words.matchAll(/"(.*?)"; /g)].map(([, word = '']) => word);
  };
  const origins = list('Origins-Pattern');
  if (!text.includes('\n#clear Unattended-Upgrade::Allowed-Origins;\n') || !origins.every((origin) => SECURITY.test(origin)))
    throw new NotUnderstoodError('updates from elsewhere than the archive of security updates');
  const [lists, upgrades] = [timeOf(boot, 'apt-daily.timer'), timeOf(boot, 'apt-daily-upgrade.timer')];
  if (origins.length === 0 || (upgrades - lists + 24 * 60) % (24 * 60) >= 60) return undefined;
  return {
    at: clock(lists),
    reboot: says('Unattended-Upgrade::Automatic-Reboot') === 'true',
    except: list('Package-Blacklist').map(named).sort(),
    archives: origins,
    program: 'unattended-upgrades',
  };
}

/** A regular expression for a name, or the beginning of one. */
function named(expression: string): string {
  const [, beginning = '', end = ''] = /^\^(.*?)(\$?)$/.exec(expression) ?? [];
  return beginning.replaceAll('\\\\', '\\').replace(/\\(.)/g, '$1') + (end === '' ? '*' : '');
}

/** dnf-automatic. */
function byDnf(boot: FirstBoot, text: string): Updates | undefined {
  const timer = 'dnf-automatic.timer';
  const says = (option: string): string | undefined => last(text, new RegExp(`^${option} *= *(.*)$`, 'gm'));
  if (says('apply_updates') !== 'yes' || !runs(boot, `systemctl enable ${timer}`, `systemctl restart ${timer}`)) return undefined;
  if (says('upgrade_type') !== 'security') throw new NotUnderstoodError('updates of all sorts');
  const restart = /^ExecStartPost=(\S+)$/m.exec(dropIn(boot, 'dnf-automatic.service'))?.[1] ?? '';
  return {
    at: clock(timeOf(boot, timer)),
    reboot: (boot.files.get(restart) ?? '').includes('systemctl reboot'),
    except: (says('excludepkgs') ?? '').split(' ').filter(Boolean).sort(),
    program: 'dnf-automatic',
  };
}

/** A timer and a program of the library's own, which runs zypper. */
function byZypper(boot: FirstBoot, text: string): Updates | undefined {
  const timer = 'isthmus-updates.timer';
  const unit = (name: string): string => boot.files.get(`/etc/systemd/system/${name}`) ?? '';
  if (!runs(boot, `systemctl enable ${timer}`, `systemctl restart ${timer}`)) return undefined;
  if (!unit('isthmus-updates.service').includes(`\nExecStart=${ZYPPER}\n`) || !/\[Install\]\nWantedBy=timers\.target$/m.test(unit(timer)))
    return undefined;
  if (!/^install_patches$/m.test(text) || !/ zypper --non-interactive install .*--type patch "\$\{chosen\[@\]\}" /.test(text))
    return undefined;
  if (!/ list-patches --category security\)$/m.test(text)) throw new NotUnderstoodError('updates of all sorts');
  const [, left = ''] = /^left_alone\(\) \{\n {2}case \$1 in\n {4}(.*)\) return 0 ;;$/m.exec(text) ?? [];
  return {
    at: clock(timeOf(boot, timer, unit(timer))),
    reboot: text.includes('systemctl reboot'),
    except: /^ +if left_alone "\$package"; then held=\$package; fi$/m.test(text) && left !== "''" ? left.split(' | ').sort() : [],
  };
}

/** Fedora CoreOS: whole releases, each with a restart within the hour. */
function byZincati(text: string): Updates | undefined {
  if (text === '[updates]\nenabled = false\n') return undefined;
  const [, at] =
    /^\[updates\]\nenabled = true\nstrategy = "periodic"\n\n\[updates\.periodic\]\ntime_zone = "UTC"\n\n\[\[updates\.periodic\.window\]\]\ndays = \["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"\]\nstart_time = "(\d\d:\d\d)"\nlength_minutes = 60\n$/.exec(
      text,
    ) ?? [];
  if (at === undefined) throw new NotUnderstoodError('releases at no known hour');
  return { at, reboot: true, except: [], program: 'zincati' };
}

/** Flatcar: the same. */
function byLocksmith(boot: FirstBoot, text: string): Updates {
  const [, at] =
    /^REBOOT_STRATEGY=reboot\nLOCKSMITHD_REBOOT_WINDOW_START=(\d\d:\d\d)\nLOCKSMITHD_REBOOT_WINDOW_LENGTH=1h\n$/.exec(text) ?? [];
  if (at === undefined || dropIn(boot, 'locksmithd.service') !== '[Service]\nEnvironment=TZ=UTC\n')
    throw new NotUnderstoodError('releases at no known hour');
  return { at, reboot: true, except: [], program: 'locksmith' };
}
