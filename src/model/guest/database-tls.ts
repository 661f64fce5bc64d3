import type { ResolvedDatabaseTls } from '../resolved';
import { Value } from '../values/value';

/** Props of {@link DatabaseTls.selfSigned}. */
export interface SelfSignedTlsProps {
  /**
   * The certificate that the machine has made, as PEM, for clients to know it by: `sudo cat /srv/database/tls/certificate.pem` in the guest
   * prints it. It stays the same while the data disk does.
   * @default - not known yet: clients encrypt, and cannot tell who answers
   */
  readonly certificate?: string;
}

/** Props of {@link DatabaseTls.variables}. */
export interface TlsVariablesProps {
  /** Certificates of the authorities that have signed the server's, as PEM: clients trust these and no others. */
  readonly authority: string;
}

/** Props of {@link DatabaseTls.files}. */
export interface TlsFilesProps extends TlsVariablesProps {
  /** Absolute path in the guest of the server's certificate and those between it and the authority, as PEM. */
  readonly certificate: string;
  /** Absolute path in the guest of its key, as PEM without a passphrase. */
  readonly key: string;
}

/** As it was given, by where the certificate comes from. */
export type GivenDatabaseTls =
  | { readonly by: 'self-signed'; readonly props: SelfSignedTlsProps }
  | { readonly by: 'variables'; readonly props: TlsVariablesProps }
  | { readonly by: 'files'; readonly props: TlsFilesProps };

/** What was given of one kind. */
export type GivenTlsOf<By extends ResolvedDatabaseTls['by']> = Extract<GivenDatabaseTls, { by: By }>['props'];

/**
 * Where the certificate of a database server comes from. With one the server speaks TLS 1.2 or later, and takes no connection over the
 * network without.
 */
export class DatabaseTls extends Value {
  protected declare readonly brand: 'DatabaseTls';

  private constructor(
    /** What it was given. */
    readonly given: GivenDatabaseTls,
  ) {
    super();
  }

  /** The machine makes a key that never leaves it, and a certificate of its own: nothing has to be there before. */
  static selfSigned(props: SelfSignedTlsProps = {}): DatabaseTls {
    return new DatabaseTls({ by: 'self-signed', props });
  }

  /** Sensitive variables of Terraform, `<machine>_tls_certificate` and `<machine>_tls_key`, hold what an authority has made for the machine. */
  static variables(props: TlsVariablesProps): DatabaseTls {
    return new DatabaseTls({ by: 'variables', props });
  }

  /** Files in the guest that somebody else puts there and renews, such as an ACME client: the server takes new ones by itself. */
  static files(props: TlsFilesProps): DatabaseTls {
    return new DatabaseTls({ by: 'files', props });
  }

  /** @internal What clients know the server by, as PEM. Undefined where nobody says. */
  get trusted(): string | undefined {
    const { given } = this;
    const pem: unknown = TRUSTED[given.by]((given.props ?? {}) as never);
    return typeof pem === 'string' ? `${pem.trim()}\n` : undefined;
  }
}

const TRUSTED: { readonly [B in GivenDatabaseTls['by']]: (props: GivenTlsOf<B>) => string | undefined } = {
  'self-signed': ({ certificate }) => certificate,
  variables: ({ authority }) => authority,
  files: ({ authority }) => authority,
};
