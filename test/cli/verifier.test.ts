import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { VERIFIERS } from '../../src/cli/verifier/forms';
import { sha256Crypt } from '../../src/cli/verifier/sha256-crypt';
import type { EngineName } from '../../src/model';
import { verifierForms } from '../../src/terraform/guest/database/verifier';

const isthmus = (args: readonly string[], input: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(__dirname, '../../lib/src/cli/main.js'), ...args], { input, encoding: 'utf8' });

describe('what engines keep', () => {
  // RFC 7677, 3: the exchange of the user "user".
  test('PostgreSQL', () => {
    expect(VERIFIERS.postgresql.make('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  // What Python's hashlib.pbkdf2_hmac and hmac make of it: 15,000 rounds over 28 bytes of salt.
  test('MongoDB', () => {
    expect(VERIFIERS.mongodb.make('pencil', Buffer.from([...Array(28).keys()]))).toBe(
      'SCRAM-SHA-256$15000:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==$nZbtY9VzVP9yYKIVwzBEMz4ZaM7isQFV5bLB3Gbk7qU=:TUlTs98yxOG0rskHccVTbZOKJm4PWRjsAz7F1H6Rgyg=',
    );
  });

  // MariaDB, "PASSWORD".
  test('MariaDB', () => {
    expect(VERIFIERS.mariadb.make('notagoodpwd', Buffer.alloc(0))).toBe('*3A70EE9FC6594F88CE9E959CD51C5A1C002DC937');
  });

  // The example of hashcat's mode 7401.
  test('MySQL: SHA-crypt over 20 bytes of salt', () => {
    const salt = Buffer.from('F9CC98CE08892924F50A213B6BC571A2C11778C5', 'hex');
    expect(
      Buffer.from(sha256Crypt(Buffer.from('hashcat'), salt, 5000))
        .toString('hex')
        .toUpperCase(),
    ).toBe('625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F');
  });

  // As `openssl passwd -5` has them.
  test.each([
    ['saltstring', 'Hello world!', '5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
    ['saltstring', 'A longer passphrase than 32 bytes, to see the repeated block', 'Kn9ORVA4oce2jrQJnci3DReBF7AoQ3LNUCW9xFudoO2'],
  ])('SHA-crypt over the salt %s of "%s"', (salt, password, digest) => {
    expect(sha256Crypt(Buffer.from(password), Buffer.from(salt), 5000)).toBe(digest);
  });
});

const VERSIONS: Record<EngineName, string> = {
  postgresql: '16',
  mysql: '8.4',
  mariadb: '10.11',
  redis: '7',
  valkey: '8',
  rabbitmq: '3.12',
  mongodb: '8.0',
};
const ASCII_ALONE: readonly string[] = ['postgresql', 'mongodb'];

test.each(Object.entries(VERSIONS) as [EngineName, string][])('%s: a guest takes what the command prints', (engine, version) => {
  const { status, stdout } = isthmus(['verifier', engine], 'corréct horse\n'.replace('é', ASCII_ALONE.includes(engine) ? 'e' : 'é'));
  expect(status).toBe(0);
  const [best] = verifierForms({ engine, version });
  expect(stdout).toMatch(new RegExp(`${best?.pattern.slice(0, -1)}\n$`));
});

test.each([
  [['verifier', 'oracle'], 'x', 'There is no engine "oracle"; there are: postgresql, mysql, mariadb, redis, valkey, rabbitmq, mongodb.'],
  [['verifier', 'constructor'], 'x', 'There is no engine "constructor"'],
  [['verifier', 'mysql'], '\n', 'This cannot be the password: it is empty.'],
  [['verifier', 'postgresql'], 'straße', 'set such a one with \\password of psql'],
  [['verifier', 'mongodb'], 'straße', 'set such a one with changeUserPassword() of mongosh'],
])('%j of %j', (args, input, message) => {
  const { status, stdout, stderr } = isthmus(args, input);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(message);
});
