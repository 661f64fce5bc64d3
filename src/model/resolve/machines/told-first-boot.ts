import type { GuestFileContent, ResolvedFirstBoot, ResolvedGuestUser, ResolvedSecurityUpdates } from '../../resolved';
import { fingerprint, sha256 } from '../../values';
import { type Answers, type Subject, said } from './told-subject';

/** What a guest's user had it do once. The lock is committed: texts stand there as their digests, secrets by their names. */

const digest = (text: string): string => `sha256:${sha256(text).slice(0, 12)}`;

const CONTENTS: { readonly [From in GuestFileContent['from']]: (content: Extract<GuestFileContent, { from: From }>) => string } = {
  text: ({ text }) => digest(text),
  bytes: ({ base64 }) => digest(base64),
  variable: ({ variable }) => `var.${variable}`,
};
const contentText = (content: GuestFileContent): string => (CONTENTS[content.from] as (content: GuestFileContent) => string)(content);

const subject = <T>(prop: string, says: Subject<T>['says'], byHand: string): Subject<T> => ({
  prop: `firstBoot.${prop}`,
  says,
  byHand,
  unsaid: 'none',
});

export const TOLD_FIRST_BOOT: Answers<ResolvedFirstBoot> = {
  packages: subject('packages', ({ packages }) => packages, 'install or remove them'),
  files: subject(
    'files',
    ({ files }) => files.map(({ path, mode, owner, content }) => `${path} ${mode} ${owner} ${contentText(content)}`),
    'write and remove the files',
  ),
  commands: subject(
    'commands',
    ({ commands }) =>
      commands.map(({ script, variables, beforePackages }) =>
        [
          digest(script),
          ...variables.map(({ name, variable }) => `${name}=var.${variable}`),
          ...(beforePackages ? ['before packages'] : []),
        ].join(' '),
      ),
    'run what is new, and undo what has gone',
  ),
  users: subject('users', ({ users }) => users.map(userText), 'change the accounts, their keys, their groups and /etc/sudoers.d'),
  timeZone: subject('timeZone', ({ timeZone }) => said(timeZone), '`timedatectl set-timezone`'),
  locale: subject('locale', ({ locale }) => said(locale), '`localectl set-locale`'),
  swapBytes: subject(
    'swap',
    ({ swapBytes }) => said(swapBytes, (bytes) => `${bytes / 2 ** 20} MiB`),
    'change the swap file and /etc/fstab',
  ),
  sysctl: subject('sysctl', ({ sysctl }) => sysctl.map(({ key, value }) => `${key}=${value}`), 'change /etc/sysctl.d'),
  mounts: subject(
    'mounts',
    ({ mounts }) =>
      mounts.map(
        ({ path, serial, fileSystem, options, owner, mode }) => `${serial} at ${path} ${fileSystem} ${options.join('+')} ${owner} ${mode}`,
      ),
    'change /etc/fstab',
  ),
  services: subject('services', ({ services }) => services, '`systemctl enable --now`, and `disable --now` for what has gone'),
  certificates: subject(
    'certificates',
    ({ certificates }) => certificates.map(({ name, pem }) => `${name} ${digest(pem)}`),
    'change the authorities that the guest trusts',
  ),
  repositories: subject(
    'repositories',
    ({ repositories }) =>
      repositories.map(({ name, url, suites, components, key }) => [name, url, ...suites, ...components, ...said(key, digest)].join(' ')),
    'change the sources of its package manager',
  ),
  onlyTheseRepositories: subject(
    'onlyTheseRepositories',
    ({ onlyTheseRepositories }) => (onlyTheseRepositories ? ['yes'] : []),
    'bring the sources of its image back, or take them away',
  ),
  proxy: subject('proxy', ({ proxy }) => (proxy ? [proxy.url, ...proxy.except] : []), 'change the proxy of its package manager'),
  variables: 'is told in parts',
  cloudConfig: subject(
    'cloudConfig',
    ({ cloudConfig }) => Object.entries(cloudConfig).map(([key, value]) => `${key} ${digest(JSON.stringify(value))}`),
    'do what it says',
  ),
};

const userText = ({ name, sshAuthorizedKeys, groups, sudo, shell }: ResolvedGuestUser): string =>
  [
    `${name} ${shell}`,
    ...sshAuthorizedKeys.map(fingerprint),
    ...groups.map((group) => `in ${group}`),
    ...sudo.map((command) => `sudo ${command}`),
  ].join('; ');

export const updatesText = ({ at, reboot, except }: ResolvedSecurityUpdates): readonly string[] => [
  `daily ${at}`,
  reboot ? 'with restarts' : 'without restarts',
  ...except.map((name) => `not ${name}`),
];

/** Of a guest whose user says nothing. */
export const NO_FIRST_BOOT: ResolvedFirstBoot = {
  ...{
    packages: [],
    files: [],
    commands: [],
    users: [],
    sysctl: [],
    mounts: [],
    services: [],
    certificates: [],
    repositories: [],
    variables: [],
  },
  onlyTheseRepositories: false,
  cloudConfig: {},
};
