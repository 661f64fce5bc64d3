import {
  Duration,
  External,
  type LegacyVm,
  MeshMode,
  MeshProvider,
  type Microservice,
  Migration,
  Port,
  type ResolvedSystem,
  Retries,
  ServerTls,
  ServiceMesh,
  StatefulService,
  TrafficPolicy,
  type VirtualMachine,
} from '../src/model';
import { cluster, HTTP, legacy, namespace, secretOf, service, vm, type Yard, yard } from './model/fixture';

/** Services of a mesh that call everything of which something can be said, in all the ways it can. */
export interface Calling {
  readonly y: Yard;
  readonly mesh: ServiceMesh;
  readonly web: Microservice;
  readonly other: Microservice;
  readonly stock: Microservice;
  readonly store: StatefulService;
  readonly erp: LegacyVm;
  readonly vault: VirtualMachine;
  readonly ledger: VirtualMachine;
  readonly api: External;
  readonly migration: Migration;
}

export function calling(): Calling {
  const y = yard();
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const [web, stock] = [service(k8s, 'web', { mesh }), service(k8s, 'stock', { mesh, morePorts: [Port.tcp(5671, 'amqps')] })];
  const other = service(k8s, 'other', { mesh, namespace: namespace(k8s, 'apart') });
  const store = new StatefulService(k8s, 'store', { image: 'r/store:1', port: Port.tcp(50051, 'grpc'), mesh });
  const erp = legacy(y, 'erp', { listens: [HTTP, Port.tcp(9100, 'metrics')] });
  const vault = vm(y, 'vault', { listens: [HTTP] });
  const ledger = vm(y, 'ledger', { listens: [Port.tcp(6379, 'redis')] });
  const api = External.host('api.example.com', { listens: [Port.tcp(443, 'http')] });
  const migration = new Migration(y.system, 'moving', { from: erp, to: stock, weight: 10, port: HTTP, because: 'it moves' });
  y.system.policy.allow([web, other], [stock, store, erp, vault, ledger, api, migration], { because: 'calls' });

  new TrafficPolicy(mesh, 'stock', {
    to: stock,
    ports: [HTTP],
    timeout: Duration.seconds(5),
    retries: Retries.idempotent({ attempts: 3, perTry: Duration.seconds(2), atOnce: 4 }),
    connectionPool: {
      connections: 100,
      pendingRequests: 50,
      requests: 200,
      requestsPerConnection: 1000,
      connectTimeout: Duration.seconds(1),
      idleTimeout: Duration.minutes(5),
    },
    outlierDetection: { consecutiveErrors: 3, interval: Duration.seconds(5), ejection: Duration.minutes(1), maxEjectionPercent: 30 },
  });
  new TrafficPolicy(mesh, 'stock-events', { to: stock, ports: [Port.tcp(5671, 'amqps')], connectionPool: { connections: 5 } });
  new TrafficPolicy(mesh, 'store', { to: store, retries: Retries.every({ because: 'the store takes the same call twice for one' }) });
  new TrafficPolicy(mesh, 'erp', {
    to: erp,
    ports: [HTTP],
    timeout: Duration.seconds(30),
    connectionPool: { connections: 20, pendingRequests: 10 },
  });
  new TrafficPolicy(mesh, 'vault', { to: vault, retries: Retries.none(), tls: ServerTls.simple({ serverName: 'vault.example' }) });
  new TrafficPolicy(mesh, 'ledger', {
    to: ledger,
    outlierDetection: { maxEjectionPercent: 100 },
    tls: ServerTls.simple({ serverName: 'ledger.example', certificateAuthority: secretOf(y, 'our-ca', 'ca.crt') }),
  });
  new TrafficPolicy(mesh, 'api', { to: api, timeout: Duration.seconds(3), tls: ServerTls.simple() });
  new TrafficPolicy(mesh, 'moving', {
    to: migration,
    timeout: Duration.seconds(20),
    retries: Retries.idempotent({ attempts: 1, perTry: Duration.seconds(9), atOnce: 7 }),
  });
  return { y, mesh, web, other, stock, store, erp, vault, ledger, api, migration };
}

/** The same, resolved. */
export const called = (): ResolvedSystem => calling().y.system.resolve().system;
