import type { EnvSourceFrom } from '../resolved';
import { asItIs, asUriPart, Port } from '../values';
import { type ConnectionEnd, EnvSource, type WrongPart } from './env-source';
import { type FileProps, FileSource } from './file-source';
import { SecretKey } from './secret';

/** What is known of a connection where it is used. */
export interface ConnectionParts {
  /** The name by which the other end is found from there. */
  readonly host: string;
  /** Port, in decimal digits. */
  readonly port: string;
  /** Empty where there is none. */
  readonly database: string;
  /** Empty where there is none. */
  readonly user: string;
}

/** Which port a connection leads to. */
export interface ConnectionProps {
  /** @default - the only port that the other end listens on */
  readonly port?: Port;
}

/** Whose password a connection to a database uses. */
export interface DatabaseConnectionProps {
  /** @default - the role that owns the database */
  readonly user?: string;
  /** @default - the one that the machine is made with */
  readonly database?: string;
  /** @default - the `password` of the machine */
  readonly password?: SecretKey;
}

/** What the URL of a connection looks like. */
export interface UrlProps {
  /** Such as `postgresql`, or `jdbc:mysql`. */
  readonly scheme: string;
  /**
   * Name of the variable of the same container that holds the password. What has a meaning in URLs is not escaped in it: such passwords need
   * another way.
   * @default - none: no user and no password
   */
  readonly passwordFrom?: string;
  /** Behind a question mark. @default - none */
  readonly query?: string;
}

interface Facts {
  readonly port: Port | undefined;
  readonly database?: string;
  readonly user?: string;
  readonly password?: SecretKey;
}

const MAKER = 'a function that makes text of the parts: ({ host, port }) => …';

const partOf = (what: string, expected: string, value: unknown, isRight: boolean): WrongPart | undefined =>
  isRight ? undefined : { what, expected, value };
const optionally = (what: string, expected: string, value: unknown, isRight: boolean): WrongPart | undefined =>
  partOf(what, expected, value, value === undefined || isRight);
const firstWrong = (...parts: readonly (WrongPart | undefined)[]): WrongPart | undefined => parts.find((part) => part !== undefined);

/**
 * How a workload gets to what it may reach: parts that become variables or files of its containers. Who uses one needs a flow; that is
 * checked when the system is resolved.
 */
export class Connection {
  protected declare readonly brand: 'Connection';

  /** The facts that are what their types say; of a wrong one it is told where the connection is used. */
  private readonly facts: Facts;
  private readonly wrong: WrongPart | undefined;

  /** @internal Use `connection()` of the other end. */
  constructor(
    private readonly to: object,
    given: Facts,
  ) {
    const { port, database, user, password } = given;
    this.wrong = firstWrong(
      optionally('connection({ port })', 'a Port', port, port instanceof Port),
      optionally('connection({ database })', 'text', database, typeof database === 'string'),
      optionally('connection({ user })', 'text', user, typeof user === 'string'),
      optionally('connection({ password })', 'a key of a Secret: secret.key(…)', password, password instanceof SecretKey),
    );
    this.facts = this.wrong ? { port: undefined } : given;
  }

  /** Name of the other end, as the user's side resolves it. */
  get host(): EnvSource {
    return this.text(({ host }) => host);
  }

  /** The port that it leads to, as text. */
  get port(): EnvSource {
    return this.text(({ port }) => port);
  }

  /** Name of the database. A problem where the other end is none. */
  get database(): EnvSource {
    return this.text(({ database }) => database);
  }

  /** User (owner) of the database. A problem where the other end is none. */
  get user(): EnvSource {
    return this.text(({ user }) => user);
  }

  /** A reference to the Secret that holds it. */
  get password(): EnvSource {
    const { password } = this.facts;
    const end = { ...this.endWith(undefined), lacksPassword: password === undefined && !this.wrong };
    const source = password ? EnvSource.secret(password).resolved : ({ from: 'value', value: '' } as const);
    return EnvSource.connected({ end, at: () => source }, password?.secret);
  }

  /** `scheme://user:$(PASSWORD)@host:port/database?query`, as a variable. */
  url(props: UrlProps): EnvSource<EnvSourceFrom<'expansion'>> {
    const given: Partial<UrlProps> = props ?? {};
    const wrong = firstWrong(
      partOf('url({ scheme })', 'text such as postgresql', given.scheme, typeof given.scheme === 'string'),
      optionally('url({ passwordFrom })', 'the name of a variable', given.passwordFrom, typeof given.passwordFrom === 'string'),
      optionally('url({ query })', 'text', given.query, typeof given.query === 'string'),
    );
    const { scheme = '', passwordFrom, query }: Partial<UrlProps> = wrong ? {} : given;
    const at = (host: string): EnvSourceFrom<'expansion'> => {
      const { port, database, user } = this.parts(host);
      const login = passwordFrom === undefined ? '' : `${asItIs(asUriPart(user))}:$(${passwordFrom})@`;
      const rest = asItIs(`${host}:${port}/${asUriPart(database)}${query === undefined ? '' : `?${query}`}`);
      return { from: 'expansion', template: `${asItIs(scheme)}://${login}${rest}` };
    };
    return EnvSource.connected({ end: this.endWith(wrong), at });
  }

  /** Text made of the parts, as a variable. */
  text(make: (parts: ConnectionParts) => string): EnvSource {
    const wrong = partOf('text(…)', MAKER, make, typeof make === 'function');
    const at = (host: string): EnvSourceFrom<'value'> => ({ from: 'value', value: wrong ? '' : make(this.parts(host)) });
    return EnvSource.connected({ end: this.endWith(wrong), at });
  }

  /** Text made of the parts, as a file. */
  file(make: (parts: ConnectionParts) => string, props: FileProps = {}): FileSource {
    const wrong = partOf('file(…)', MAKER, make, typeof make === 'function');
    return FileSource.connected({ end: this.endWith(wrong), at: (host) => (wrong ? '' : make(this.parts(host))) }, props);
  }

  private endWith(wrong: WrongPart | undefined): ConnectionEnd {
    const first = this.wrong ?? wrong;
    return { to: this.to, port: this.facts.port, lacksPassword: false, ...(first && { wrong: first }) };
  }

  private parts(host: string): ConnectionParts {
    const { port, database = '', user = '' } = this.facts;
    return { host, port: port === undefined ? '' : String(port.resolved.from), database, user };
  }
}

/** The port that is meant: the one that is named, or the only one. */
export const meantPort = (listens: readonly Port[], { port }: ConnectionProps): Port | undefined =>
  port ?? (listens.length === 1 ? listens[0] : undefined);
