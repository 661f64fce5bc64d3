import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { RESTORE, RUN } from './backups';

interface Stores {
  readonly app: ContainerGuest;
  readonly cache: ContainerGuest;
  readonly queue: ContainerGuest;
  readonly address: (name: string) => string;
}

/** Redis and RabbitMQ answer whoever has the password, at their own addresses, keep what they are given, and have it back from a backup. */
export async function checkStores(lab: Lab, { app, cache, queue, address }: Stores, password: string): Promise<void> {
  const redis = async (words: readonly string[], secret = password): Promise<string> => {
    const login = secret === '' ? [] : ['--no-auth-warning', '--user', 'default', '--pass', secret];
    const { stdout, stderr } = await app.attempt(['redis-cli', '-h', address('cache'), ...login, ...words]);
    return `${stdout}${stderr}`.trim();
  };
  await lab.step('Redis answers with its password, refuses without, and keeps what it was given over a restart', async () => {
    assert.equal(await redis(['set', 'word', 'survives']), 'OK');
    assert.match(await redis(['get', 'word'], ''), /NOAUTH/);
    assert.match(await redis(['get', 'word'], 'guessed'), /WRONGPASS/);
    assert.match(await redis(['config', 'get', 'dir']), /NOPERM/, 'settings are nobody else’s');
    assert.match(await cache.shell('findmnt --noheadings --output SOURCE --target /var/lib/redis'), /\/dev\/loop|virtio-data/);
    await lab.eventually(10, () => cache.shell('systemctl restart redis-server'));
    assert.equal(await redis(['get', 'word']), 'survives');
    // Safe to run again.
    await cache.shell('/usr/local/sbin/isthmus-database');
    assert.equal(await redis(['get', 'word']), 'survives');
  });
  await lab.step('roles of Redis do what they may with the keys that they may see, and nothing else', async () => {
    const as = async (role: string, ...words: readonly string[]): Promise<string> => {
      const login = ['--no-auth-warning', '--user', role, '--pass', password];
      const { stdout, stderr } = await app.attempt(['redis-cli', '-h', address('cache'), ...login, ...words]);
      return `${stdout}${stderr}`.trim();
    };
    assert.equal(await as('clerk', 'set', 'shelf:1', 'books'), 'OK');
    assert.equal(await as('reader', 'get', 'shelf:1'), 'books');
    for (const [role, ...words] of [
      ['reader', 'set', 'shelf:1', 'none'],
      ['reader', 'get', 'word'],
      ['reader', 'keys', '*'],
      ['clerk', 'set', 'word', 'lost'],
      ['clerk', 'flushall'],
      ['clerk', 'acl', 'list'],
    ] as const)
      assert.match(await as(role, ...words), /NOPERM/, `${role}: ${words.join(' ')}`);
    assert.equal(await as('clerk', 'del', 'shelf:1'), '1');
  });
  await lab.step('a dump of Redis is restored, and one that is broken changes nothing', async () => {
    await cache.shell(RUN);
    await redis(['set', 'word', 'written since']);
    await cache.shell('cd /srv/database/backups && for dump in *Z.rdb; do head --bytes=-20 "$dump" > broken; done');
    assert.notEqual((await cache.attempt([RESTORE, 'broken'])).status, 0);
    assert.equal(await redis(['get', 'word']), 'written since');
    await cache.output([RESTORE]);
    assert.equal(await redis(['get', 'word']), 'survives');
    await cache.shell('systemctl restart redis-server');
    assert.equal(await redis(['get', 'word']), 'survives', 'it is in the log that is read at every start');
  });
  const amqp = async (user: string, secret: string): Promise<string> => {
    const { stdout, stderr } = await app.attempt(['python3', '-c', AMQP, address('queue'), user, secret, 'orders']);
    return `${stdout}${stderr}`.trim();
  };
  await lab.step('RabbitMQ lets in its user with the password, nobody else, and nobody whom everybody knows', async () => {
    assert.equal(await amqp('orders', password), 'open');
    assert.equal(await amqp('orders', 'guessed'), 'refused');
    assert.equal(await amqp('guest', 'guest'), 'refused');
    assert.match(await queue.shell('ss -Hltn'), new RegExp(`${address('queue')}:5671`));
    assert.doesNotMatch(await queue.shell('ss -Hltn'), /(0\.0\.0\.0|\*|\[::\]):567[12]/);
    await queue.shell('/usr/local/sbin/isthmus-database');
    assert.equal(await amqp('orders', password), 'open');
  });
  await lab.step('what RabbitMQ has declared is restored', async () => {
    await queue.shell(RUN);
    await queue.shell('rabbitmqctl --quiet delete_vhost orders');
    assert.equal(await amqp('orders', password), 'refused');
    await queue.output([RESTORE]);
    assert.equal(await amqp('orders', password), 'open');
  });
}

/** AMQP 0-9-1, up to the answer to Connection.Open. */
const AMQP = `
import socket, ssl, struct, sys
host, user, secret, vhost = sys.argv[1:]
context = ssl.create_default_context()
# Who answers is asked elsewhere.
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
s = context.wrap_socket(socket.create_connection((host, 5671), 10))
s.settimeout(20)
def take(n):
    data = b''
    while len(data) < n:
        try:
            more = s.recv(n - len(data))
        except ConnectionResetError:
            more = b''
        if not more:
            print('refused'); sys.exit()
        data += more
    return data
def method():
    _, _, size = struct.unpack('>BHI', take(7))
    return struct.unpack('>HH', take(size + 1)[:4])
def say(code, body):
    payload = struct.pack('>HH', *code) + body
    s.sendall(struct.pack('>BHI', 1, 0, len(payload)) + payload + b'\\xce')
short = lambda text: bytes([len(text)]) + text.encode()
long = lambda data: struct.pack('>I', len(data)) + data
s.sendall(b'AMQP\\0\\0\\x09\\x01')
method()
say((10, 11), long(b'') + short('PLAIN') + long(b'\\0' + user.encode() + b'\\0' + secret.encode()) + short('en_US'))
if method() != (10, 30):
    print('refused'); sys.exit()
say((10, 31), struct.pack('>HIH', 2047, 131072, 0))
say((10, 40), short(vhost) + short('') + b'\\0')
print('open' if method() == (10, 41) else 'refused')
`;
