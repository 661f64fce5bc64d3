import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestsOf } from '../both-outputs/render';
import { calling } from '../traffic-fixture';
import { type RunningProxy, run } from './envoy';
import { carried, judge, type SidecarProxy } from './judge';

/** What Istio tells the proxy beside `web`. */
let known: SidecarProxy | undefined;
function told(): SidecarProxy {
  known ??= judge([...manifestsOf(calling().y.system.resolve().system).values()][0] ?? []).proxies.get('web') as SidecarProxy;
  return known;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
const proxies: RunningProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}
const serving = (answer: Answer): Promise<number> => listening(createServer(answer));

async function started(targets: Readonly<Record<string, readonly number[]>>, authority?: string): Promise<RunningProxy> {
  const proxy = await run(told(), '8080', targets, authority);
  proxies.push(proxy);
  return proxy;
}

interface Got {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

/** A request as a pod would make it: to the name of a Service. */
function ask({ port }: RunningProxy, service: string, method = 'GET', agent?: Agent): Promise<Got> {
  const began = Date.now();
  const headers = { host: `${service}.yard.svc.cluster.local:8080` };
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString(), ms: Date.now() - began }),
      );
    });
    asked.on('error', reject).end();
  });
}

const [STOCK, ERP, MOVED, VAULT] = ['stock', 'erp', 'moving-erp', 'vault'].map((name) => `${name}.yard.svc.cluster.local:8080`) as [
  string,
  string,
  string,
  string,
];

carried('requests to what moves are shared by its weight, and each is answered', async () => {
  const [old, next] = [await serving((_, response) => response.end('old')), await serving((_, response) => response.end('new'))];
  const proxy = await started({ [MOVED]: [old], [STOCK]: [next] });
  const counts = { old: 0, new: 0 };
  for (let round = 0; round < 500; round += 1)
    for (const { body } of await Promise.all(Array.from({ length: 4 }, () => ask(proxy, 'moving')))) counts[body as 'old' | 'new'] += 1;
  expect(counts.old + counts.new).toBe(2000);
  // A tenth of 2000, within five standard deviations.
  expect(Math.abs(counts.new - 200)).toBeLessThan(67);
});

carried('a request that takes too long ends, and is made again only where that does no harm', async () => {
  const seen: (string | undefined)[] = [];
  const silent = await serving(({ method }) => void seen.push(method));
  const proxy = await started({ [STOCK]: [silent] });
  const [get, post] = [await ask(proxy, 'stock'), await ask(proxy, 'stock', 'POST')];
  expect([get.status, post.status]).toEqual([504, 504]);
  // Two seconds each, and five for all of them: no fewer than what was said.
  expect(get.ms).toBeGreaterThanOrEqual(4900);
  expect(post.ms).toBeGreaterThanOrEqual(1900);
  expect(seen).toEqual(['GET', 'GET', 'GET', 'POST']);
});

carried('what fails is made again as often as was said', async () => {
  const failing = (times: number): { readonly answer: Answer; readonly seen: () => number } => {
    let seen = 0;
    const answer: Answer = (_, response) => {
      seen += 1;
      response.statusCode = seen > times ? 200 : 503;
      response.end();
    };
    return { answer, seen: () => seen };
  };
  const status = async (service: string, host: string, times: number, method?: string): Promise<readonly [number, number]> => {
    const { answer, seen } = failing(times);
    const proxy = await started({ [host]: [await serving(answer)] });
    const got = await ask(proxy, service, method);
    return [got.status, seen()];
  };
  expect(await status('stock', STOCK, 2)).toEqual([200, 3]);
  expect(await status('stock', STOCK, 9)).toEqual([503, 4]);
  // Somebody began to answer: it may be done already.
  expect(await status('stock', STOCK, 2, 'POST')).toEqual([503, 1]);
  expect(await status('erp', ERP, 2)).toEqual([503, 1]);
});

carried('a machine gets no more connections than it can take: what is more fails at once', async () => {
  const waiting: ServerResponse[] = [];
  const slow = await serving((_, response) => void waiting.push(response));
  const proxy = await started({ [ERP]: [slow] });
  const agent = new Agent({ maxSockets: 100 });
  const asked: Promise<Got>[] = [];
  const done: Got[] = [];
  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds() && tries < 600; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(holds()).toBe(true);
  };
  const more = (count: number): void => {
    for (let made = 0; made < count; made += 1) {
      const one = ask(proxy, 'erp', 'GET', agent);
      asked.push(one);
      void one.then((got) => done.push(got));
    }
  };
  // Twenty are on their way, one after the other: whoever has no connection yet counts as waiting.
  for (let count = 1; count <= 20; count += 1) {
    more(1);
    await until(() => waiting.length === count);
  }
  // Ten more wait, and thirty are told that there is no room.
  more(40);
  await until(() => done.length === 30);
  expect(waiting).toHaveLength(20);
  expect(done.map(({ status }) => status)).toEqual(done.map(() => 503));
  for (const response of waiting.splice(0)) response.end('done');
  await until(() => waiting.length === 10);
  for (const response of waiting.splice(0)) response.end('done');
  const all = await Promise.all(asked);
  expect(all.filter(({ status }) => status === 200)).toHaveLength(30);
  agent.destroy();
});

carried('a pod that fails gets no requests for a while', async () => {
  const hits = { well: 0, ill: 0 };
  const well = () =>
    serving((_, response) => {
      hits.well += 1;
      response.end('well');
    });
  const ill = await serving((_, response) => {
    hits.ill += 1;
    response.statusCode = 503;
    response.end();
  });
  // Of four pods one may be left alone: 30 percent.
  const proxy = await started({ [STOCK]: [await well(), await well(), await well(), ill] });
  for (let count = 0; count < 60; count += 1) await ask(proxy, 'stock', 'POST');
  expect(hits).toEqual({ well: 57, ill: 3 });
});

carried('TLS is begun to servers that show their name, signed by whom it was said, and to no others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const make = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const authority = (name: string): void =>
    make(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-days',
      '1',
      '-subj',
      `/CN=${name}`,
    );
  const server = (name: string, by: string): { readonly key: string; readonly cert: string } => {
    writeFileSync(join(folder, 'san.txt'), `subjectAltName=DNS:${name}`);
    make('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${by}-${name}.key`, '-out', 'wanted.csr', '-subj', `/CN=${name}`);
    make(
      'x509',
      '-req',
      '-in',
      'wanted.csr',
      '-CA',
      `${by}.crt`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      'san.txt',
      '-out',
      `${by}-${name}.crt`,
    );
    return { key: read(`${by}-${name}.key`), cert: read(`${by}-${name}.crt`) };
  };
  try {
    authority('ours');
    authority('theirs');
    const asked: (string | undefined)[] = [];
    const through = async (name: string, by: string): Promise<Got> => {
      const shown = server(name, by);
      const SNICallback = (servername: string, done: (error: null) => void): void => {
        asked.push(servername);
        done(null);
      };
      const port = await listening(
        createTlsServer({ ...shown, SNICallback: SNICallback as never }, (_, response) => response.end('sealed')) as never,
      );
      return ask(await started({ [VAULT]: [port] }, read('ours.crt')), 'vault');
    };
    expect(await through('vault.example', 'ours')).toMatchObject({ status: 200, body: 'sealed' });
    expect(await through('other.example', 'ours')).toMatchObject({ status: 503 });
    expect(await through('vault.example', 'theirs')).toMatchObject({ status: 503 });
    expect(new Set(asked)).toEqual(new Set(['vault.example']));
    // In plaintext nothing is answered, either.
    const plain = await serving((_, response) => response.end('open'));
    expect(await ask(await started({ [VAULT]: [plain] }, read('ours.crt')), 'vault')).toMatchObject({ status: 503 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
