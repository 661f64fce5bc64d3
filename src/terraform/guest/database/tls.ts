import { DATA_DISK } from '../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedDatabaseTls } from '../../../model/resolved';
import { giveExporters } from '../monitoring/logins';
import { bashProgram, ETC, type GuestFile, type GuestPart, program } from '../part';
import { type SecretVariable, secretFile } from '../secret';

const NAME = 'database-tls';
const UNIT = `isthmus-${NAME}`;
const UNITS = '/etc/systemd/system';
/** Years that a certificate of the machine's own is good for: nobody renews it, and those who know it know it alone. */
const YEARS = 10;

/** Who reads the certificate and the key. */
export interface TlsReader {
  /** Folder that it may read from. @default - this project's own */
  readonly folder?: string;
  /** Group of its process. */
  readonly group: string;
  readonly unit: string;
  /** File with both, the key first, where it wants one. @default - none */
  readonly both?: string;
  /** Shell text that has it take new ones while it runs. */
  readonly reload: string;
}

/** Where the engine finds what it proves itself with. */
export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
  /** What clients trust: signs the certificate, or is it. */
  readonly trusted: string;
}

export const tlsPaths = (folder = `${ETC}/tls`): TlsPaths => ({
  certificate: `${folder}/certificate.pem`,
  key: `${folder}/key.pem`,
  trusted: `${folder}/trusted.pem`,
});

interface Source {
  readonly certificate: string;
  readonly key: string;
  readonly files: readonly GuestFile[];
  /** Shell text before they are looked at. */
  readonly before: string;
  /** Shell text that compares the certificate with what clients trust, and leaves that in `$trusted`. */
  readonly trusted: string;
}

const GIVEN = `${ETC}/${NAME}`;
/** Names that the certificate has to hold for, one a line. */
const NAMES = `${GIVEN}/names`;
const REQUEST = `${GIVEN}/request.cnf`;
const TRUSTED: (tls: ResolvedDatabaseTls) => GuestFile = ({ trusted = '' }) => ({
  path: `${GIVEN}/trusted.pem`,
  content: trusted,
  mode: '0644',
});
const SIGNED = `trusted=${GIVEN}/trusted.pem
openssl verify -purpose sslserver -CAfile "$trusted" -untrusted "$certificate" "$certificate" > /dev/null || fail 'none of those whom clients trust has signed the certificate'`;

const SOURCES: { readonly [B in ResolvedDatabaseTls['by']]: (tls: Extract<ResolvedDatabaseTls, { by: B }>) => Source } = {
  'self-signed': (tls) => ({
    // On the data disk: a machine that is made again is who it was.
    certificate: `${DATA_DISK}/tls/certificate.pem`,
    key: `${DATA_DISK}/tls/key.pem`,
    files: [{ path: REQUEST, content: request(tls), mode: '0644', individual: true }],
    before: `if [ ! -s "$certificate" ]; then
  install -d -m 0700 ${DATA_DISK}/tls
  (umask 077 && openssl req -x509 -config ${REQUEST} -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days ${YEARS * 365} \\
    -keyout "$key" -out "$certificate.new")
  mv "$certificate.new" "$certificate"
fi
`,
    trusted: 'trusted=$certificate',
  }),
  variables: (tls) => ({
    certificate: `${GIVEN}/certificate.pem`,
    key: `${GIVEN}/key.pem`,
    files: [secretFile(`${GIVEN}/certificate.pem`, tls.certificateVariable), secretFile(`${GIVEN}/key.pem`, tls.keyVariable), TRUSTED(tls)],
    before: '',
    trusted: SIGNED,
  }),
  files: (tls) => ({ certificate: tls.certificate, key: tls.key, files: [TRUSTED(tls)], before: '', trusted: SIGNED }),
};

// It signs nothing but itself.
const request = ({ names, addresses }: ResolvedDatabaseTls): string => `[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = ${names[0]?.split('.')[0]}
[extensions]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = ${[...names.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)].join(', ')}
`;

const sourceOf = (tls: ResolvedDatabaseTls): Source => (SOURCES[tls.by] as (tls: ResolvedDatabaseTls) => Source)(tls);

/** What puts a certificate and its key where the engine reads them, and again whenever somebody renews them; nothing where it speaks in the clear. */
export function tlsPart(role: DatabaseRole, reader: TlsReader): GuestPart {
  const { tls } = role;
  if (!tls) return {};
  const source = sourceOf(tls);
  return {
    packages: ['openssl'],
    files: [
      { path: NAMES, content: tls.names.map((name) => `${name}\n`).join(''), mode: '0644', individual: true },
      ...source.files,
      bashProgram(
        NAME,
        `Lets the engine take the certificate and the key that are there now. ${UNIT}.path runs this whenever one of them changes.`,
        script(source, reader, giveExporters(role)),
      ),
      { path: `${UNITS}/${UNIT}.service`, content: SERVICE, mode: '0644' },
      { path: `${UNITS}/${UNIT}.path`, content: watch(source), mode: '0644' },
    ],
  };
}

/** Shell text of the engine's set-up, before it begins. */
export const takeCertificate = ({ tls }: DatabaseRole): string => (tls ? `${program(NAME)}\n` : '');

/** Shell text after the engine has begun. */
export const watchCertificate = ({ tls }: DatabaseRole): string =>
  tls ? `systemctl daemon-reload\nsystemctl enable --now ${UNIT}.path\n` : '';

const script = (
  { certificate, key, before, trusted }: Source,
  { folder, group, unit, both, reload }: TlsReader,
  exporters: string,
): string => {
  const paths = tlsPaths(folder);
  return `
certificate=${certificate}
key=${key}
${before}for file in "$certificate" "$key"; do
  [ -s "$file" ] || fail "there is no $file: put it there, and run ${program('database')}"
done
# Whoever renews them writes one after the other.
belongs() {
  [ "$(openssl x509 -in "$certificate" -noout -pubkey)" = "$(openssl pkey -in "$key" -passin pass: -pubout)" ]
}
for _try in $(seq 30); do
  if belongs; then break; fi
  sleep 1
done
belongs || fail "$key is not the key of $certificate"
openssl x509 -in "$certificate" -noout -checkend 0 > /dev/null || fail "$certificate has expired"
while read -r name; do
  openssl x509 -in "$certificate" -noout -checkhost "$name" | grep -q ' does match ' || fail "$certificate does not hold for $name"
done < ${NAMES}
${trusted}

# Each in one piece, whoever reads it meanwhile.
put() {
  install -m "$1" -o root -g ${group} "$2" "$3.new"
  mv "$3.new" "$3"
}
install -d -m 0755 ${paths.certificate.slice(0, paths.certificate.lastIndexOf('/'))}
put 0644 "$trusted" ${paths.trusted}
put 0644 "$certificate" ${paths.certificate}
put 0640 "$key" ${paths.key}
${both ? `(cat "$key"; echo; cat "$certificate") | put 0640 /dev/stdin ${both}\n` : ''}${exporters}if systemctl is-active --quiet ${unit}; then
  ${reload}
fi
`;
};

const SERVICE = `[Unit]
Description=Lets the database take a new certificate
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${program(NAME)}
`;

const watch = ({ certificate, key }: Source): string => `[Unit]
Description=Notices new certificates of the database

[Path]
PathChanged=${certificate}
PathChanged=${key}

[Install]
WantedBy=multi-user.target
`;

const VARIABLES: {
  readonly [B in ResolvedDatabaseTls['by']]: (tls: Extract<ResolvedDatabaseTls, { by: B }>) => readonly SecretVariable[];
} = {
  'self-signed': () => [],
  variables: ({ certificateVariable, keyVariable, names }) => [
    {
      name: certificateVariable,
      description: `certificate for ${names.join(', ')} and those between it and its authority, as PEM`,
      pattern: '^-----BEGIN CERTIFICATE-----',
    },
    {
      name: keyVariable,
      description: 'key of the certificate, as PEM without a passphrase',
      pattern: '^-----BEGIN [A-Z ]*PRIVATE KEY-----',
    },
  ],
  files: () => [],
};

/** What the Terraform variables with a server's certificate hold: for their descriptions and their validation. */
export const tlsVariables = ({ tls }: DatabaseRole): readonly SecretVariable[] =>
  tls ? (VARIABLES[tls.by] as (tls: ResolvedDatabaseTls) => readonly SecretVariable[])(tls) : [];
