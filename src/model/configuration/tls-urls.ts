import type { DatabaseTls } from '../guest/database-tls';

/** How drivers that know a scheme are told of TLS, as parameters of a URL. */
interface Wording {
  /** The scheme for TLS. Unset: the same. */
  readonly scheme?: string;
  /** Who answers has to prove it. @param trusted path of the file with whom to trust; unset: nobody says */
  readonly checked: (trusted: string | undefined) => Readonly<Record<string, string>>;
  /** It is encrypted, whoever answers. */
  readonly unchecked: Readonly<Record<string, string>>;
  /** Whether the path of that file is a part of the URL. */
  readonly takesPath: boolean;
}

const pathAs = (name: string, path: string | undefined): Readonly<Record<string, string>> => (path === undefined ? {} : { [name]: path });

/** PostgreSQL, "libpq: SSL Support"; pgJDBC, "Connection Parameters". */
const LIBPQ: Wording = {
  checked: (trusted) => ({ sslmode: 'verify-full', ...pathAs('sslrootcert', trusted) }),
  unchecked: { sslmode: 'require' },
  takesPath: true,
};
/** Drivers of Redis agree on the scheme alone. */
const REDIS: Wording = { scheme: 'rediss', checked: () => ({}), unchecked: {}, takesPath: false };
/** RabbitMQ, "URI Query Parameters". */
const AMQP: Wording = {
  scheme: 'amqps',
  checked: (trusted) => ({ ...pathAs('cacertfile', trusted), verify: 'verify_peer' }),
  unchecked: { verify: 'verify_none' },
  takesPath: true,
};

/** MongoDB, "Connection String Options". */
const MONGODB: Wording = {
  checked: (trusted) => ({ tls: 'true', ...pathAs('tlsCAFile', trusted) }),
  unchecked: { tls: 'true', tlsAllowInvalidCertificates: 'true' },
  takesPath: true,
};

const WORDINGS: ReadonlyMap<string, Wording> = new Map([
  ['postgresql', LIBPQ],
  ['postgres', LIBPQ],
  ['postgresql+psycopg', LIBPQ],
  ['postgresql+psycopg2', LIBPQ],
  ['jdbc:postgresql', LIBPQ],
  // MySQL, "Connecting to the Server Using URI-Like Strings".
  [
    'mysql',
    {
      checked: (trusted) => ({ 'ssl-mode': 'VERIFY_IDENTITY', ...pathAs('ssl-ca', trusted) }),
      unchecked: { 'ssl-mode': 'REQUIRED' },
      takesPath: true,
    },
  ],
  // Connector/J, "Connecting Securely Using SSL": it trusts what the store of its Java does, which takes no PEM.
  ['jdbc:mysql', { checked: () => ({ sslMode: 'VERIFY_IDENTITY' }), unchecked: { sslMode: 'REQUIRED' }, takesPath: false }],
  // MariaDB Connector/J, "Using TLS/SSL".
  [
    'jdbc:mariadb',
    {
      checked: (trusted) => ({ sslMode: 'verify-full', ...pathAs('serverSslCert', trusted) }),
      unchecked: { sslMode: 'trust' },
      takesPath: true,
    },
  ],
  ['redis', REDIS],
  ['rediss', REDIS],
  ['valkey', { ...REDIS, scheme: 'valkeys' }],
  ['amqp', AMQP],
  ['amqps', AMQP],
  ['mongodb', MONGODB],
]);

const namesIn = (query: string | undefined): ReadonlySet<string> =>
  new Set((query ?? '').split('&').map((each) => each.split('=')[0] ?? ''));

/** Parameters of a URL, but for those that its query says already. */
export const unsaid = (parameters: Readonly<Record<string, string>>, query: string | undefined): readonly string[] => {
  const said = namesIn(query);
  return Object.entries(parameters).flatMap(([name, value]) => (said.has(name) ? [] : [`${name}=${value}`]));
};

/** What of a URL follows from the TLS of the server. */
export interface TlsOfUrl {
  readonly scheme: string;
  /** In front of what was said. */
  readonly query: readonly string[];
  /** The driver has to be told whom to trust, and is not. */
  readonly unchecked: boolean;
}

/**
 * How the URL of a connection tells its driver of TLS. What the caller says by the same names stays as it is; of a scheme that is not known nothing is
 * said: the server refuses whoever speaks in the clear.
 * @param trusted path in the container of the file with whom to trust; unset: nobody says
 */
export function tlsOfUrl(tls: DatabaseTls | undefined, scheme: string, query: string | undefined, trusted: string | undefined): TlsOfUrl {
  const wording = tls && WORDINGS.get(scheme);
  if (!wording) return { scheme, query: [], unchecked: false };
  const isKnown = tls.trusted !== undefined;
  const said = namesIn(query);
  const parameters = Object.entries(isKnown ? wording.checked(trusted) : wording.unchecked);
  const isSaid = parameters.some(([name]) => said.has(name));
  return {
    scheme: wording.scheme ?? scheme,
    query: isSaid ? [] : parameters.map(([name, value]) => `${name}=${value}`),
    unchecked: isKnown && wording.takesPath && trusted === undefined && !isSaid,
  };
}
