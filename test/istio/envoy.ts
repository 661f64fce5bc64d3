import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVOY_VARIABLE } from './fetch-envoy';
import type { SidecarProxy, Told } from './judge';

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
