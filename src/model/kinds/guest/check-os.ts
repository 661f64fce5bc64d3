import { DatabaseEngine } from '../../guest/database-engine';
import { FAMILIES } from '../../guest/families';
import type { CustomOsProps, GuestOs } from '../../guest/guest-os';
import { OPERATING_SYSTEMS } from '../../guest/os';
import { tellsOrigins } from '../../guest/set-up-packages';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { EngineName, ResolvedOs } from '../../resolved';
import { type Port, Size } from '../../values';

type Family = ResolvedOs['family'];

/** Which family each firewall is of. */
const FIREWALLS: { readonly [F in ResolvedOs['firewall']]: Family } = {
  nftables: 'linux',
  firewalld: 'linux',
  'windows-firewall': 'windows',
  'netsh-advfirewall': 'windows',
  'netsh-firewall': 'windows',
};

/** What a family has none of. */
const LACKS: { readonly [F in Family]: readonly (keyof CustomOsProps)[] } = {
  linux: [],
  windows: ['packages', 'administrator', 'securityOrigin', 'controlGroups', 'engines'],
};

/** Which firewalls whole images have. */
const IN_WHOLE_IMAGES: { readonly [F in ResolvedOs['firewall']]: boolean } = {
  nftables: true,
  firewalld: false,
  'windows-firewall': false,
  'netsh-advfirewall': false,
  'netsh-firewall': false,
};

/** Which firewalls are those of Windows before the modules that set-ups speak to. */
const OF_OLD_WINDOWS: { readonly [F in ResolvedOs['firewall']]: boolean } = {
  nftables: false,
  firewalld: false,
  'windows-firewall': false,
  'netsh-advfirewall': true,
  'netsh-firewall': true,
};

/** What nothing can be installed on has none of. */
const LACKS_AS_IMAGE: readonly (keyof CustomOsProps)[] = ['packages', 'securityOrigin', 'engines'];

/** Checks what was said of an operating system; what it was made of has the right types by then. */
export function checkOs(path: string, { resolved, custom: given }: GuestOs, report: Report): void {
  const { title, family, firewall, packages, imageBased, ephemeralPorts, keptBecause } = resolved;
  const custom: Partial<CustomOsProps> = given ?? {};
  const bad = (reason: string, fix: string): void => report(problems.invalidGuestOs(path, title, reason, fix));
  if (FIREWALLS[firewall] !== family) {
    const others = Object.entries(FIREWALLS).flatMap(([name, of]) => (of === family ? [`'${name}'`] : []));
    bad(`the firewall ${firewall} is not one of its family`, `Write one of ${others.join(', ')}, or leave it out.`);
  }
  if (imageBased !== undefined) {
    if (!IN_WHOLE_IMAGES[firewall]) bad(`its image has nftables, and no ${firewall}`, "Write 'nftables', or leave it out.");
    for (const prop of LACKS_AS_IMAGE)
      if (custom[prop] !== undefined) bad(`it comes as a whole image, and has no "${prop}"`, 'Leave it out.');
  }
  for (const prop of LACKS[family]) if (custom[prop] !== undefined) bad(`${family} has no "${prop}"`, 'Leave it out.');
  if (packages !== undefined) checkOrigin(resolved, custom, tellsOrigins(packages), bad);
  if (given) checkCustom(given, resolved, bad);
  if (ephemeralPorts.from > ephemeralPorts.to)
    bad(
      `its client ports begin at ${ephemeralPorts.from} and end at ${ephemeralPorts.to}`,
      'Write the lower one first: { from: 32768, to: 60999 }.',
    );
  if (keptBecause !== undefined && keptBecause.trim() === '')
    bad('it stays after its support, and it is not said why', "Write afterSupport({ because: '…' }).");
}

type Bad = (reason: string, fix: string) => void;

/** What contradicts itself, or what it is like. */
function checkCustom(given: CustomOsProps, resolved: ResolvedOs, bad: Bad): void {
  const { like, id, packages, firewall, minimumDisk, rootDisk, engines = {}, administrator, supportedUntil, clientPorts } = given;
  const known = Object.entries(OPERATING_SYSTEMS).find(([name]) => name === id);
  if (known && id !== like.resolved.id)
    bad(
      `its id "${id}" is that of ${known[1].facts.title}, and it is like ${like.resolved.title}`,
      'Give it an id of its own, or leave it out.',
    );
  const carried = Object.entries(like.resolved.engines).filter(
    ([name, versions]) => engines[name as EngineName] === undefined && Object.keys(versions).length > 0,
  );
  if (packages !== undefined && packages !== like.resolved.packages && carried.length > 0)
    bad(
      `it has ${packages}, and its packages of ${carried.map(([name]) => name).join(', ')} are those of ${like.resolved.title} for ${like.resolved.packages ?? 'nothing'}`,
      "Say what its own are called, {} where it has none: engines: { postgresql: { '17': ['…'] }, mariadb: {} }; or let it be like a system with the same package manager.",
    );
  if (rootDisk && minimumDisk && rootDisk.bytes < minimumDisk.bytes) {
    const [disk, least] = Size.inOneUnit(rootDisk, minimumDisk);
    bad(`machines that state no root disk get ${disk}, and it needs ${least}`, `Let rootDisk be ${least} or more.`);
  }
  if (rootDisk && !minimumDisk && rootDisk.toMebibytes < resolved.least.diskMiB) {
    const [disk, least] = Size.inOneUnit(rootDisk, Size.mebibytes(resolved.least.diskMiB));
    bad(
      `machines that state no root disk get ${disk}, and ${like.resolved.title}, which it is like, needs ${least}`,
      'Say minimumDisk as well, or a larger rootDisk.',
    );
  }
  if (administrator === 'root') bad('"administrator" is root, whom nobody is let in as', "Name the image's own account, such as 'debian'.");
  if (firewall !== undefined && (resolved.windows?.setUpBy.length ?? 0) > 0 && OF_OLD_WINDOWS[firewall])
    bad(
      `what sets it up speaks to windows-firewall alone (NetSecurity), and not to ${firewall}`,
      "Write 'windows-firewall', or leave it out.",
    );
  if (clientPorts && clientPorts.from < FIRST_CLIENT_PORT)
    bad(`its client ports begin at ${clientPorts.from}, among those of servers`, `Let them begin at ${FIRST_CLIENT_PORT} or above.`);
  if (supportedUntil !== undefined && resolved.imageBased !== undefined)
    bad('it comes as a whole image, each of whose releases is there until the next one', 'Leave out "supportedUntil".');
  checkEngines(engines, bad);
}

/** Below are ports that only a system's administrator listens on (RFC 6335, "System Ports"; ip(7)). */
const FIRST_CLIENT_PORT = 1024;

function checkEngines(engines: Partial<ResolvedOs['engines']>, bad: Bad): void {
  for (const [name, versions = {}] of Object.entries(engines))
    for (const [version, packages] of Object.entries(versions)) {
      const defect = DatabaseEngine[name as EngineName](version).defect;
      if (defect !== undefined)
        bad(`${name} ${version} ${defect}`, 'Write versions as its engine has them, and leave out those that cannot be set up.');
      if (packages.length === 0) bad(`there are no packages of ${name} ${version}`, 'Name them, or leave the version out.');
    }
}

function checkOrigin({ packages, securityOrigin }: ResolvedOs, given: Partial<CustomOsProps>, tells: boolean, bad: Bad): void {
  if (!tells && given.securityOrigin !== undefined)
    bad(`"securityOrigin" is for unattended-upgrades, and it has ${packages}`, 'Leave it out.');
  if (tells && securityOrigin === undefined)
    bad('nobody knows where its security updates are', "Say it: securityOrigin: 'origin=…,label=…' (`apt-cache policy` shows o= and l=).");
}

/** Checks that a machine can listen as it says. */
export function checkListens(path: string, { resolved: { title, family } }: GuestOs, listens: readonly Port[], report: Report): void {
  const lacking = listens.filter(({ resolved }) => FAMILIES[family].lacks.includes(resolved.protocol));
  for (const port of lacking) report(problems.protocolLacking(path, title, `${port}`));
}

/** Checks that a machine has what its operating system needs at least; sizes that are none are told elsewhere. */
export function checkLeast(path: string, { resolved }: GuestOs, memory: Size, rootDisk: Size, report: Report): void {
  const { memoryMiB, diskMiB } = resolved.least;
  for (const [prop, minimum, given, needed] of [
    ['memory', 'minimumMemory', memory, Size.mebibytes(memoryMiB)],
    ['rootDisk', 'minimumDisk', rootDisk, Size.mebibytes(diskMiB)],
  ] as const) {
    if (given.defect !== undefined || given.bytes >= needed.bytes) continue;
    report(problems.belowMinimum(path, prop, minimum, ...Size.inOneUnit(given, needed), resolved));
  }
}
