import type { EnvSourceFrom, PodField, ResolvedEnvFrom, ResolvedEnvSource, ResourceField, ResourceUnits } from '../resolved';
import type { Port } from '../values';
import type { Secret, SecretKey } from './secret';

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
  /** What the connection was given that is none of what its types say. */
  readonly wrong?: WrongPart;
}

/** A value where another one is meant. */
export interface WrongPart {
  /** Such as `url({ scheme })`. */
  readonly what: string;
  /** In words. */
  readonly expected: string;
  /** It is not repeated where it may be a secret. */
  readonly value: unknown;
}

/** Text that is made where a connection is used: by what name the other end is found there. */
export interface Connected<T> {
  readonly end: ConnectionEnd;
  readonly at: (host: string) => T;
}

/** Stands for the host where nobody asks for it yet. */
export const ANY_HOST = 'host';

/** Where the text of an environment variable comes from, when it does not stand in the program. */
export class EnvSource<Resolved extends ResolvedEnvSource = ResolvedEnvSource> {
  protected declare readonly brand: 'EnvSource';

  private constructor(
    /** @internal */
    readonly resolved: Resolved,
    /** The Secret of the system that it is a part of. */
    readonly secret?: Secret,
    /** @internal */
    readonly connected?: Connected<Resolved>,
  ) {}

  /** One value of a Secret of the system. */
  static secret({ secret, key }: SecretKey, { optional = false }: OptionalProps = {}): EnvSource<EnvSourceFrom<'secret'>> {
    return new EnvSource({ from: 'secret', key: { name: secret.name, key, optional } }, secret);
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
  static configMapKey(configMap: string, key: string, { optional = false }: OptionalProps = {}): EnvSource<EnvSourceFrom<'config-map'>> {
    return new EnvSource({ from: 'config-map', key: { name: configMap, key, optional } });
  }

  /** A field of the pod, such as `status.podIP`. */
  static field(path: PodField): EnvSource<EnvSourceFrom<'field'>> {
    return new EnvSource({ from: 'field', path });
  }

  /** A label of the pod; empty when it has none of that name. */
  static label(key: string): EnvSource<EnvSourceFrom<'field'>> {
    return new EnvSource({ from: 'field', path: `metadata.labels['${key}']` });
  }

  /** An annotation of the pod; empty when it has none of that name. */
  static annotation(key: string): EnvSource<EnvSourceFrom<'field'>> {
    return new EnvSource({ from: 'field', path: `metadata.annotations['${key}']` });
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
    return new EnvSource({ from: 'expansion', template });
  }
}

/** All keys of a Secret or ConfigMap. */
export class EnvGroup {
  protected declare readonly brand: 'EnvGroup';

  private constructor(
    /** @internal */
    readonly resolved: Omit<ResolvedEnvFrom, 'prefix'>,
    /** The Secret that it is. */
    readonly secret?: Secret,
  ) {}

  /** All keys of a Secret. */
  static secret(secret: Secret, { optional = false }: OptionalProps = {}): EnvGroup {
    return new EnvGroup({ from: 'secret', name: secret.name, optional }, secret);
  }

  /** One that is in the workload's namespace already. */
  static configMap(name: string, { optional = false }: OptionalProps = {}): EnvGroup {
    return new EnvGroup({ from: 'config-map', name, optional });
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
