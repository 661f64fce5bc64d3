import type { ResolvedFirstBoot, ResolvedGuestUser, ResolvedMachine } from '../../../model/resolved';
import { guestFile, servicesPart, sysctlPart } from '../first-boot';
import { sudoRule } from '../first-boot/accounts';
import { commandsPart } from '../first-boot/commands';
import { mountsPart } from '../first-boot/mounts';
import { proxyExports, withoutProxy } from '../first-boot/sources';
import { bashProgram, type GuestFile, program, programsOf } from '../part';
import type { IgnitionPart } from './document';
import type { IgnitionSystem } from './systems';

/** What the user of a guest has it do, in the order of cloud-init's: files and accounts are there before anything is run. */
export function ignitionFirstBoot(machine: ResolvedMachine, system: IgnitionSystem): readonly IgnitionPart[] {
  const { firstBoot } = machine.guest;
  if (firstBoot === undefined) return [];
  return [
    { steps: proxyExports(firstBoot) },
    trustPart(firstBoot, system),
    proxyPart(firstBoot, system),
    accountsPart(firstBoot.users, machine),
    clockPart(firstBoot),
    swapPart(firstBoot, machine),
    sysctlPart(firstBoot),
    { files: firstBoot.files.map(guestFile) },
    mountsPart(machine, firstBoot.mounts),
    commandsPart(firstBoot.commands, machine.os),
    servicesPart(firstBoot.services),
  ];
}

function trustPart({ certificates }: ResolvedFirstBoot, { authorities }: IgnitionSystem): IgnitionPart {
  if (certificates.length === 0) return {};
  return {
    files: certificates.map(({ name, pem }) => ({ path: authorities.path(name), content: pem, mode: '0644' })),
    steps: [authorities.renew],
  };
}

function proxyPart({ proxy }: ResolvedFirstBoot, { fetchers }: IgnitionSystem): IgnitionPart {
  if (!proxy) return {};
  const { url } = proxy;
  const said = [`http_proxy=${url}`, `https_proxy=${url}`, `ALL_PROXY=${url}`, `no_proxy=${withoutProxy(proxy)}`];
  const content = `[Service]\n${said.map((each) => `Environment=${each}\n`).join('')}`;
  return {
    files: fetchers.map((unit): GuestFile => ({ path: `/etc/systemd/system/${unit}.d/isthmus-proxy.conf`, content, mode: '0644' })),
  };
}

/** Ignition ends with an error at a group that is not there, and at one that it shall make and that is. */
function accountsPart(users: readonly ResolvedGuestUser[], { os }: ResolvedMachine): IgnitionPart {
  const members = users.flatMap(({ name, groups }) => groups.map((group) => `member ${name} ${group}`));
  const sudoers = users.filter(({ sudo }) => sudo.length > 0);
  return {
    users: users.map(({ name, sshAuthorizedKeys, shell }) => ({ name, sshAuthorizedKeys, shell })),
    files: [
      ...sudoers.map(({ name, sudo }) => ({
        path: `/etc/sudoers.d/isthmus-${name}`,
        content: `${name} ${sudoRule(sudo)}\n`,
        mode: '0440',
      })),
      ...(members.length === 0 ? [] : [bashProgram('groups', GROUPS_PURPOSE, `${GROUPS}${members.join('\n')}\n`, programsOf(os))]),
    ],
    steps: members.length === 0 ? [] : [program('groups', programsOf(os))],
  };
}

const GROUPS_PURPOSE = 'Puts accounts into their groups, and makes those that are not there. Safe to run again.';
const GROUPS = `member() {
  # Nobody can be put into a group that stands in the image alone.
  grep -q "^$2:" /etc/group || getent group "$2" >> /etc/group || groupadd "$2"
  usermod --append --groups "$2" "$1"
}
`;

const clockPart = ({ timeZone }: ResolvedFirstBoot): IgnitionPart =>
  timeZone === undefined ? {} : { links: [{ path: '/etc/localtime', target: `../usr/share/zoneinfo/${timeZone}` }] };

const SWAP_FILE = '/var/swapfile';
/** As systemd calls the unit of that path (systemd.swap(5)). */
const SWAP_UNIT = 'var-swapfile.swap';

/** No file can be made in the root folder of Fedora CoreOS. */
function swapPart({ swapBytes }: ResolvedFirstBoot, { os }: ResolvedMachine): IgnitionPart {
  if (swapBytes === undefined) return {};
  const body = `
file=${SWAP_FILE}
[ ! -e "$file" ] || exit 0
rm -f "$file.new"
fallocate --length ${swapBytes} "$file.new"
chmod 0600 "$file.new"
mkswap "$file.new"
if command -v selinuxenabled > /dev/null && selinuxenabled; then chcon -t swapfile_t "$file.new"; fi
mv "$file.new" "$file"
`;
  return {
    files: [bashProgram('swap', 'Makes the swap file, once. Safe to run again.', body, programsOf(os))],
    units: [
      { name: SWAP_UNIT, contents: `[Unit]\nDescription=Swap file\n\n[Swap]\nWhat=${SWAP_FILE}\n\n[Install]\nWantedBy=swap.target\n` },
    ],
    steps: [program('swap', programsOf(os)), `systemctl enable --now ${SWAP_UNIT}`],
  };
}
