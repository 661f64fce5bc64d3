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

  static async make(lab: Lab): Promise<Authority> {
    const [commands] = MADE_BY.exec(readFileSync(join(PROJECT, 'docs/databases.md'), 'utf8')) ?? [];
    assert(commands, 'docs/databases.md has the commands');
    assert(commands.includes(NAMES), 'they name the machine');
    const [first = '', ...rest] = commands.split(/^(?=openssl req -newkey )/m);
    const authority = new Authority(lab, lab.folder(), rest.join(''));
    await authority.run(first);
    return authority;
  }

  /** @param names that it holds for */
  async certificateOf(machine: string, names: readonly string[]): Promise<{ readonly certificate: string; readonly key: string }> {
    await this.run(this.commands.replace(NAMES, names.map((name) => `DNS:${name}`).join(',')).replaceAll(MACHINE, machine));
    return { certificate: this.read(`${machine}.pem`), key: this.read(`${machine}.key`) };
  }

  private async run(commands: string): Promise<void> {
    await this.lab.output(['bash', '-euo', 'pipefail', '-c', `cd ${this.folder}\n${commands}`]);
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
  /** That the certificate of a machine holds for. */
  readonly names: (machine: string) => readonly string[];
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
  const { app, authority, names } = encrypted;
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
      const [machine = ''] = name.split('.');
      const fresh = await authority.certificateOf(machine, names(machine));
      const put = (file: string, text: string): Promise<string> => guest.shell(`cat > ${file} <<'END'\n${text}\nEND`);
      // One after the other: what does not belong together is not taken.
      await put(renewed.certificate, fresh.certificate);
      await lab.eventually(60, async () =>
        assert.match(await guest.shell('systemctl show --property=ActiveState isthmus-database-tls.service'), /=activating/),
      );
      assert.equal(await serial(), before);
      await put(renewed.key, fresh.key);
      await lab.eventually(120, async () => assert.notEqual(await serial(), before));
      assert.equal(await process(), runs);
      assert.match(await ask(checked(name, TRUSTED)), well);
    });
  }
  const [{ guest, renewed, title } = {} as Partial<Server>] = serversOf(encrypted);
  assert(guest && renewed);
  await lab.step(`${title} does not take a key that is another one's, or a certificate for others`, async () => {
    const [program, kept] = ['/usr/local/sbin/isthmus-database-tls', '/root/kept'];
    const refuses = async (change: string, why: RegExp): Promise<void> => {
      await guest.shell(
        `systemctl stop isthmus-database-tls.path && mkdir -p ${kept} && cp ${renewed.certificate} ${renewed.key} ${kept} && ${change}`,
      );
      assert.match((await guest.attempt([program])).stderr, why);
      await guest.shell(
        `cp ${kept}/*.pem ${renewed.certificate} && cp ${kept}/*.key ${renewed.key} && ${program} && systemctl start isthmus-database-tls.path`,
      );
    };
    await refuses(`openssl ecparam -genkey -name prime256v1 -noout > ${renewed.key}`, /is not the key of/);
    const other = await authority.certificateOf('records', ['other.gs.internal']);
    await refuses(
      `printf '%s\\n' '${other.certificate}' > ${renewed.certificate} && printf '%s\\n' '${other.key}' > ${renewed.key}`,
      /does not hold for records/,
    );
    const stranger = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -addext "subjectAltName=${names(
      'records',
    )
      .map((name) => `DNS:${name}`)
      .join(',')}"`;
    await refuses(`${stranger} -keyout ${renewed.key} -out ${renewed.certificate} 2> /dev/null`, /has signed the certificate/);
  });
}
