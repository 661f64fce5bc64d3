import type { ContainerGuest } from '../../containers/guest';

/** A server that speaks TLS, as clients see it. */
export interface Server {
  readonly title: string;
  readonly guest: () => ContainerGuest;
  readonly address: string;
  readonly name: string;
  readonly port: number;
  /** What `openssl s_client` has to say first. */
  readonly startTls?: string;
  /** A command of a client that shows `well` where it is let in. @param trusted path of the file with whom it trusts */
  readonly checked: (name: string, trusted: string) => string;
  readonly well: RegExp;
  /** The same in the clear. */
  readonly plain: string;
  readonly refusal: RegExp;
  /** Files whose change it notices. Unset: nobody renews it. */
  readonly renewed?: { readonly certificate: string; readonly key: string };
  readonly unit: string;
}

interface Places {
  readonly guest: (name: string) => ContainerGuest;
  readonly address: (name: string) => string;
  readonly domain: string;
  readonly password: string;
}

/** The servers of the guests' system, but MySQL. */
export function serversOf({ guest, address, domain, password }: Places): readonly Server[] {
  const at = (name: string, port: number) => ({ guest: () => guest(name), address: address(name), name: `${name}.${domain}`, port });
  const redis = `redis-cli --no-auth-warning --user default --pass ${password}`;
  return [
    {
      ...{ title: 'PostgreSQL', ...at('records', 5432), startTls: 'postgres', unit: 'postgresql@15-main' },
      checked: (name, trusted) =>
        `PGPASSWORD=${password} psql --no-psqlrc -At "host=${name} hostaddr=${address('records')} user=keeper dbname=app sslmode=verify-full sslrootcert=${trusted}" -c "select 'well'"`,
      well: /^well$/m,
      plain: `PGPASSWORD=${password} psql --no-psqlrc -At "host=${address('records')} user=keeper dbname=app sslmode=disable" -c "select 'well'"`,
      refusal: /no pg_hba\.conf entry for host .*no encryption/,
      renewed: { certificate: '/etc/pki/records.pem', key: '/etc/pki/records.key' },
    },
    {
      ...{ title: 'MariaDB', ...at('stock', 3306), startTls: 'mysql', unit: 'mariadb' },
      checked: (name, trusted) =>
        `mysql --no-defaults --batch --skip-column-names --protocol=tcp --ssl-ca=${trusted} --ssl-verify-server-cert --host=${name} --user=keeper --password=${password} --execute="select 'well'" app`,
      well: /^well$/m,
      plain: `mysql --no-defaults --protocol=tcp --skip-ssl --host=${address('stock')} --user=keeper --password=${password} --execute="select 'well'" app`,
      refusal: /require_secure_transport=ON|Access denied/,
      renewed: { certificate: '/etc/isthmus/database-tls/certificate.pem', key: '/etc/isthmus/database-tls/key.pem' },
    },
    {
      ...{ title: 'Redis', ...at('sessions', 6379), unit: 'redis-server' },
      // Its client compares no names.
      checked: (name, trusted) =>
        `openssl s_client -brief -verify_return_error -verify_hostname ${name} -CAfile ${trusted} -connect ${name}:6379 < /dev/null && ${redis} --tls --cacert ${trusted} -h ${name} ping`,
      well: /^PONG$/m,
      plain: `${redis} -h ${address('sessions')} ping`,
      refusal: /reset by peer|closed/,
    },
    {
      ...{ title: 'RabbitMQ', ...at('queue', 5671), unit: 'rabbitmq-server' },
      checked: (name, trusted) =>
        `printf 'AMQP\\0\\0\\011\\001' | openssl s_client -quiet -verify_quiet -verify_return_error -verify_hostname ${name} -CAfile ${trusted} -connect ${name}:5671 2>&1 | head --bytes=2000 | tr -d '\\0'`,
      well: /RabbitMQ/,
      plain: `exec 3<>/dev/tcp/${address('queue')}/5671; printf 'AMQP\\0\\0\\011\\001' >&3; timeout 5 cat <&3 | grep -c RabbitMQ`,
      refusal: /^0$/m,
      renewed: { certificate: '/etc/isthmus/database-tls/certificate.pem', key: '/etc/isthmus/database-tls/key.pem' },
    },
  ];
}
