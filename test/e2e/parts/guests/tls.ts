import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';
import type { Server } from './tls-servers';

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

const TRUSTED = '/root/trusted.pem';

export interface Encrypted {
  readonly app: ContainerGuest;
  readonly authority: Authority;
  /** That the certificate of a machine holds for. */
  readonly names: (machine: string) => readonly string[];
}

/** What a client says that is run by a guest. */
export async function said(guest: ContainerGuest, command: string): Promise<string> {
  const { stdout, stderr } = await guest.attempt(['timeout', '20', 'bash', '-c', command]);
  return `${stdout}${stderr}`;
}

/** Real clients get in by TLS alone, know who answers, and take a renewed certificate from a server that goes on running. */
export async function checkTls(lab: Lab, { app, authority, names }: Encrypted, servers: readonly Server[]): Promise<void> {
  for (const server of servers) {
    const { title, address, name, checked, well, plain, refusal } = server;
    const guest = server.guest();
    const ask = (command: string): Promise<string> => said(app, command);
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
}

/** What a server is given in place of its own certificate and key it leaves alone. They lie in files that end in .pem and .key. */
export async function checkForeign(
  lab: Lab,
  { authority, names }: Pick<Encrypted, 'authority' | 'names'>,
  { guest: guestOf, renewed, title, name }: Server,
): Promise<void> {
  assert(renewed);
  const guest = guestOf();
  const [machine = '', ...domain] = name.split('.');
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
    const other = await authority.certificateOf(machine, [['other', ...domain].join('.')]);
    await refuses(
      `printf '%s\\n' '${other.certificate}' > ${renewed.certificate} && printf '%s\\n' '${other.key}' > ${renewed.key}`,
      new RegExp(`does not hold for ${machine}`),
    );
    const stranger = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -addext "subjectAltName=${names(
      machine,
    )
      .map((name) => `DNS:${name}`)
      .join(',')}"`;
    await refuses(`${stranger} -keyout ${renewed.key} -out ${renewed.certificate} 2> /dev/null`, /has signed the certificate/);
  });
}
