import { Command, type CommandProps } from '../../guest/command';
import type { DiskMountProps, FirstBootProps, GuestProxyProps, GuestUserProps } from '../../guest/first-boot';
import type { FirstBootWaitProps } from '../../guest/first-boot-wait';
import { GuestFile, type GuestFileProps } from '../../guest/guest-file';
import { type AptRepositoryProps, Repository } from '../../guest/repository';
import { SecurityUpdates } from '../../guest/security-updates';
import type { DatabaseRole, GuestFileContent } from '../../resolved';
import { data, flag, instance, isRecord, list, map, number, object, optional, propsOf, type Shape, text, wordOf } from '../../shape';
import { reason, SIZE, SSH_KEY } from '../values';

/** What users may say of the first boot of a guest. */

/** Text for programs in a guest. What is a secret has another way there. */
export const guestText: Shape = (item, where, visit) => data(item, where, { ...visit, secret: (at) => visit.secret(at, 'guest') });

/** As written by hand: several lines, and whatever a program reads. */
const CONTENTS: { readonly [From in GuestFileContent['from']]: Shape } = {
  text: object({ text: guestText }),
  bytes: object({ base64: text }),
  variable: object({ variable: text }),
};

const FILE_CONTENT: Shape = (content, where, visit) => {
  const { from } = content as GuestFileContent;
  CONTENTS[from](content, where, visit);
};

const FILE = instance('text or a GuestFile', GuestFile, {
  content: FILE_CONTENT,
  props: propsOf<GuestFileProps>({ mode: optional(number), owner: optional(text) }),
});

const textOrFile: Shape = (file, where, visit) => (typeof file === 'string' ? guestText : FILE)(file, where, visit);

export const COMMAND = instance('a Command', Command, {
  words: optional(list(guestText)),
  script: optional(guestText),
  props: propsOf<CommandProps>({ variables: optional(map(text)), beforePackages: optional(flag) }),
});

const everythingOrList: Shape = (sudo, where, visit) =>
  (typeof sudo === 'string' ? wordOf<'everything'>({ everything: true }) : list(text))(sudo, where, visit);

const USER = propsOf<GuestUserProps>({
  sshAuthorizedKeys: optional(list(SSH_KEY)),
  groups: optional(list(text)),
  sudo: optional(everythingOrList),
  shell: optional(text),
});

const MOUNT = propsOf<DiskMountProps>({
  disk: text,
  fileSystem: optional(wordOf<DatabaseRole['filesystem']>({ xfs: true, ext4: true })),
  options: optional(list(text)),
  owner: optional(text),
  mode: optional(number),
});

const textOrNumber: Shape = (item, where, visit) => (typeof item === 'number' ? number : text)(item, where, visit);

const REPOSITORY = instance('a Repository', Repository, {
  props: propsOf<AptRepositoryProps>({ url: text, key: optional(guestText), suites: list(text), components: optional(list(text)) }),
});

const UPDATES = instance('a SecurityUpdates', SecurityUpdates, {
  at: optional(text),
  props: propsOf<SecurityUpdates['props']>({ reboot: optional(flag), except: optional(list(text)), because: reason }),
});

/** What a YAML file can hold. */
const plain: Shape = (item, where, visit) => {
  if (Array.isArray(item)) list(plain)(item, where, visit);
  else if (isRecord(item) && [Object.prototype, null].includes(Object.getPrototypeOf(item))) map(plain)(item, where, visit);
  else if (typeof item === 'string') guestText(item, where, visit);
  else if (item !== null && typeof item !== 'boolean' && !Number.isFinite(item))
    visit.defect(where, 'text, a number, true, false, a list or a plain object', item);
};

export const FIRST_BOOT = propsOf<FirstBootProps>({
  packages: optional(list(text)),
  files: optional(map(textOrFile)),
  commands: optional(list(COMMAND)),
  users: optional(map(USER)),
  timeZone: optional(text),
  locale: optional(text),
  swap: optional(SIZE),
  sysctl: optional(map(textOrNumber)),
  mounts: optional(map(MOUNT)),
  services: optional(list(text)),
  certificates: optional(map(guestText)),
  repositories: optional(map(REPOSITORY)),
  onlyTheseRepositories: optional(flag),
  proxy: optional(propsOf<GuestProxyProps>({ url: text, except: optional(list(text)) })),
  securityUpdates: optional(UPDATES),
  cloudConfig: optional(map(plain)),
});

/** How long an apply waits for it. */
export const WAIT = propsOf<FirstBootWaitProps>({ minutes: optional(number) });

export const WAIT_OR_NOT: Shape = (wait, where, visit) => {
  if (wait !== false) WAIT(wait, where, visit);
};
