import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayProvider } from '../../../../src';
import { envoyIn } from '../../../istio/fetch-envoy';
import type { Lab } from '../../harness/lab';
import { program, root } from '../../harness/needs';
import { Missing, type Part } from '../../harness/part';
import { cache } from '../../harness/paths';
import type { Space } from '../../network/space';
import { EntrySystem } from '../../systems/entry';
import { envoyOf } from './envoy-gateway';
import { nginxOfKong } from './kong';
import { CLIENT, type ProxyCommand, STRANGER, yardOf } from './yard';

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
  minutes: 3,
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

/** What stands for the proxies of a provider, and where services find the address that no client says. */
interface Stand {
  readonly provider: GatewayProvider;
  readonly proxy: ProxyCommand;
  readonly address: (told: Heard['told']) => string | undefined;
  /** Whom a stranger is taken for who reaches it past the load balancers, which NetworkPolicies prevent. Unset: for whom he says. */
  readonly past?: string;
}

async function run(lab: Lab): Promise<void> {
  await lab.within('kong', (inner) =>
    follow(inner, 'Kong', {
      provider: GatewayProvider.KONG,
      proxy: (system, place) => {
        const file = join(place.folder, 'nginx.conf');
        writeFileSync(file, nginxOfKong(system, place));
        return ['nginx', '-c', file];
      },
      address: (told) => told['x-real-ip'],
      past: STRANGER,
    }),
  );
  const envoy = envoyIn(cache('envoy'));
  if (envoy.program === undefined) throw new Missing(`Envoy, of which Envoy Gateway's proxies are: ${envoy.why}`);
  await lab.within('envoy-gateway', (inner) =>
    follow(inner, 'Envoy Gateway', {
      provider: GatewayProvider.ENVOY_GATEWAY,
      proxy: (system, place) => {
        const file = join(place.folder, 'envoy.json');
        writeFileSync(file, JSON.stringify(envoyOf(system, place)));
        return [envoy.program, '-c', file, '--use-dynamic-base-id', '--concurrency', '1'];
      },
      address: (told) => told['x-forwarded-for']?.split(',').at(-1)?.trim(),
    }),
  );
}

/** Seconds for what is to be answered: on a busy machine every answer is late. */
const PATIENCE = '20';

async function follow(lab: Lab, title: string, { provider, proxy, address, past }: Stand): Promise<void> {
  const { system } = new EntrySystem(provider).resolve();
  const [pair] = system.pairs;
  const [gateway] = system.gateways;
  const entry = pair?.address ?? '';
  const behind = gateway?.virtualAddress?.address ?? '';
  const { client, members, stranger } = await yardOf(lab, system, behind, proxy);

  const ask = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Heard> => {
    const said = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const format = '\\n%{http_code} %{redirect_url}';
    const text = await client.run(['curl', '--silent', '--insecure', '--max-time', PATIENCE, '--write-out', format, ...said, url]);
    const lines = text.split('\n');
    const [status = '', location = ''] = lines.pop()?.split(' ') ?? [];
    return { status: Number(status), location, told: status === '200' ? JSON.parse(lines.join('\n')) : {} };
  };
  const isTold = async (): Promise<void> => {
    const { status, told } = await ask(`https://${entry}/orders`);
    assert.deepEqual([status, address(told), told['x-forwarded-for'], told['x-forwarded-proto']], [200, CLIENT, CLIENT, 'https']);
  };

  await lab.step(`${title}: the service behind two load balancers and the proxy hears the address of the client`, () =>
    lab.eventually(30, isTold),
  );
  await lab.step(`${title}: a client that says who it is, or how it came, is not believed`, async () => {
    const said = { 'X-Forwarded-For': FORGED, 'X-Real-IP': FORGED, 'X-Forwarded-Proto': 'http' };
    const { told } = await ask(`https://${entry}/orders`, said);
    assert.deepEqual([address(told), told['x-forwarded-proto']], [CLIENT, 'https']);
    const plain = await ask(`http://${entry}/orders?a=b`, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' });
    assert.deepEqual([plain.status, plain.location], [301, `https://${entry}/orders?a=b`]);
  });
  const raw = (from: Space, to: string, text: string): Promise<string> =>
    from.shell(
      `printf '${text}GET /orders HTTP/1.0\\r\\nHost: a\\r\\n\\r\\n' | timeout 5 bash -c 'exec 3<>/dev/tcp/${to}/80; cat >&3; cat <&3' || true`,
    );
  await lab.step(`${title}: a client that begins by PROXY protocol itself is not answered`, async () => {
    const heard = await raw(client, entry, `PROXY TCP4 ${FORGED} ${entry} 4711 80\\r\\n`);
    assert.match(heard, /^(HTTP\/1\.[01] 400 |$)/, heard);
    // Whoever comes past the load balancers has to begin so.
    assert.doesNotMatch(await raw(stranger, behind, ''), /^HTTP\/1\.[01] [23]/);
    if (past === undefined) return;
    const text = await stranger.shell(
      `curl --silent --insecure --max-time ${PATIENCE} --haproxy-protocol --header 'X-Real-IP: ${FORGED}' https://${behind}/orders`,
    );
    assert.equal(address(JSON.parse(text)), past);
  });
  await lab.step(`${title}: the other load balancer tells it, too, once the first one is gone`, async () => {
    const holding: string[] = [];
    for (const [name, { space }] of members)
      if ((await space.shell('ip -4 address show dev eth0')).includes(`inet ${entry}/32 `)) holding.push(name);
    assert.equal(holding.length, 1, `one of them holds the address: ${holding}`);
    const [first = ''] = holding;
    await members.get(first)?.stop();
    await lab.eventually(30, isTold);
  });
}
