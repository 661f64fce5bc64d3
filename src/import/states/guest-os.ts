import { GuestOs } from '../../model';
import type { OsHardware, OsName } from '../../model/resolved';
import { type Code, code, object, type Program, quoted } from '../source';
import type { FoundMachine } from './facts';

/** The statics of `GuestOs` that take nothing. */
type Call = { readonly [K in keyof typeof GuestOs]: (typeof GuestOs)[K] extends () => GuestOs ? K : never }[keyof typeof GuestOs];

interface Sign {
  /** What names of images and machines say of it. */
  readonly sign: RegExp;
  /** Its name in `GuestOs`. */
  readonly call: Call;
}

/** A name with a number that is the first behind it, or what a release is called besides. */
const release = (name: RegExp, number: string, codename?: RegExp): RegExp =>
  new RegExp([`${name.source}[^0-9]*${number}(?![0-9])`, ...(codename ? [codename.source] : [])].join('|'));

/** The year of a Windows Server, in full or as `2k3`, as it was or in its second release. */
function server(year: string, second?: 'r2'): RegExp {
  const name = `(win[^0-9]*${year}|w(in)?[^a-z0-9]?${year.replace(/^200?/, '2k')})`;
  return new RegExp(second ? `${name}[-_ ]?${second}` : `${name}(?![-_ ]?r2)`);
}

/** Operating systems by what names say of them: no name says two. */
const SIGNS: { readonly [N in OsName]: Sign } = {
  'rhel-8': { sign: release(/(rhel|red[^a-z0-9]?hat)/, '8'), call: 'rhel8' },
  'rhel-9': { sign: release(/(rhel|red[^a-z0-9]?hat)/, '9'), call: 'rhel9' },
  'rhel-10': { sign: release(/(rhel|red[^a-z0-9]?hat)/, '10'), call: 'rhel10' },
  'rocky-8': { sign: release(/rocky/, '8'), call: 'rocky8' },
  'rocky-9': { sign: release(/rocky/, '9'), call: 'rocky9' },
  'rocky-10': { sign: release(/rocky/, '10'), call: 'rocky10' },
  'alma-8': { sign: release(/alma/, '8'), call: 'alma8' },
  'alma-9': { sign: release(/alma/, '9'), call: 'alma9' },
  'alma-10': { sign: release(/alma/, '10'), call: 'alma10' },
  'oracle-8': { sign: release(/(oracle|\bol)/, '8'), call: 'oracle8' },
  'oracle-9': { sign: release(/(oracle|\bol)/, '9'), call: 'oracle9' },
  'oracle-10': { sign: release(/(oracle|\bol)/, '10'), call: 'oracle10' },
  'sles-15': { sign: release(/(\bsles?|suse[^a-z0-9]?linux[^a-z0-9]?enterprise[^0-9]*)/, '15'), call: 'sles15' },
  'debian-12': { sign: release(/debian/, '12', /bookworm/), call: 'debian12' },
  'debian-13': { sign: release(/debian/, '13', /trixie/), call: 'debian13' },
  'ubuntu-22.04': { sign: release(/ubuntu/, '22', /jammy/), call: 'ubuntu2204' },
  'ubuntu-24.04': { sign: release(/ubuntu/, '24', /noble/), call: 'ubuntu2404' },
  'ubuntu-26.04': { sign: release(/ubuntu/, '26', /resolute/), call: 'ubuntu2604' },
  'fedora-coreos': { sign: /fedora[^a-z0-9]?core[^a-z0-9]?os|\bfcos\b/, call: 'fedoraCoreOs' },
  flatcar: { sign: /flatcar/, call: 'flatcar' },
  'windows-server-2003': { sign: server('2003'), call: 'windowsServer2003' },
  'windows-server-2008': { sign: server('2008'), call: 'windowsServer2008' },
  'windows-server-2008-r2': { sign: server('2008', 'r2'), call: 'windowsServer2008R2' },
  'windows-server-2012': { sign: server('2012'), call: 'windowsServer2012' },
  'windows-server-2012-r2': { sign: server('2012', 'r2'), call: 'windowsServer2012R2' },
  'windows-server-2016': { sign: server('2016'), call: 'windowsServer2016' },
  'windows-server-2019': { sign: server('2019'), call: 'windowsServer2019' },
  'windows-server-2022': { sign: server('2022'), call: 'windowsServer2022' },
  'windows-server-2025': { sign: server('2025'), call: 'windowsServer2025' },
};
const A_LINUX: Call = 'debian12';
const A_WINDOWS: Call = 'windowsServer2019';

/**
 * `os` of a machine: what it is guessed to be, with the hardware that it has where that differs.
 * @param signs names that may tell of it: of its image and of itself
 */
export function osOf(
  { hardware, disks }: FoundMachine,
  signs: readonly string[],
  program: Program,
): { said: Code; usual: OsHardware; notes: readonly string[] } {
  const words = signs.join(' ').toLowerCase();
  const found = Object.values(SIGNS).find(({ sign }) => sign.test(words));
  const isWindows = hardware.hyperV === true || hardware.clock === 'localtime' || /windows|\bwin/.test(words);
  const call = found?.call ?? (isWindows ? A_WINDOWS : A_LINUX);
  const bus = BUSES.find((each) => each === disks.find(({ device }) => device === 'disk')?.bus);
  const usual: OsHardware = GuestOs[call]().hardware;
  // Of these it is said at the machine.
  const { graphics: _graphics, ...own } = hardware;
  const other = Object.entries({ ...own, ...(bus && { diskBus: bus }) }).filter(
    ([name, value]) => value !== undefined && value !== usual[name as keyof OsHardware],
  );
  const base = `${program.lib('GuestOs')}.${call}()`;
  const props = object(Object.fromEntries(other.map(([name, value]) => [name, literal(value as string | boolean)])));
  return {
    said: code(other.length === 0 ? base : `${base}.withHardware(${props.code})`),
    usual: { ...usual, ...(bus && { diskBus: bus }) },
    notes: [found ? 'Its operating system is guessed from names.' : 'State its operating system: nothing tells of it.'],
  };
}

const BUSES: readonly OsHardware['diskBus'][] = ['virtio', 'scsi', 'sata', 'ide'];

const literal = (value: string | boolean): Code => code(typeof value === 'string' ? quoted(value) : String(value));
