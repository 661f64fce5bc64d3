import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { amqp, type Deed } from './amqp';
import { RESTORE, RUN } from './backups';

/** What the broker says to whoever may not do something in a virtual host. */
const REFUSED = 'ACCESS_REFUSED';

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
  const ask = (user: string, secret = password, deeds: readonly Deed[] = [], host = 'orders'): Promise<string> =>
    amqp(app, { address: address('queue'), user, password: secret, host }, deeds);
  await lab.step('RabbitMQ lets in its user with the password, nobody else, and nobody whom everybody knows', async () => {
    assert.equal(await ask('orders'), 'open');
    assert.equal(await ask('orders', 'guessed'), 'refused');
    assert.equal(await ask('guest', 'guest'), 'refused');
    assert.match(await queue.shell('ss -Hltn'), new RegExp(`${address('queue')}:5671`));
    assert.doesNotMatch(await queue.shell('ss -Hltn'), /(0\.0\.0\.0|\*|\[::\]):567[12]/);
    await queue.shell('/usr/local/sbin/isthmus-database');
    assert.equal(await ask('orders'), 'open');
  });
  await lab.step('roles of RabbitMQ declare, publish and consume what they may, and nothing else', async () => {
    const may = async (user: string, deeds: readonly Deed[], answer: string): Promise<void> =>
      assert.equal(await ask(user, password, deeds), `open ${answer}`, `${user}: ${deeds.join(', ')}`);
    for (const user of ['clerk', 'reader']) await may(user, ['declare'], REFUSED);
    await may('orders', ['declare', 'publish'], 'declared published');
    await may('clerk', ['publish', 'get'], 'published book');
    await may('reader', ['publish'], REFUSED);
    await may('reader', ['get', 'get'], 'book empty');
    for (const user of ['orders', 'clerk', 'reader'])
      assert.equal(await ask(user, password, [], '/'), 'NOT_ALLOWED', `${user} in another virtual host`);
    // Set up anew, they are what they were.
    await queue.shell('/usr/local/sbin/isthmus-database');
    await may('reader', ['publish'], REFUSED);
    await may('clerk', ['publish', 'get'], 'published book');
  });
  await lab.step('what RabbitMQ has declared is restored', async () => {
    await queue.shell(RUN);
    await queue.shell('rabbitmqctl --quiet delete_vhost orders');
    assert.equal(await ask('orders'), 'NOT_ALLOWED');
    await queue.output([RESTORE]);
    assert.equal(await ask('orders'), 'open');
  });
}
