import type { EnvSourceFrom, PodField, ResolvedEnvFrom, ResolvedEnvSource, ResourceField, ResourceUnits } from '../resolved';
import { propsIn, propsPart, remembering, secretPart, textPart, type WrongPart } from '../shape/wrong';
import type { Port } from '../values';
import { Value } from '../values/value';
import type { Login, LoginProps } from './database-logins';
import { Secret, SecretKey } from './secret';

/** What may be missing. */
export interface OptionalProps {
  /**
   * Whether containers start although it is missing.
   * @default false - they wait until it is there
   */
  readonly optional?: boolean;
}

/** The other end of a connection, of which text is made. */
export interface ConnectionEnd {
  /** A machine, a workload or an External. */
  readonly to: object;
  /** Unset: it is not known which one is meant. */
  readonly port: Port | undefined;
  /** A password is asked for, and there is none. */
  readonly lacksPassword: boolean;
  /** Who logs in to it, and what its server is set up with, where it is a database. */
  readonly login?: { readonly given: Login; readonly server: LoginProps };
  /** Its driver could check who answers, and is not told whom to trust. @default false */
  readonly unchecked?: boolean;
  /** The file of the container that tells its driver whom to trust. Unset: none. */
  readonly trustedAt?: string;
}

/** Text that is made where a connection is used: by what name the other end is found there. */
export interface Connected<T> {
  readonly end: ConnectionEnd;
  readonly at: (host: string) => T;
}

const optionalProps = (what: string, props: unknown): readonly WrongPart[] => propsPart<OptionalProps>(what, props, { optional: true });

/** Nothing where it is a key of a Secret. */
export const keyPart = (what: string, key: unknown): readonly WrongPart[] =>
  secretPart(what, 'a key of a Secret: secret.key(…)', key, key instanceof SecretKey);
/** Nothing where it is a Secret. */
export const wholePart = (what: string, secret: unknown): readonly WrongPart[] =>
  secretPart(what, 'a Secret', secret, secret instanceof Secret);

/** What a key of a Secret leads to; nothing where it is none. */
export const keyIn = (given: SecretKey): { readonly secret?: Secret; readonly key: string } =>
  given instanceof SecretKey ? given : { key: '' };

/** Stands for the host where nobody asks for it yet. */
export const ANY_HOST = 'host';

/** Where the text of an environment variable comes from, when it does not stand in the program. */
export class EnvSource<Resolved extends ResolvedEnvSource = ResolvedEnvSource> extends Value {
  protected declare readonly brand: 'EnvSource';

  private constructor(
    /** @internal */
    readonly resolved: Resolved,
    /** The Secret of the system that it is a part of. */
    readonly secret?: Secret,
    /** @internal */
    readonly connected?: Connected<Resolved>,
  ) {
    super();
  }

  protected override get inText(): string {
    return "Give it to a variable as it is: `env: { NAME: source }`. What stands beside it in a text goes into another variable or into `args`: EnvSource.expand('http://$(NAME)/'); parts of a connection also into connection.text(({ host, port }) => …) and connection.url({ scheme }).";
  }

  /** One value of a Secret of the system. */
  static secret(key: SecretKey, props: OptionalProps = {}): EnvSource<EnvSourceFrom<'secret'>> {
    const wrong = [keyPart('EnvSource.secret(key)', key), optionalProps('EnvSource.secret(key, props)', props)];
    const { secret, key: name } = keyIn(key);
    const { optional = false } = propsIn(props);
    return remembering(new EnvSource({ from: 'secret', key: { name: secret?.name ?? '', key: name, optional } }, secret), ...wrong);
  }

  /** @internal Use the parts of a `connection()`. */
  static connected<R extends ResolvedEnvSource>(connected: Connected<R>, secret?: Secret): EnvSource<R> {
    return new EnvSource(connected.at(ANY_HOST), secret, connected);
  }

  /** @internal Where the other end of its connection is called `host`. */
  foundAt(host: string): EnvSource<Resolved> {
    return this.connected ? new EnvSource(this.connected.at(host), this.secret) : this;
  }

  /** A key of a ConfigMap that is in the workload's namespace already. */
  static configMapKey(configMap: string, key: string, props: OptionalProps = {}): EnvSource<EnvSourceFrom<'config-map'>> {
    const { optional = false } = propsIn(props);
    const wrong = optionalProps('EnvSource.configMapKey(configMap, key, props)', props);
    return remembering(new EnvSource({ from: 'config-map', key: { name: configMap, key, optional } }), wrong);
  }

  /** A field of the pod, such as `status.podIP`. */
  static field(path: PodField): EnvSource<EnvSourceFrom<'field'>> {
    return new EnvSource({ from: 'field', path });
  }

  /** A label of the pod; empty when it has none of that name. */
  static label(key: string): EnvSource<EnvSourceFrom<'field'>> {
    return remembering(new EnvSource({ from: 'field', path: `metadata.labels['${key}']` }), textPart('EnvSource.label(key)', key));
  }

  /** An annotation of the pod; empty when it has none of that name. */
  static annotation(key: string): EnvSource<EnvSourceFrom<'field'>> {
    return remembering(
      new EnvSource({ from: 'field', path: `metadata.annotations['${key}']` }),
      textPart('EnvSource.annotation(key)', key),
    );
  }

  /**
   * What the container may use, or is guaranteed.
   * @param unit of the number that the variable holds, which is rounded up. Default: `1`, whole cores or bytes.
   */
  static resource<Field extends ResourceField>(resource: Field, unit: ResourceUnits[Field] = '1'): EnvSource<EnvSourceFrom<'resource'>> {
    return new EnvSource({ from: 'resource', resource, unit });
  }

  /**
   * Text in which `$(NAME)` stands for another variable of the same container, such as `postgres://$(USER):$(PASSWORD)@db/`. `$$` stands
   * for one dollar sign. Everywhere else dollar signs are what they are.
   */
  static expand(template: string): EnvSource<EnvSourceFrom<'expansion'>> {
    return remembering(new EnvSource({ from: 'expansion', template }), textPart('EnvSource.expand(template)', template));
  }
}

/** All keys of a Secret or ConfigMap. */
export class EnvGroup extends Value {
  protected declare readonly brand: 'EnvGroup';

  private constructor(
    /** @internal */
    readonly resolved: Omit<ResolvedEnvFrom, 'prefix'>,
    /** The Secret that it is. */
    readonly secret?: Secret,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Give it to `envFrom`: `envFrom: [{ source }]`.';
  }

  /** All keys of a Secret. */
  static secret(secret: Secret, props: OptionalProps = {}): EnvGroup {
    const { optional = false } = propsIn(props);
    const group = new EnvGroup({ from: 'secret', name: secret?.name, optional }, secret);
    return remembering(group, wholePart('EnvGroup.secret(secret)', secret), optionalProps('EnvGroup.secret(secret, props)', props));
  }

  /** One that is in the workload's namespace already. */
  static configMap(name: string, props: OptionalProps = {}): EnvGroup {
    const { optional = false } = propsIn(props);
    return remembering(new EnvGroup({ from: 'config-map', name, optional }), optionalProps('EnvGroup.configMap(name, props)', props));
  }
}

/** Whole Secrets or ConfigMaps as variables. */
export interface EnvFromProps {
  /** Where the variables come from. */
  readonly source: EnvGroup;
  /**
   * What stands before the name of each variable.
   * @default - nothing: they are called as the keys are
   */
  readonly prefix?: string;
}
