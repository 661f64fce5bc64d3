import type { ResolvedRepository } from '../resolved';
import { Value } from '../values/value';

/** Props of a {@link Repository} for Enterprise Linux and SUSE. */
export interface RepositoryProps {
  /** Address that packages are fetched from. Its machine has to be among the system's `provisioning.packages`. */
  readonly url: string;
  /**
   * Public key that its index or packages are signed with: ASCII-armoured text, or the absolute path of one that the image has.
   * @default - those that the image trusts already
   */
  readonly key?: string;
}

/** Props of a {@link Repository} for Debian and Ubuntu. */
export interface AptRepositoryProps extends RepositoryProps {
  /** Such as `bookworm`; one that ends in a slash has no components. */
  readonly suites: readonly string[];
  /** @default - `main`; none where a suite ends in a slash */
  readonly components?: readonly string[];
}

/** A source of packages besides those of the image, or in their place. Packages and indexes that nobody has signed are refused. */
export class Repository extends Value {
  protected declare readonly brand: 'Repository';

  private constructor(
    /** The package manager that it is for. */
    readonly manager: ResolvedRepository['manager'],
    /** What it was given. */
    readonly props: AptRepositoryProps,
  ) {
    super();
  }

  /** For Debian and Ubuntu. */
  static apt(props: AptRepositoryProps): Repository {
    return new Repository('apt', props);
  }

  /** For Enterprise Linux. */
  static dnf(props: RepositoryProps): Repository {
    return new Repository('dnf', { ...props, suites: [] });
  }

  /** For SUSE Linux Enterprise. Its index is signed as well: zypper refuses one that is not. */
  static zypper(props: RepositoryProps): Repository {
    return new Repository('zypper', { ...props, suites: [] });
  }
}
