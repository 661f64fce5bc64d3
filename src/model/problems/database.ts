import type { Problem } from '../problem';

const NAME_IN_DATABASES =
  'Use 1 to 32 lower-case letters, digits, hyphens and underscores, starting with a letter, and no name that an engine has taken';

export const invalidDatabaseName = (path: string, name: string): Problem => ({
  code: 'INVALID_DATABASE_NAME',
  path,
  message: `"${name}" cannot be the name of a database.`,
  fix: `${NAME_IN_DATABASES}.`,
});

/** @param database that it owns, and is called like unless somebody says otherwise */
export const invalidRoleName = (path: string, name: string, database: string | undefined): Problem => ({
  code: 'INVALID_ROLE_NAME',
  path,
  message: `"${name}" cannot be the name of a role${database === undefined ? '' : `; it owns the database "${database}", which is called like its owner unless \`owner\` says otherwise`}.`,
  fix: `${NAME_IN_DATABASES}, as PostgreSQL has all roles that begin with pg_.`,
});

export const initialSqlTooLarge = (path: string, bytes: number, most: number): Problem => ({
  code: 'INITIAL_SQL_TOO_LARGE',
  path,
  message: `initialSql has ${bytes} bytes, and ${most} is the most that a guest can be told, for all of its databases.`,
  fix: 'Keep the tables in it, and let a Job of a cluster, or an administrator, load the rows: it connects by connection().',
});

export const noDatabases = (path: string): Problem => ({
  code: 'NO_DATABASES',
  path,
  message: '"databases" is empty.',
  fix: 'Name one: `databases: { orders: {} }`. Left out, there is one that is called "app".',
});

export const roleWithoutRights = (path: string, role: string, databases: readonly string[]): Problem => ({
  code: 'ROLE_WITHOUT_RIGHTS',
  path,
  message: `The role "${role}" owns no database, reads none and writes none. There are: ${databases.join(', ')}.`,
  fix: `Say what it is for: \`roles: { '${role}': { reads: ['${databases[0]}'] } }\`, or \`owner\` of a database; or leave it out.`,
});

/** @param prop `reads` or `writes` of the role */
export const unknownDatabase = (path: string, role: string, prop: string, database: string, databases: readonly string[]): Problem => ({
  code: 'UNKNOWN_DATABASE',
  path,
  message: `The role "${role}" ${prop} "${database}", which is no database of this machine. There are: ${databases.join(', ')}.`,
  fix: 'Name one of these, or add it to `databases`.',
});

export const invalidKeyPattern = (path: string, role: string, pattern: string): Problem => ({
  code: 'INVALID_KEY_PATTERN',
  path,
  message: `The role "${role}" has the pattern of keys "${pattern}".`,
  fix: 'Use 1 to 64 letters, digits, colons, dots, underscores, slashes, hyphens and asterisks, such as orders:* for what begins so.',
});

export const mixedKeyRights = (path: string, role: string, engine: string): Problem => ({
  code: 'MIXED_KEY_RIGHTS',
  path,
  message: `The role "${role}" reads some keys and writes others, which ${engine} cannot tell apart: it knows one list of keys for each user.`,
  fix: 'Use two roles, or an engine of version 7.',
});

export const loginNotTold = (path: string, place: string, machine: string, databases: readonly string[]): Problem => ({
  code: 'LOGIN_NOT_TOLD',
  path,
  message: `${place} is for a connection to ${machine}, which has the databases ${databases.join(', ')}: which one is meant is not known.`,
  fix: "Name it: connection({ database: '…' }), or connection({ user: '…' }) for a role that has rights in one of them.",
});

/** @param allowed such as `shop as reader or shop` */
export const loginRefused = (
  path: string,
  place: string,
  machine: string,
  user: string | undefined,
  database: string,
  allowed: readonly string[],
): Problem => ({
  code: 'LOGIN_REFUSED',
  path,
  message: `${place} is for a connection to "${database}" on ${machine}${user === undefined ? '' : ` as "${user}"`}, which its server refuses. It is made to let in: ${allowed.join(', ')}.`,
  fix: `Name one of these, or let the machine make it: \`databases\` and \`roles: { '${user ?? 'reader'}': { reads: ['${database}'] } }\`.`,
});

/** @param from what the role may log in from, by name */
export const loginFromElsewhere = (
  path: string,
  place: string,
  machine: string,
  user: string,
  sender: string,
  from: readonly string[],
): Problem => ({
  code: 'LOGIN_FROM_ELSEWHERE',
  path,
  message: `${place} is for a connection to ${machine} as "${user}", who may log in from ${from.join(', ')} alone. It comes from ${sender}.`,
  fix: `Add that to \`from\` of the role, or connect as another one.`,
});

export const invalidEngine = (path: string, engine: string, reason: string): Problem => ({
  code: 'INVALID_ENGINE',
  path,
  message: `The engine ${engine} ${reason}.`,
  fix: "Name another version: DatabaseEngine.postgresql('16'), DatabaseEngine.mysql('8.4'), DatabaseEngine.mariadb('10.11'), DatabaseEngine.redis('7'), DatabaseEngine.valkey('8'), DatabaseEngine.rabbitmq('3.12'), DatabaseEngine.mongodb('8.0').",
});

export const engineLacks = (path: string, prop: string, engine: string): Problem => ({
  code: 'ENGINE_LACKS',
  path,
  message: `"${prop}" is given, and ${engine} has nothing of the kind.`,
  fix: `Leave "${prop}" out.`,
});

export const engineUnavailable = (
  path: string,
  engine: string,
  os: string,
  known: readonly string[],
  carriers: readonly string[],
): Problem => ({
  code: 'ENGINE_UNAVAILABLE',
  path,
  message: `${os} does not carry ${engine}; it has: ${known.join(', ') || 'none that is known'}. Those that carry it: ${carriers.join(', ') || 'none that is known'}.`,
  fix: 'Choose a version or an operating system from these lists, or an image that has the engine (preinstalled: true).',
});

/**
 * @param written how a program names the repository; undefined: not known for that operating system
 * @param key address of the public key that it is signed with
 */
export const engineRepositoryMissing = (path: string, engine: string, os: string, written: string | undefined, key: string): Problem => ({
  code: 'ENGINE_REPOSITORY_MISSING',
  path,
  message: `No distribution has ${engine}: it comes from its maker's repository, and \`firstBoot.repositories\` names none for it.`,
  fix: `Name it, or a mirror of it, with the key of ${key}: ${written ? `\`firstBoot: { repositories: { mongodb: ${written} } }\`, where key is the text of that` : `\`firstBoot: { repositories: … }\`, with the one for ${os}`}; or use an image that has the engine (preinstalled: true).`,
});

/** @param feature of processors, by libvirt's name @param why what the machine's processor is, in words */
export const engineNeedsProcessor = (path: string, engine: string, feature: string, why: string): Problem => ({
  code: 'ENGINE_NEEDS_PROCESSOR',
  path,
  message: `${engine} starts on processors with ${feature.toUpperCase()} alone, and ${why}.`,
  fix: `Leave \`hardware.cpu\` out, for the host's own model, or name one that has it, such as SandyBridge or EPYC.`,
});

export const replicasNotSetUp = (path: string, engine: string, why: string): Problem => ({
  code: 'REPLICAS_NOT_SET_UP',
  path,
  message: `"replicas" are given, and machines with ${engine} are not set up to follow each other: ${why}.`,
  fix: 'Leave "replicas" out, and have backups leave the machine; or make a replica set of virtual machines, by their `firstBoot`.',
});

/** @param prop of its `tls` */
export const invalidDatabaseTls = (path: string, prop: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_DATABASE_TLS',
  path,
  message: `tls.${prop}: ${reason}.`,
  fix,
});

export const connectionUnchecked = (path: string, place: string, end: string): Problem => ({
  code: 'CONNECTION_UNCHECKED',
  path,
  message: `${place} is a URL for a connection to ${end}, whose driver is not told by whom it knows the server: it could not tell who answers.`,
  fix: "Give the container the file, and the URL its path: `files: { '/etc/db/trusted.pem': database.connection().trusted }` and `url({ trusted: '/etc/db/trusted.pem', … })`; or say it with `query`, as the driver has it.",
});

/** @param file that the URL names */
export const trustedFileMissing = (path: string, place: string, end: string, file: string): Problem => ({
  code: 'CONNECTION_UNCHECKED',
  path,
  message: `${place} is a URL for a connection to ${end} that names ${file}, which its container does not have.`,
  fix: `Give it to the container: \`files: { '${file}': database.connection().trusted }\`, or mount a volume there.`,
});

export const replicasOfOldEngine = (path: string, engine: string, since: string): Problem => ({
  code: 'REPLICAS_OF_OLD_ENGINE',
  path,
  message: `"replicas" are given, and ${engine} is older than ${since}, the first whose machines can be told to follow each other.`,
  fix: `Choose version ${since} or later, or leave "replicas" out.`,
});

export const replicaWithoutReason = (path: string, replica: string): Problem => ({
  code: 'WAIVER_WITHOUT_REASON',
  path,
  message: `The replica "${replica}" may be on the host of its primary, with which both fail, without a reason.`,
  fix: "Say why: `onPrimaryHost: { because: '…' }`; or leave it out.",
});

/** @param host the only one that either may be on */
export const replicaOnPrimaryHost = (path: string, replica: string, host: string): Problem => ({
  code: 'REPLICA_ON_PRIMARY_HOST',
  path,
  message: `The replica "${replica}" and its primary may be on ${host} alone: they would fail together.`,
  fix: "Name another host for it: `host: kvm2`; or say why it stands there: `onPrimaryHost: { because: '…' }`.",
});
