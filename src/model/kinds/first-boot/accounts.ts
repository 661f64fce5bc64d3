import { accountsOfEngines } from '../../guest/database-engine';
import type { GuestUserProps } from '../../guest/first-boot';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedGuestUser, ResolvedOs } from '../../resolved';
import { entriesInOrder, isAccount } from '../../values';

/** Accounts that distributions and other packages of this library make: a person's of that name would become the program's. */
const PROGRAMS =
  /^(root|daemon|bin|sys|adm|sync|games|man|lp|mail|news|uucp|proxy|www-data|backup|list|irc|nobody|operator|ftp|sshd|dbus|messagebus|polkitd|chrony|tss|haproxy|systemd-.*|_.*)$/;

const OWNER = /^[a-z_][a-z0-9_-]{0,31}(:[a-z_][a-z0-9_-]{0,31})?$/;

export function checkOwner(path: string, prop: string, owner: string | undefined, report: Report): void {
  if (owner === undefined || OWNER.test(owner)) return;
  const fix = "Write a user, or a user and a group: 'app' or 'app:www-data'.";
  report(problems.invalidFirstBoot(path, prop, `"${owner}" is no owner`, fix));
}

/** With its group: that of the same name, unless another one is said. */
export const ownerOf = (owner = 'root'): string => (owner.includes(':') ? owner : `${owner}:${owner}`);

export function checkUsers(path: string, os: ResolvedOs, users: Readonly<Record<string, GuestUserProps>>, report: Report): void {
  for (const [name, user] of Object.entries(users)) {
    const prop = `users.${name}`;
    if (!isAccount(name))
      report(
        problems.invalidFirstBoot(path, 'users', `"${name}" is no name of an account`, 'Use up to 32 lower-case letters, digits, - and _.'),
      );
    else if (name === os.administrator)
      report(problems.firstBootReserved(path, 'users', `the account "${name}"`, `it is the administrators' in images of ${os.title}`));
    else if (PROGRAMS.test(name) || accountsOfEngines().includes(name))
      report(problems.firstBootReserved(path, 'users', `the account "${name}"`, 'it is that of a program'));
    for (const group of user.groups ?? [])
      if (!isAccount(group))
        report(
          problems.invalidFirstBoot(
            path,
            `${prop}.groups`,
            `"${group}" is no name of a group`,
            'Use up to 32 lower-case letters, digits, - and _.',
          ),
        );
    if (user.shell !== undefined && !/^(\/[A-Za-z0-9._-]+)+$/.test(user.shell))
      report(problems.invalidFirstBoot(path, `${prop}.shell`, `"${user.shell}" is no absolute path`, "Write one such as '/bin/bash'."));
    for (const command of typeof user.sudo === 'string' ? [] : (user.sudo ?? [])) {
      if (COMMAND.test(command)) continue;
      const fix = "Write the absolute path of a program and its arguments, without wildcards: '/usr/bin/systemctl restart app.service'.";
      report(problems.invalidFirstBoot(path, `${prop}.sudo`, `"${command}" is no command that sudo could know again`, fix));
    }
  }
}

/** sudoers(5): wildcards, lists and negations would allow more than one command. */
const COMMAND = /^(\/[A-Za-z0-9._+-]+)+( [A-Za-z0-9@%/._+:,=-]+)*$/;

export const resolveUsers = (users: Readonly<Record<string, GuestUserProps>>): readonly ResolvedGuestUser[] =>
  entriesInOrder(users).map(([name, { sshAuthorizedKeys = [], groups = [], sudo = [], shell = '/bin/bash' }]) => ({
    name,
    sshAuthorizedKeys: [...sshAuthorizedKeys].sort(),
    groups: [...new Set(groups)].sort(),
    sudo: typeof sudo === 'string' ? ['ALL'] : sudo,
    shell,
  }));
