import type { ResolvedGuestUser, ResolvedMachine } from '../../model/resolved';
import type { Account } from '../guest/first-boot';
import type { Guest } from '../guest/guest';
import type { Difference } from './difference';
import type { Model } from './model';

/** Machines that let others in, or let others become root or read a file, than the model says of their first boot. */
export function firstBootDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const found = model.machine(machine.name);
    // What is not understood, and what is not set up at all, is reported as that.
    if (!found?.guest || found.isRiddle) return [];
    return [...administrators(machine, found.guest), ...accounts(machine, found.guest), ...files(machine, found.guest)];
  });
}

const missing = (about: string, text: string): Difference => ({ kind: 'missing', about, text: `${about}: ${text}` });
const tooWide = (about: string, text: string): Difference => ({ kind: 'too-wide', about, text: `${about}: ${text}` });

/** What is there and not stated, and what is stated and not there. */
function compared(about: string, what: string, stated: readonly string[], found: readonly string[]): readonly Difference[] {
  const [more] = found.filter((each) => !stated.includes(each));
  const [fewer] = stated.filter((each) => !found.includes(each));
  return [
    ...(more === undefined ? [] : [tooWide(about, `${what} ${more}, which is not in the model`)]),
    ...(fewer === undefined ? [] : [missing(about, `nothing gives ${what} ${fewer}`)]),
  ];
}

const administrators = ({ name, guest }: ResolvedMachine, { people }: Guest): readonly Difference[] =>
  compared(name, "the administrators' account the key", guest.sshAuthorizedKeys, people.administrators);

function accounts({ name, guest: { firstBoot } }: ResolvedMachine, { people }: Guest): readonly Difference[] {
  const stated = firstBoot?.users ?? [];
  const names = compared(
    name,
    'it the account',
    stated.map((user) => user.name),
    people.accounts.map((account) => account.name),
  );
  const pairs = stated.flatMap((user) =>
    people.accounts.filter((account) => account.name === user.name).map((account) => ({ user, account })),
  );
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

function files({ name, guest: { firstBoot } }: ResolvedMachine, { people }: Guest): readonly Difference[] {
  return (firstBoot?.files ?? []).flatMap(({ path, mode, owner }) => {
    const found = people.permissions.get(path);
    const stated = `${mode} ${owner}`;
    if (found === undefined) return [missing(name, `${path} is not written`)];
    return found === stated ? [] : [tooWide(name, `${path} is written as ${found}, not as ${stated}`)];
  });
}
