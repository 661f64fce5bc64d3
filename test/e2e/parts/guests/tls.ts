import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';

/** Where the documentation tells how an authority and the certificate of a machine are made. */
const MADE_BY = /^openssl req -x509 .*\n(?:.*\n)*?(?=export TF_VAR_)/m;
/** The machine and the domain of the documentation. */
const [MACHINE, NAMES] = ['ledger', 'DNS:ledger.shop.internal,DNS:ledger.shop.svc'];

/** An authority and certificates, made by the commands of the documentation. */
export class Authority {
  private constructor(
    private readonly lab: Lab,
    private readonly folder: string,
    private readonly commands: string,
  ) {}

  static make(lab: Lab): Authority {
    const [commands] = MADE_BY.exec(readFileSync(join(PROJECT, 'docs/databases.md'), 'utf8')) ?? [];
    assert(commands, 'docs/databases.md has the commands');
    assert(commands.includes(NAMES), 'they name the machine');
    return new Authority(lab, lab.folder(), commands);
  }

  /** The first one makes the authority, too. */
  async certificateOf(machine: string, zones: readonly string[]): Promise<{ readonly certificate: string; readonly key: string }> {
    const names = zones.map((zone) => `DNS:${machine}.${zone}`).join(',');
    const own = this.commands.replace(NAMES, names).replaceAll(MACHINE, machine);
    const [first = '', ...rest] = own.split(/^(?=openssl req -newkey )/m);
    await this.lab.output(['bash', '-euo', 'pipefail', '-c', `cd ${this.folder}; [ -e authority.pem ] || { ${first}\n}\n${rest.join('')}`]);
    return { certificate: this.read(`${machine}.pem`), key: this.read(`${machine}.key`) };
  }

  get pem(): string {
    return this.read('authority.pem');
  }

  private read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8').trimEnd();
  }
}

/** A server that speaks TLS, as clients see it. */
interface Server {
  readonly title: string;
  readonly guest: ContainerGuest;
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

const TRUSTED = '/root/trusted.pem';

export interface Encrypted {
  readonly app: ContainerGuest;
  readonly authority: Authority;
  readonly guest: (name: string) => ContainerGuest;
  readonly address: (name: string) => string;
  readonly domain: string;
  readonly zones: readonly string[];
  readonly password: string;
}

function serversOf({ guest, address, domain, password }: Encrypted): readonly Server[] {
  const at = (name: string, port: number) => ({ guest: guest(name), address: address(name), name: `${name}.${domain}`, port });
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

/** Real clients get in by TLS alone, know who answers, and take a renewed certificate from a server that goes on running. */
export async function checkTls(lab: Lab, encrypted: Encrypted): Promise<void> {
  const { app, authority, zones } = encrypted;
  for (const server of serversOf(encrypted)) {
    const { title, guest, address, name, checked, well, plain, refusal } = server;
    const ask = async (command: string): Promise<string> => {
      const { stdout, stderr } = await app.attempt(['timeout', '20', 'bash', '-c', command]);
      return `${stdout}${stderr}`;
    };
    await lab.step(`${title} lets clients in that know it, and nobody who speaks in the clear`, async () => {
      await app.shell(`grep -q '${name}' /etc/hosts || echo '${address} ${name} other.${name}' >> /etc/hosts`);
      const trusted = server.renewed ? authority.pem : await guest.shell('cat /srv/database/tls/certificate.pem');
      await app.shell(`cat > ${TRUSTED} <<'END'\n${trusted}\nEND`);
      assert.match(await ask(checked(name, TRUSTED)), well);
      assert.match(await ask(plain), refusal);
      assert.doesNotMatch(await ask(checked(`other.${name}`, TRUSTED)), well, 'by a name that the certificate does not hold for');
      assert.doesNotMatch(await ask(checked(name, '/etc/ssl/certs/ca-certificates.crt')), well, 'whom somebody else has signed');
    });
    const { renewed } = server;
    if (!renewed) continue;
    await lab.step(`${title} takes a renewed certificate, and goes on running; one that is not its own it does not take`, async () => {
      const serial = (): Promise<string> =>
        app.shell(
          `openssl s_client -connect ${address}:${server.port}${server.startTls === undefined ? '' : ` -starttls ${server.startTls}`} < /dev/null 2> /dev/null | openssl x509 -noout -serial`,
        );
      const process = (): Promise<string> => guest.shell(`systemctl show --property=MainPID ${server.unit}`);
      const [before, runs] = [await serial(), await process()];
      const fresh = await authority.certificateOf(name.split('.')[0] ?? '', zones);
      const put = (file: string, text: string): Promise<string> => guest.shell(`cat > ${file} <<'END'\n${text}\nEND`);
      // One after the other: what does not belong together is not taken.
      await put(renewed.certificate, fresh.certificate);
      await lab.eventually(20, async () =>
        assert.match(await guest.shell('systemctl show --property=Result isthmus-database-tls.service'), /exit-code/),
      );
      assert.equal(await serial(), before);
      await put(renewed.key, fresh.key);
      await lab.eventually(30, async () => assert.notEqual(await serial(), before));
      assert.equal(await process(), runs);
      assert.match(await ask(checked(name, TRUSTED)), well);
    });
  }
}
