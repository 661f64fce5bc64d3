import { FAMILIES } from '../../guest/families';
import type { CustomOsProps, GuestOs } from '../../guest/guest-os';
import { tellsOrigins } from '../../guest/set-up-packages';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedOs } from '../../resolved';
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
  if (ephemeralPorts.from > ephemeralPorts.to)
    bad(
      `its client ports begin at ${ephemeralPorts.from} and end at ${ephemeralPorts.to}`,
      'Write the lower one first: { from: 32768, to: 60999 }.',
    );
  if (keptBecause !== undefined && keptBecause.trim() === '')
    bad('it stays after its support, and it is not said why', "Write afterSupport({ because: '…' }).");
}

function checkOrigin(
  { packages, securityOrigin }: ResolvedOs,
  given: Partial<CustomOsProps>,
  tells: boolean,
  bad: (reason: string, fix: string) => void,
): void {
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
