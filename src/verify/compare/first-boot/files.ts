import {
  byRole,
  type DatabaseRole,
  type GuestFileContent,
  type ResolvedBackupTarget,
  type ResolvedDatabaseTls,
  type ResolvedMachine,
} from '../../../model/resolved';
import type { FirstBoot } from '../../guest/first-boot';
import type { Guest } from '../../guest/guest';
import { isOwnFile } from '../../guest/own';
import { type Difference, missing, tooWide } from '../difference';
import { compared } from './both';
import { statedFiles } from './stated';

/** What is written into a guest, and who may read it. */
export const fileDifferences = (machine: ResolvedMachine, { boot }: Guest): readonly Difference[] => [
  ...ownFiles(machine, boot),
  ...strangers(machine, boot),
  ...secrets(machine, boot),
  ...unwritten(machine, boot),
];

/** Programs, units and settings of this library's own. */
const OWN =
  /((?:\/usr\/local\/sbin|\/opt\/bin)\/isthmus-[\w-]+|\/etc\/kubernetes\/isthmus\/[\w-]+\.\w+|\/etc\/isthmus\/[\w-]+\.conf)|(?<![\w/.-])isthmus-[\w-]+\.(?:service|timer|path)(?![\w.])/g;

const STARTS = /^(\/etc\/systemd\/system\/isthmus-[\w-]+)\.(?:path|timer)$/;

/** What a guest is told to run, start or read of these, and what nothing writes. */
function unwritten({ name }: ResolvedMachine, { files, commands, early }: FirstBoot): readonly Difference[] {
  const texts = [...files.values(), ...commands, ...early.flat()];
  const named = texts.flatMap((text) => [...text.matchAll(OWN)].map(([found, path]) => path ?? `/etc/systemd/system/${found}`));
  // A unit that waits for something starts the service of its name (systemd.path(5), systemd.timer(5)).
  const started = [...files.keys()].flatMap((path) => STARTS.exec(path)?.[1] ?? []).map((unit) => `${unit}.service`);
  const isMade = (path: string): boolean => files.has(path) || texts.some((text) => text.includes(`> ${path}`));
  return [...new Set([...named, ...started])]
    .filter((path) => !isMade(path))
    .map((path) => missing(name, `${path} is named, and nothing writes it`));
}

const CONTENTS: {
  readonly [From in GuestFileContent['from']]: (content: Extract<GuestFileContent, { from: From }>) => string;
} = {
  text: ({ text }) => text,
  bytes: ({ base64 }) => `base64 ${base64}`,
  variable: ({ variable }) => `variable ${variable}`,
};
const contentOf = (content: GuestFileContent): string => (CONTENTS[content.from] as (content: GuestFileContent) => string)(content);

const ownFiles = ({ name, guest: { firstBoot } }: ResolvedMachine, boot: FirstBoot): readonly Difference[] =>
  (firstBoot?.files ?? []).flatMap(({ path, mode, owner, content }) => {
    const found = boot.permissions.get(path);
    const stated = `${mode} ${owner}`;
    if (found === undefined) return [missing(name, `${path} is not written`)];
    return [
      ...(found === stated ? [] : [tooWide(name, `${path} is written as ${found}, not as ${stated}`)]),
      ...(boot.contents.get(path) === contentOf(content) ? [] : [missing(name, `${path} holds something else than the model says`)]),
    ];
  });

function strangers(machine: ResolvedMachine, { contents }: FirstBoot): readonly Difference[] {
  const {
    name,
    guest: { firstBoot },
  } = machine;
  const stated = statedFiles(firstBoot);
  const own = new Set((firstBoot?.files ?? []).map(({ path }) => path));
  const lacking = [...stated]
    .filter((path) => !own.has(path) && !contents.has(path))
    .map((path) => missing(name, `${path} is not written`));
  const [stranger] = [...contents.keys()].filter((path) => !stated.has(path) && !isOwnFile(machine, path));
  return [...lacking, ...(stranger === undefined ? [] : [tooWide(name, `${stranger} is written, which is not in the model`)])];
}

const FILLED = /^variable /;

/** Which secret lies where: one in the place of another lets its holder in there. */
function secrets(machine: ResolvedMachine, { contents }: FirstBoot): readonly Difference[] {
  const { name, guest } = machine;
  const own = new Set(guest.firstBoot?.files.map(({ path }) => path));
  const found = [...contents].filter(([path, content]) => FILLED.test(content) && !own.has(path));
  const stated = [...secretsOf(machine), ...commandSecrets(machine)].map(([path, variable]) => `${variable} in ${path}`);
  return compared(
    name,
    'it the secret',
    [...new Set(stated)],
    found.map(([path, content]) => `${content.replace(FILLED, '')} in ${path}`),
  );
}

type Secrets = readonly (readonly [path: string, variable: string])[];

const BACKUP = '/etc/isthmus/backup/';
const TARGETS: { readonly [B in ResolvedBackupTarget['by']]: (target: Extract<ResolvedBackupTarget, { by: B }>) => Secrets } = {
  sftp: ({ keyVariable }) => [[`${BACKUP}key`, keyVariable]],
  s3: ({ accessKeyVariable, secretKeyVariable }) => [
    [`${BACKUP}access-key`, accessKeyVariable],
    [`${BACKUP}secret-key`, secretKeyVariable],
  ],
  nfs: () => [],
};

function ofBackup({ backup }: DatabaseRole): Secrets {
  const target = backup?.to;
  if (!target) return [];
  const more = TARGETS[target.by] as (target: ResolvedBackupTarget) => Secrets;
  return [[`${BACKUP}password`, target.passwordVariable], ...more(target)];
}

const TLS = '/etc/isthmus/database-tls/';
const CERTIFICATES: { readonly [B in ResolvedDatabaseTls['by']]: (tls: Extract<ResolvedDatabaseTls, { by: B }>) => Secrets } = {
  'self-signed': () => [],
  variables: ({ certificateVariable, keyVariable }) => [
    [`${TLS}certificate.pem`, certificateVariable],
    [`${TLS}key.pem`, keyVariable],
  ],
  files: () => [],
};

const ofTls = ({ tls }: DatabaseRole): Secrets => (tls ? (CERTIFICATES[tls.by] as (tls: ResolvedDatabaseTls) => Secrets)(tls) : []);

const NODE = '/etc/isthmus/kubernetes/secrets/';

const secretsOfRole = byRole<Secrets, string>({
  database: (role, machine) => [
    // One that follows another has them with the data.
    ...(role.replication && role.replication.primary !== machine ? [] : role.roles).map(
      ({ name, verifierVariable }) => [`/etc/isthmus/database-verifiers/${name}`, verifierVariable] as const,
    ),
    ...ofBackup(role),
    ...ofTls(role),
    ...(role.replication ? [['/etc/isthmus/replication/password', role.replication.passwordVariable] as const] : []),
  ],
  'cluster-node': ({ bringUp }) => {
    const { joinToken, encryptionKey, certificateKey, serverToken } = bringUp?.secrets ?? {};
    return [
      ...(joinToken === undefined ? [] : [[`${NODE}join-token`, joinToken] as const]),
      ...(encryptionKey === undefined ? [] : [[`${NODE}encryption-key`, encryptionKey] as const]),
      ...(certificateKey === undefined ? [] : [[`${NODE}certificate-key`, certificateKey] as const]),
      ...(serverToken === undefined ? [] : [[`${NODE}server-token`, serverToken] as const]),
    ];
  },
  'load-balancer': () => [],
  plain: () => [],
});
const secretsOf = ({ name, guest: { role } }: ResolvedMachine): Secrets => secretsOfRole(role, name);

/** Those of commands that are run at the end. */
const commandSecrets = ({ guest: { firstBoot } }: ResolvedMachine): Secrets =>
  (firstBoot?.commands ?? [])
    .filter(({ beforePackages }) => !beforePackages)
    .flatMap(({ variables }) => variables.map(({ variable }) => [`/etc/isthmus/secrets/${variable}`, variable] as const));
