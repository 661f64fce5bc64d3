import type { ResolvedGuestUser, ResolvedMachine } from '../../../model/resolved';
import type { Account } from '../../guest/first-boot';
import type { Guest } from '../../guest/guest';
import type { Difference } from '../difference';
import { compared } from './both';

/** Who may log in, and who may do what as root. */
export const accountDifferences = (machine: ResolvedMachine, found: Guest): readonly Difference[] => [
  ...administrators(machine, found),
  ...accounts(machine, found),
];

/** Ignition names the account like any other one. */
function administrators({ name, guest, os }: ResolvedMachine, { boot }: Guest): readonly Difference[] {
  const named = boot.accounts.filter((account) => account.name === os.administrator);
  const keys = [...boot.administrators, ...named.flatMap((account) => account.keys)];
  return [
    ...compared(name, "the administrators' account the key", guest.sshAuthorizedKeys, keys),
    ...compared(
      name,
      "the administrators' account the group",
      [],
      named.flatMap(({ groups }) => groups),
    ),
  ];
}

function accounts({ name, guest: { firstBoot }, os }: ResolvedMachine, { boot: { accounts: all } }: Guest): readonly Difference[] {
  const stated = firstBoot?.users ?? [];
  const found = all.filter((account) => account.name !== os.administrator);
  const names = compared(
    name,
    'it the account',
    stated.map((user) => user.name),
    found.map((account) => account.name),
  );
  const pairs = stated.flatMap((user) => found.filter((account) => account.name === user.name).map((account) => ({ user, account })));
  return [...names, ...pairs.flatMap(({ user, account }) => ofAccount(name, user, account))];
}

const ofAccount = (machine: string, user: ResolvedGuestUser, account: Account): readonly Difference[] => [
  ...compared(machine, `${user.name} the key`, user.sshAuthorizedKeys, account.keys),
  ...compared(machine, `${user.name} the group`, user.groups, account.groups),
  ...compared(machine, `${user.name} as root`, user.sudo, allowed(account.sudo)),
];

/** Commands of a line of sudoers(5), as they are called; `ALL` for every one, and the line as it stands where it says anything else. */
function allowed(line: string | undefined): readonly string[] {
  if (line === undefined) return [];
  if (line === 'ALL=(ALL) NOPASSWD:ALL') return ['ALL'];
  const [, commands] = /^ALL=\(root\) NOPASSWD: (.+)$/.exec(line) ?? [];
  return commands === undefined ? [line] : commands.split(', ').map((command) => command.replace(/ ""$/, '').replace(/\\(.)/g, '$1'));
}
