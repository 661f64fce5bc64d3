import { X509Certificate } from 'node:crypto';
import {
  DatabaseTls,
  type GivenDatabaseTls,
  type GivenTlsOf,
  type SelfSignedTlsProps,
  type TlsFilesProps,
  type TlsVariablesProps,
} from '../../guest/database-tls';
import { secretVariable } from '../../guest/secret-variables';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedDatabaseTls } from '../../resolved';
import { data, instance, optional, propsOf, type Shape, text } from '../../shape';
import type { DatabaseVm } from '../../workload/database-vm';
import { isGuestPath } from '../pod/file-folders';

type By = ResolvedDatabaseTls['by'];
type Of<B extends By> = Extract<ResolvedDatabaseTls, { by: B }>;
type Common = Pick<ResolvedDatabaseTls, 'names' | 'addresses' | 'trusted'>;

/** Tells what is wrong with a prop. */
type Say = (prop: string, reason: string, fix: string) => void;

interface KindOfTls<B extends By> {
  readonly shape: Shape;
  /** The prop by which clients are told what they know the server by. */
  readonly trustedAs: string;
  /** Whether that is an authority, which signs others. */
  readonly trustsAuthority: boolean;
  readonly check: (given: GivenTlsOf<B>, say: Say) => void;
  readonly resolve: (given: GivenTlsOf<B>, common: Common, machine: string) => Of<B>;
  /** Where it comes from, in words. */
  readonly from: (tls: Of<B>) => string;
  /** What has to be there before the first boot, as sentences. @param names that the certificate has to hold for */
  readonly needs: (tls: Of<B>, machine: string, names: string) => readonly string[];
}

const KINDS: { readonly [B in By]: KindOfTls<B> } = {
  'self-signed': {
    shape: propsOf<SelfSignedTlsProps>({ certificate: optional(data) }),
    trustedAs: 'certificate',
    trustsAuthority: false,
    check: () => undefined,
    resolve: (_given, common) => ({ by: 'self-signed', ...common }),
    from: () => 'self-signed',
    needs: () => [],
  },
  variables: {
    shape: propsOf<TlsVariablesProps>({ authority: data }),
    trustedAs: 'authority',
    trustsAuthority: true,
    check: () => undefined,
    resolve: (_given, common, machine) => ({
      by: 'variables',
      ...common,
      certificateVariable: secretVariable(machine, 'tls_certificate'),
      keyVariable: secretVariable(machine, 'tls_key'),
    }),
    from: () => 'by variables',
    needs: ({ certificateVariable, keyVariable }, machine, names) => [
      `Terraform variables ${certificateVariable} and ${keyVariable}: the certificate of the database ${machine}, for ${names}, signed by its \`tls.authority\`; and its key.`,
    ],
  },
  files: {
    shape: propsOf<TlsFilesProps>({ authority: data, certificate: text, key: text }),
    trustedAs: 'authority',
    trustsAuthority: true,
    check: ({ certificate, key }, say) => {
      for (const [prop, path] of Object.entries({ certificate, key }))
        if (!isGuestPath(path))
          say(prop, `"${path}" is no path of a file in plain characters, from "/" on`, 'Write one such as /etc/pki/database.pem.');
      if (certificate === key) say('key', 'it is the file of the certificate, which others may read', 'Keep the key in a file of its own.');
    },
    resolve: ({ certificate, key }, common) => ({ by: 'files', ...common, certificate, key }),
    from: ({ certificate, key }) => `from ${certificate} and ${key}`,
    needs: ({ certificate, key }, machine, names) => [
      `The guest ${machine} has ${certificate} and ${key} when its database is set up: a certificate for ${names}, signed by its \`tls.authority\`, and its key; whoever renews them puts the new ones there.`,
    ],
  },
};

const kindOfTls = (by: By): KindOfTls<By> => KINDS[by] as unknown as KindOfTls<By>;

export const TLS = instance('a DatabaseTls', DatabaseTls, {
  given: (given, where, visit) => {
    const { by, props } = given as GivenDatabaseTls;
    kindOfTls(by).shape(props, where, visit);
  },
});

export function checkTls({ node: { path }, props: { tls } }: DatabaseVm, report: Report): void {
  if (!tls) return;
  const { by, props } = tls.given;
  const kind = kindOfTls(by);
  const say: Say = (prop, reason, fix) => report(problems.invalidDatabaseTls(path, prop, reason, fix));
  kind.check(props, say);
  if (tls.trusted === undefined) return;
  const reason = defectOf(tls.trusted, kind.trustsAuthority);
  if (reason !== undefined) say(kind.trustedAs, reason, PEM_FIX[`${kind.trustsAuthority}`]);
}

const PEM_FIX = {
  true: 'Give the certificates of the authorities alone, as text: readFileSync("authority.pem", "utf8"). Their keys stay where they are.',
  false: 'Give what `sudo cat /srv/database/tls/certificate.pem` prints in the guest, as text; leave it out before there is one.',
} as const;

const CERTIFICATES = /^(-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n)+$/;

/** What is wrong with what clients are to trust; undefined when nothing is. */
function defectOf(pem: string, isAuthority: boolean): string | undefined {
  if (!CERTIFICATES.test(pem)) return 'it is no certificate in PEM form';
  try {
    for (const each of pem.split(/(?<=-----END CERTIFICATE-----\n)/)) {
      const { ca, subject } = new X509Certificate(each);
      if (isAuthority && !ca) return `it has the certificate of "${subject.replaceAll('\n', ', ')}", which is no authority`;
    }
    return undefined;
  } catch {
    return 'it is no certificate in PEM form';
  }
}

/** @param common names and addresses of the machine */
export function resolveTls({ name, props: { tls } }: DatabaseVm, common: Omit<Common, 'trusted'>): ResolvedDatabaseTls | undefined {
  if (!tls) return undefined;
  const { trusted } = tls;
  return kindOfTls(tls.given.by).resolve(tls.given.props, { ...common, ...(trusted !== undefined && { trusted }) }, name);
}

/** Where a certificate comes from, in words. */
export const tlsText = (tls: ResolvedDatabaseTls): string => kindOfTls(tls.by).from(tls);

/** What must be there before the first boot, as sentences. */
export const tlsPrerequisites = (tls: ResolvedDatabaseTls, machine: string): readonly string[] =>
  kindOfTls(tls.by).needs(tls, machine, tls.names.join(', '));
