import type { Construct } from 'constructs';
import { Declared } from '../declared';
import type { SecretStoreKind, SecretType } from '../resolved';
import type { Duration } from '../values';
import { Value } from '../values/value';

/** Where a cluster's External Secrets Operator reads secrets from: a store that is there already. */
export class SecretStore extends Value {
  protected declare readonly brand: 'SecretStore';

  private constructor(
    /** `SecretStore` is one of each namespace, `ClusterSecretStore` one of the cluster. */
    readonly kind: SecretStoreKind,
    /** Its name in the cluster or namespace. */
    readonly name: string,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `name`.';
  }

  /** A ClusterSecretStore, for all namespaces. */
  static clusterWide(name: string): SecretStore {
    return new SecretStore('ClusterSecretStore', name);
  }

  /** A SecretStore in each namespace that needs the secret. */
  static inNamespace(name: string): SecretStore {
    return new SecretStore('SecretStore', name);
  }
}

/** Where a store has the value of a key. */
export interface RemoteKey {
  /** Name of the secret in the store. */
  readonly path: string;
  /** Part of it, where it has several. @default - the whole */
  readonly property?: string;
  /** @default - the newest */
  readonly version?: string;
}

interface SecretFacts {
  /**
   * Name of the Kubernetes Secret in each namespace that needs it, unique among the secrets of the system.
   * @default - the id
   */
  readonly name?: string;
  /** Kubernetes' type of it. @default 'Opaque' */
  readonly type?: SecretType;
  /** All workloads of the system pull their images with it. @default false - those that name it, or whose cluster does */
  readonly pullsImages?: boolean;
}

/** Props of a {@link Secret} that the External Secrets Operator makes. */
export interface SecretProps extends SecretFacts {
  /** Where its values are. */
  readonly store: SecretStore;
  /** Keys of the Secret, with where the store has their values. */
  readonly keys: Readonly<Record<string, RemoteKey>>;
  /**
   * How often the operator looks for newer values. Variables of running containers keep what they were started with.
   * @default Duration.minutes(60)
   */
  readonly refresh?: Duration;
}

/** Props of a {@link Secret} that is there already. */
export interface ExistingSecretProps extends SecretFacts {
  /** @default - none: nobody makes it */
  readonly store?: undefined;
  /** Keys that it has. */
  readonly keys: readonly string[];
}

/**
 * Something that nobody may read in a program or in an output: pods get it by a reference. Its values come out of a store (External Secrets
 * Operator), or the Secret is there already ({@link Secret.fromExisting}). None is ever given to this library.
 */
export class Secret extends Declared {
  constructor(
    scope: Construct,
    id: string,
    /** What it was given. */
    readonly props: SecretProps | ExistingSecretProps,
  ) {
    super(scope, id);
  }

  /** A Secret that somebody else makes in each namespace that needs it. */
  static fromExisting(scope: Construct, id: string, props: ExistingSecretProps): Secret {
    return new Secret(scope, id, props);
  }

  /** Its name in each namespace: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** One of its values, for variables, files and connections. */
  key(key: string): SecretKey {
    return new SecretKey(this, key);
  }
}

/** One value of a {@link Secret}. */
export class SecretKey extends Value {
  protected declare readonly brand: 'SecretKey';

  /** @internal Use {@link Secret.key}. */
  constructor(
    /** The Secret that it is in. */
    readonly secret: Secret,
    /** Its name there. */
    readonly key: string,
  ) {
    super();
  }

  protected override get inText(): string {
    return "Let a variable hold it, EnvSource.secret(key), which EnvSource.expand('…$(NAME)…') joins with text; or a file, FileSource.secret(key).";
  }
}
