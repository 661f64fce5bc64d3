import type { ResolvedMachine } from '../../model/resolved';
import { type Difference, missing, tooWide } from '../compare/difference';

interface Account {
  id: number;
  /** The status that `passwd -S` tells. */
  password: string;
  readonly keys: string[];
}

/** Ids of people begin there (login.defs(5)); the last but one is nobody's. */
const PEOPLE = 1000;
const NOBODY = 65534;
/** `passwd -S` of shadow, and of Enterprise Linux. */
const LOCKED: ReadonlySet<string> = new Set(['L', 'LK']);
const NONE: ReadonlySet<string> = new Set(['NP']);

/** Programs in the place of a shell, which let nobody in. */
const NO_SHELL = /\/(nologin|false|sync|shutdown|halt)$/;

/** Who may log in to a guest and is not in the model, and whose keys are not there. */
export function accountsInside({ name, guest, os }: ResolvedMachine, text: string): readonly Difference[] {
  const stated = new Map<string, readonly string[]>([
    ...(os.administrator === undefined ? [] : [[os.administrator, guest.sshAuthorizedKeys.map(plain)] as const]),
    ...(guest.firstBoot?.users ?? [])
      .filter(({ shell }) => !NO_SHELL.test(shell))
      .map((user) => [user.name, user.sshAuthorizedKeys.map(plain)] as const),
  ]);
  const found = accountsIn(text);
  return [
    ...[...found].flatMap(([account, { id, password, keys }]) => {
      const own = stated.get(account);
      const strange = keys.filter((key) => !own?.includes(key));
      return [
        ...(own === undefined && id >= PEOPLE && id !== NOBODY
          ? [tooWide(name, `${account} has an account in it, which is not in the model`)]
          : []),
        ...(strange.length > 0
          ? [tooWide(name, `${account} is opened in it by a key that is not in the model: ~${account}/.ssh/authorized_keys`)]
          : []),
        ...(LOCKED.has(password)
          ? []
          : [tooWide(name, `${account} ${NONE.has(password) ? 'needs no password' : 'has a password'} in it: passwd -l ${account}`)]),
      ];
    }),
    ...[...stated].flatMap(([account, keys]) => {
      const there = found.get(account);
      if (!there) return [missing(name, `${account} has no account in it that it can log in with`)];
      return keys.every((key) => there.keys.includes(key)) ? [] : [missing(name, `not every key of ${account} opens its account in it`)];
    }),
  ];
}

/** Type and key, without the comment. */
const plain = (key: string): string => key.trim().split(/\s+/).slice(0, 2).join(' ');

/** Lines `account NAME ID`, `password NAME STATUS`, `key NAME TYPE KEY`. */
function accountsIn(text: string): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const line of text.split('\n')) {
    const [what, name = '', ...rest] = line.split(' ');
    const account = accounts.get(name) ?? { id: 0, password: '', keys: [] };
    if (what === 'account') accounts.set(name, { ...account, id: Number(rest[0]) });
    else if (what === 'password' && accounts.has(name)) account.password = rest[0] ?? '';
    else if (what === 'key') account.keys.push(rest.join(' '));
  }
  return accounts;
}
