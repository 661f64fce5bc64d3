import assert from 'node:assert/strict';
import type { Lab } from '../../harness/lab';
import { program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import type { Space } from '../../network/space';
import { EntrySystem } from '../../systems/entry';
import { CLIENT, STRANGER, yardOf } from './yard';

export const clientAddress: Part = {
  name: 'client-address',
  title: 'the address of clients: from a pair of load balancers by PROXY protocol through a proxy to the service',
  needs: [
    root,
    program('haproxy', 'Debian: haproxy'),
    program('keepalived', 'Debian: keepalived'),
    program('nginx', 'Debian: nginx-light'),
    program('curl', 'Debian: curl'),
    program('openssl', 'Debian: openssl'),
    program('ip', 'Debian: iproute2'),
    program('nft', 'Debian: nftables'),
  ],
  minutes: 2,
  run,
};

const FORGED = '192.0.2.66';

/** A request as curl sends it, and what was heard. */
interface Heard {
  readonly status: number;
  readonly location: string;
  /** Headers that the service got. */
  readonly told: Readonly<Record<string, string>>;
}

async function run(lab: Lab): Promise<void> {
  const { system } = new EntrySystem().resolve();
  const [pair] = system.pairs;
  const [gateway] = system.gateways;
  const entry = pair?.address ?? '';
  const kong = gateway?.virtualAddress?.address ?? '';
  const { client, members, stranger } = await yardOf(lab, system, kong);

  const ask = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Heard> => {
    const said = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const format = '\\n%{http_code} %{redirect_url}';
    const text = await client.run(['curl', '--silent', '--insecure', '--max-time', '5', '--write-out', format, ...said, url]);
    const lines = text.split('\n');
    const [status = '', location = ''] = lines.pop()?.split(' ') ?? [];
    return { status: Number(status), location, told: status === '200' ? JSON.parse(lines.join('\n')) : {} };
  };
  const isTold = async (): Promise<void> => {
    const { status, told } = await ask(`https://${entry}/orders`);
    assert.deepEqual([status, told['x-real-ip'], told['x-forwarded-for'], told['x-forwarded-proto']], [200, CLIENT, CLIENT, 'https']);
  };

  await lab.step('the service behind two load balancers and the proxy hears the address of the client', () => lab.eventually(30, isTold));
  await lab.step('a client that says who it is, or how it came, is not believed', async () => {
    const { told } = await ask(`https://${entry}/orders`, {
      'X-Forwarded-For': FORGED,
      'X-Real-IP': FORGED,
      'X-Forwarded-Host': 'evil.example',
    });
    assert.deepEqual([told['x-real-ip'], told['x-forwarded-host']], [CLIENT, entry]);
    // As edge.md says of Kong: what was said there stands before the load balancer's address.
    assert.match(told['x-forwarded-for'] ?? '', new RegExp(`^${FORGED}, 10\\.1\\.4\\.[23]$`));
    const plain = await ask(`http://${entry}/orders?a=b`, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' });
    assert.deepEqual([plain.status, plain.location], [301, `https://${entry}/orders?a=b`]);
  });
  const raw = (from: Space, address: string, text: string): Promise<string> =>
    from.shell(
      `printf '${text}GET /orders HTTP/1.0\\r\\nHost: a\\r\\n\\r\\n' | timeout 5 bash -c 'exec 3<>/dev/tcp/${address}/80; cat >&3; cat <&3' || true`,
    );
  const header = `PROXY TCP4 ${FORGED} ${entry} 4711 80\\r\\n`;
  await lab.step('a client that begins by PROXY protocol itself is not answered', async () => {
    const heard = await raw(client, entry, header);
    assert.match(heard, /^(HTTP\/1\.1 400 |$)/, heard);
    // Whoever comes past the load balancers has to begin so, and is not believed.
    assert.doesNotMatch(await raw(stranger, kong, ''), /^HTTP\/1\.1 [23]/);
    const text = await stranger.shell(
      `curl --silent --insecure --max-time 5 --haproxy-protocol --header 'X-Real-IP: ${FORGED}' https://${kong}/orders`,
    );
    assert.equal(JSON.parse(text)['x-real-ip'], STRANGER);
  });
  await lab.step('the other load balancer tells it, too, once the first one is gone', async () => {
    const holding: string[] = [];
    for (const [name, { space }] of members)
      if ((await space.shell('ip -4 address show dev eth0')).includes(`inet ${entry}/32 `)) holding.push(name);
    assert.equal(holding.length, 1, `one of them holds the address: ${holding}`);
    const [first = ''] = holding;
    await members.get(first)?.stop();
    await lab.eventually(30, isTold);
  });
}
