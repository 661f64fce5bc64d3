/** What there is to know of a server's certificate, wherever it comes from. */
interface ServerCertificate {
  /** Names that clients find the server by, sorted: its certificate has to hold for all of them. */
  readonly names: readonly string[];
  /** Addresses of the machine, the first card's first. */
  readonly addresses: readonly string[];
  /** What clients know the server by, as PEM. Unset: nobody has said yet. */
  readonly trusted?: string;
}

/** The machine makes it. */
export interface SelfSignedTls extends ServerCertificate {
  readonly by: 'self-signed';
}

/** Terraform variables (sensitive) hold it, and its key. */
export interface TlsByVariables extends ServerCertificate {
  readonly by: 'variables';
  readonly certificateVariable: string;
  readonly keyVariable: string;
}

/** Files in the guest, that somebody else keeps. */
export interface TlsByFiles extends ServerCertificate {
  readonly by: 'files';
  readonly certificate: string;
  readonly key: string;
}

/** TLS of a database server. */
export type ResolvedDatabaseTls = SelfSignedTls | TlsByVariables | TlsByFiles;
