import type { ResolvedGuestUser } from '../../../model/resolved';
import type { GuestPart } from '../part';
import type { Template } from '../template';

/** Accounts beside the image's own, which stays as it is. */
export const accountsPart = (users: readonly ResolvedGuestUser[]): GuestPart =>
  users.length === 0 ? {} : { config: { users: ['default', ...users.map(account)] } };

function account({ name, sshAuthorizedKeys, groups, sudo, shell }: ResolvedGuestUser): Template {
  return {
    name,
    shell,
    lock_passwd: true,
    groups: groups.length === 0 ? undefined : groups,
    sudo: sudo.length === 0 ? undefined : sudoRule(sudo),
    ssh_authorized_keys: sshAuthorizedKeys.length === 0 ? undefined : sshAuthorizedKeys,
  };
}

/** A line of sudoers(5), without the name before it. */
export const sudoRule = (commands: readonly string[]): string =>
  commands[0] === 'ALL' ? 'ALL=(ALL) NOPASSWD:ALL' : `ALL=(root) NOPASSWD: ${commands.map(command).join(', ')}`;

/** Without arguments it could be called with any, unless it is said that there are none. */
const command = (text: string): string => {
  const escaped = text.replace(/[\\,:=]/g, '\\$&');
  return escaped.includes(' ') ? escaped : `${escaped} ""`;
};
