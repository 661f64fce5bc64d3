import type { Problem } from '../problem';

/** What can be wrong with secrets, and with connections that need them. */

export const invalidSecret = (path: string, message: string, fix: string): Problem => ({ code: 'INVALID_SECRET', path, message, fix });

export const secretTwice = (path: string, name: string, other: string): Problem => ({
  code: 'SECRET_TWICE',
  path,
  message: `The Secret "${name}" is described at ${other} already.`,
  fix: 'Describe it once, or give one of them another `name`.',
});

/** @param key unset where what is given can be none */
export const unknownSecretKey = (path: string, secret: string, key: string | undefined, known: readonly string[]): Problem => ({
  code: 'UNKNOWN_SECRET_KEY',
  path,
  message: `The Secret "${secret}" has no key ${key === undefined ? 'such as is given, which is not repeated here: it may be the secret itself' : `"${key}"`}. It has: ${known.join(', ') || 'none'}.`,
  fix: 'Use one of these, or add it to `keys` of the Secret.',
});

export const connectionWithoutFlow = (path: string, place: string, end: string, port: string, statement: string): Problem => ({
  code: 'CONNECTION_WITHOUT_FLOW',
  path,
  message: `${place} is for a connection to ${end} at ${port}, which no flow allows.`,
  fix: `Allow it: ${statement}.`,
});

export const connectionWithoutPort = (path: string, place: string, end: string, ports: readonly string[]): Problem => ({
  code: 'CONNECTION_WITHOUT_PORT',
  path,
  message: `${place} is for a connection to ${end}, which listens on ${ports.length === 0 ? 'no port' : ports.join(', ')}: which one is meant is not known.`,
  fix: 'Name it: connection({ port: Port.tcp(…) }).',
});

export const connectionToClosedPort = (path: string, place: string, end: string, port: string, ports: readonly string[]): Problem => ({
  code: 'CONNECTION_TO_CLOSED_PORT',
  path,
  message: `${place} is for a connection to ${end} at ${port}, which its Service has not. It has: ${ports.join(', ') || 'none'}.`,
  fix: 'Name a port that it listens on, as others dial it; or let it listen on this one: `morePorts`.',
});

export const connectionWithoutName = (path: string, place: string, end: string): Problem => ({
  code: 'CONNECTION_WITHOUT_NAME',
  path,
  message: `${place} is for a connection to ${end}, which has neither a name in DNS nor a single address.`,
  fix: 'Give the External a `hostname`, or name the one address that is meant.',
});

/** @param user where it is known who is meant */
export const connectionWithoutPassword = (path: string, place: string, end: string, user: string | undefined): Problem => ({
  code: 'CONNECTION_WITHOUT_PASSWORD',
  path,
  message: `${place} is for the password of ${user === undefined ? '' : `the user "${user}" of `}${end}, and which Secret holds it is not known.`,
  fix: `Give the role its password: \`roles: { '${user ?? 'app'}': { password: secret.key(…) } }\` of the database; or give the connection \`password: secret.key(…)\`.`,
});
