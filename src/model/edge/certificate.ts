import type { Secret } from '../configuration/secret';
import { objectPart, propsIn, remembering } from '../shape/wrong';
import { Value } from '../values/value';

/** Who makes certificates in a cluster: an issuer of cert-manager that is there already. */
export class CertificateIssuer extends Value {
  protected declare readonly brand: 'CertificateIssuer';

  private constructor(
    /** For all namespaces, or for one. */
    readonly kind: 'ClusterIssuer' | 'Issuer',
    /** What it is called in its cluster. */
    readonly name: string,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `name`.';
  }

  /** A ClusterIssuer, for all namespaces. */
  static clusterWide(name: string): CertificateIssuer {
    return new CertificateIssuer('ClusterIssuer', name);
  }

  /** An Issuer in the gateway's namespace: the cluster's own. */
  static inNamespace(name: string): CertificateIssuer {
    return new CertificateIssuer('Issuer', name);
  }
}

/** What can be said of a certificate that is in a Secret. */
export interface StoredCertificateProps {
  /**
   * Host names that the certificate is made out to, such as `*.shop.example`: then it is checked that it covers its listeners.
   * @default - not known, and not checked
   */
  readonly hostnames?: readonly string[];
}

/** What can be said of a certificate that cert-manager makes. */
export interface IssuedCertificateProps {
  /**
   * Name of the Certificate, and of the Secret that cert-manager keeps it in.
   * @default - that of the gateway, with `-tls` behind it
   */
  readonly name?: string;
}

/** What a gateway shows its clients, and the key to it. */
export class Certificate extends Value {
  protected declare readonly brand: 'Certificate';

  private constructor(
    /** What was given, with whom it comes from. */
    readonly given:
      | ({ readonly secret: Secret; readonly issuer?: undefined } & StoredCertificateProps)
      | ({ readonly issuer: CertificateIssuer } & IssuedCertificateProps),
  ) {
    super();
  }

  /** A Secret of the type kubernetes.io/tls. Whoever makes it renews it; gateways take the new one without a restart. */
  static fromSecret(secret: Secret, props: StoredCertificateProps = {}): Certificate {
    return remembering(new Certificate({ secret, ...propsIn(props) }), objectPart('Certificate.fromSecret(secret, props)', props));
  }

  /** A Certificate of cert-manager for the host names of all listeners that show it; cert-manager renews it. */
  static issuedBy(issuer: CertificateIssuer, props: IssuedCertificateProps = {}): Certificate {
    return remembering(new Certificate({ issuer, ...propsIn(props) }), objectPart('Certificate.issuedBy(issuer, props)', props));
  }
}
