import { DatabaseTls } from '../guest/database-tls';
import type { EnvSourceFrom } from '../resolved';
import { optionalPart, part, propsIn, propsPart, refusedPart, remembering, type WrongPart } from '../shape/wrong';
import { asItIs, asUriPart, Port } from '../values';
import { Value } from '../values/value';
import type { ConnectionParts, ConnectionProps, DatabaseConnectionParts, DatabaseConnectionProps, UrlProps } from './connection-props';
import { type LoginProps, meantLogin, passwordOf } from './database-logins';
import { type ConnectionEnd, EnvSource, keyPart } from './env-source';
import { type FileProps, FileSource } from './file-source';
import type { SecretKey } from './secret';
import { tlsOfUrl, unsaid } from './tls-urls';

interface Facts {
  readonly port?: Port;
  readonly database?: string;
  readonly user?: string;
  readonly password?: SecretKey;
  readonly login?: ConnectionEnd['login'];
  readonly tls?: DatabaseTls;
  /** What a URL says of who logs in, beside a name and a password. */
  readonly loginParameters?: Readonly<Record<string, string>>;
}

/** RFC 3986, 3.4, but for brackets and braces, which are of no harm and which drivers take. */
const QUERY = /^[A-Za-z0-9._~!$&'()*+,;=:@/?%[\]{}-]+$/;

const MAKER = 'a function that makes text of the parts: ({ host, port }) => …';
/** RFC 3986, 3.1; with another one before it, as JDBC has it. */
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*(:[A-Za-z][A-Za-z0-9+.-]*)*$/;

/** Absolute, in characters that need no escape in a URL. */
const PATH = /^(\/[A-Za-z0-9._~@-]+)+$/;

const QUERIES = 'what stands behind the "?" of a URL, such as "sslmode=require"';

const noText = (): string => '';

/** What databases alone have. */
const OF_DATABASES = ['database', 'user'] as const;

/**
 * How a workload gets to what it may reach: parts that become variables or files of its containers. Who uses one needs a flow; that is
 * checked when the system is resolved.
 */
export class Connection<Parts extends ConnectionParts = ConnectionParts> extends Value {
  protected declare readonly brand: 'Connection';

  /** @internal Use `connection()` of the other end. */
  constructor(
    private readonly to: object,
    /** @internal */
    protected readonly facts: Facts,
    /** @internal */
    protected readonly wrong: readonly WrongPart[],
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Make the text of its parts: connection.url({ scheme }) or connection.text(({ host, port }) => …) for a variable, connection.file(…) for a file.';
  }

  /** Name of the other end, as the user's side resolves it. */
  get host(): EnvSource {
    return this.text(({ host }) => host);
  }

  /** The port that it leads to, as text. */
  get port(): EnvSource {
    return this.text(({ port }) => port);
  }

  /** `scheme://user:$(PASSWORD)@host:port/database?query`, as a variable. */
  url(props: UrlProps): EnvSource<EnvSourceFrom<'expansion'>> {
    const { scheme, passwordFrom, query, trusted } = propsIn(props);
    const wrong = [
      ...propsPart<UrlProps>('url(…)', props, { scheme: true, passwordFrom: true, query: true, trusted: true }),
      ...part('url({ scheme })', 'the scheme of a URL, such as "postgresql"', scheme, typeof scheme === 'string' && SCHEME.test(scheme)),
      ...optionalPart('url({ passwordFrom })', 'the name of a variable', passwordFrom, typeof passwordFrom === 'string'),
      ...optionalPart('url({ query })', QUERIES, query, typeof query === 'string' && QUERY.test(query) && !query.startsWith('?')),
      ...optionalPart('url({ trusted })', 'the path of a file', trusted, typeof trusted === 'string' && PATH.test(trusted)),
    ];
    const { port, database = '', user = '', tls, loginParameters = {} } = this.facts;
    const at = (host: string): EnvSourceFrom<'expansion'> => {
      const login = passwordFrom === undefined ? '' : `${asItIs(asUriPart(user))}:$(${passwordFrom})@`;
      const rest = asItIs(`${host}:${port?.number ?? ''}/${asUriPart(database)}${parameters === '' ? '' : `?${parameters}`}`);
      return { from: 'expansion', template: `${asItIs(told.scheme)}://${login}${rest}` };
    };
    const isWrong = [...this.wrong, ...wrong].some(({ stops }) => stops);
    const said = isWrong ? undefined : query;
    const told = tlsOfUrl(tls, scheme ?? '', said, trusted);
    const ofLogin = passwordFrom === undefined ? [] : unsaid(loginParameters, said);
    const parameters = [...ofLogin, ...told.query, ...(query === undefined ? [] : [query])].join('&');
    const end = { ...this.end, ...(told.unchecked && { unchecked: true }), ...(trusted !== undefined && { trustedAt: trusted }) };
    return remembering(EnvSource.connected({ end, at: isWrong ? () => ({ from: 'expansion', template: '' }) : at }), this.wrong, wrong);
  }

  /** Text made of the parts, as a variable. */
  text(make: (parts: Parts) => string): EnvSource {
    return this.textBy('text(…)', make, (at) => EnvSource.connected({ end: this.end, at: (host) => ({ from: 'value', value: at(host) }) }));
  }

  /** Text made of the parts, as a file. */
  file(make: (parts: Parts) => string, props: FileProps = {}): FileSource {
    return this.textBy('file(…)', make, (at) => FileSource.connected({ end: this.end, at }, props));
  }

  /** @param sourceOf makes a source of the text, which it asks for once at once */
  private textBy<T extends object>(call: string, make: (parts: Parts) => string, sourceOf: (at: (host: string) => string) => T): T {
    const wrong = [...this.wrong, ...part(call, MAKER, make, typeof make === 'function')];
    if (wrong.length > 0) return remembering(sourceOf(noText), wrong);
    const asked = new Set<string>();
    const source = sourceOf((host) => make(this.partsAt(host, (name) => asked.add(name)) as Parts));
    return remembering(source, ...[...asked].map((name) => notOfDatabase(call, name)));
  }

  /** In plain JavaScript anything is asked of anything: what databases alone have is no empty text of others. */
  private partsAt(host: string, ask: (name: string) => void): object {
    const { facts } = this;
    const { port } = facts;
    const parts = { host, port: port === undefined ? '' : String(port.number) };
    for (const name of OF_DATABASES) {
      const value = facts[name];
      const get = (): string => {
        ask(name);
        return '';
      };
      Object.defineProperty(parts, name, value === undefined ? { get } : { value, enumerable: true });
    }
    return parts;
  }

  /** @internal */
  protected get end(): ConnectionEnd {
    const { port, login } = this.facts;
    return { to: this.to, port, lacksPassword: false, ...(login && { login }) };
  }
}

/** How a workload gets to a database, and as whom. */
export class DatabaseConnection extends Connection<DatabaseConnectionParts> {
  /** Name of the database. */
  get database(): EnvSource {
    return this.text(({ database }) => database);
  }

  /** The role that uses it. */
  get user(): EnvSource {
    return this.text(({ user }) => user);
  }

  /** A file with whom clients trust, as PEM: certificates of authorities, or the server's own. */
  get trusted(): FileSource {
    const { trusted } = this.facts.tls ?? {};
    const file = this.file(() => trusted ?? '');
    return trusted === undefined ? remembering(file, this.wrong.length > 0 ? [] : nobodyTrusted()) : file;
  }

  /** A reference to the Secret that holds the password. */
  get password(): EnvSource {
    const { password } = this.facts;
    const end = { ...this.end, lacksPassword: password === undefined && this.wrong.length === 0 };
    const source = password ? EnvSource.secret(password).resolved : ({ from: 'value', value: '' } as const);
    return remembering(EnvSource.connected({ end, at: () => source }, password?.secret), this.wrong);
  }
}

const notOfDatabase = (call: string, name: string): readonly WrongPart[] =>
  refusedPart(
    call,
    `the other end is no machine of a database, and its connection has no ${name}`,
    'Write it as text, or let a Secret hold it; `host` and `port` of the connection stay.',
  );

/** What only a {@link DatabaseConnection} has, for programs in plain JavaScript that ask another one. */
for (const name of [...OF_DATABASES, 'password', 'trusted'])
  Object.defineProperty(Connection.prototype, name, {
    get(this: Connection): EnvSource {
      return remembering(this.host, notOfDatabase(`connection().${name}`, name));
    },
  });

const noStandbys = (): readonly WrongPart[] =>
  refusedPart(
    'connection({ readOnly })',
    'the database has no replicas',
    "Give it some: `replicas: { 'orders-db-2': { host } }`; or leave readOnly out.",
  );

const nobodyTrusted = (): readonly WrongPart[] =>
  refusedPart(
    'connection().trusted',
    'nothing says what the server proves itself with',
    'Say it with the `tls` of the database: DatabaseTls.variables({ authority: … }), or DatabaseTls.selfSigned({ certificate: … }).',
  );

/** As servers take names in quotes. */
const namePart = (what: string, name: unknown): readonly WrongPart[] =>
  part(what, 'a name of up to 64 characters', name, typeof name === 'string' && /^[^\p{C}]{1,64}$/u.test(name));

const portParts = (port: unknown): readonly WrongPart[] => optionalPart('connection({ port })', 'a Port', port, port instanceof Port);

/** A connection to what listens on those ports. */
export function connectionTo(to: object, listens: readonly Port[], props: ConnectionProps): Connection {
  const { port } = propsIn(props);
  const wrong = [...propsPart<ConnectionProps>('connection(…)', props, { port: true }), ...portParts(port)];
  return new Connection(to, { port: meantPort(listens, port) }, wrong);
}

/**
 * A connection to a database.
 * @param server what it is set up with: who is meant by what is said, and the passwords that are known
 * @param standbys the end of those that only read; undefined where there are none
 */
export function databaseConnectionTo(
  to: object,
  listens: readonly Port[],
  props: DatabaseConnectionProps,
  server: LoginProps,
  standbys: object | undefined,
): DatabaseConnection {
  const { port, user: said, database: where, password: given, readOnly } = propsIn(props);
  const login = meantLogin(server, { ...(said !== undefined && { user: said }), ...(where !== undefined && { database: where }) });
  const { user = '', database = '' } = login;
  const password = given ?? passwordOf(server, login.user);
  const known = { port: true, user: true, database: true, password: true, readOnly: true } as const;
  const wrong = [
    ...propsPart<DatabaseConnectionProps>('connection(…)', props, known),
    ...portParts(port),
    ...(where === undefined ? [] : namePart('connection({ database })', where)),
    ...(said === undefined ? [] : namePart('connection({ user })', said)),
    ...(password === undefined ? [] : keyPart('connection({ password })', password)),
    ...optionalPart('connection({ readOnly })', 'true or false', readOnly, typeof readOnly === 'boolean'),
    ...(readOnly === true && !standbys ? noStandbys() : []),
  ];
  const { tls } = server;
  // In plain JavaScript it may not be there yet.
  const { loginParameters }: Partial<LoginProps['engine']> = server.engine ?? {};
  const facts = {
    port: meantPort(listens, port),
    ...{ database, user, login: { given: login, server } },
    ...(password && { password }),
    ...(tls instanceof DatabaseTls && { tls }),
    ...(loginParameters && { loginParameters }),
  };
  return new DatabaseConnection((readOnly === true && standbys) || to, facts, wrong);
}

/** The port that is meant: the one that is named, or the only one. */
const meantPort = (listens: readonly Port[], port: Port | undefined): Port | undefined =>
  port ?? (listens.length === 1 ? listens[0] : undefined);
