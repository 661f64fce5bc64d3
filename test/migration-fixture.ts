import {
  type ApiGateway,
  type DatabaseVm,
  GuestOs,
  type KubernetesCluster,
  type LegacyVm,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  type Microservice,
  Migration,
  type MigrationProps,
  Port,
  type ResolvedSystem,
  ServiceMesh,
} from '../src/model';
import { gatewayOf } from './gateway-fixture';
import { cluster, database, HTTP, legacy, machineProps, service, type Yard, yard } from './model/fixture';

/** A depot whose stock moves from an old machine to a service: called by a route, by a load balancer, and by a service of the mesh. */
export interface Moving {
  readonly y: Yard;
  readonly k8s: KubernetesCluster;
  readonly mesh: ServiceMesh;
  readonly erp: LegacyVm;
  readonly stock: Microservice;
  readonly order: Microservice;
  readonly records: DatabaseVm;
  readonly gateway: ApiGateway;
  readonly loadBalancer: LoadBalancer;
  readonly migration: Migration;
}

/** Where the service listens: another port than the old machine's. */
export const STOCK_PORT = Port.tcp(9090, 'http');

/** @param props of the migration; without `from` it is done */
export function moving(props: Partial<MigrationProps> = {}): Moving {
  const y = yard();
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const erp = legacy(y, 'erp');
  const records = database(y, 'records');
  const stock = service(k8s, 'stock', { port: STOCK_PORT, mesh });
  const order = service(k8s, 'order', { mesh });
  const migration = new Migration(y.system, 'stock-items', {
    from: erp,
    to: stock,
    weight: 10,
    port: HTTP,
    toPort: STOCK_PORT,
    because: 'the ERP ends its life',
    ...props,
  });
  const gateway = gatewayOf(k8s, 'gate', { '/': order }, { mesh });
  gateway.addHttpRoute('stock', { hostnames: ['stock.example'], backends: migration });
  const loadBalancer = new LoadBalancer(y.system, 'lb', { ...machineProps(y), os: GuestOs.debian12(), backends: migration });
  y.system.policy.allow(order, migration, { because: 'what is there' });
  y.system.policy.allow([erp, stock], records, { because: 'the records stay' });
  return { y, k8s, mesh, erp, stock, order, records, gateway, loadBalancer, migration };
}

/** The same, resolved. */
export const moved = (props: Partial<MigrationProps> = {}): ResolvedSystem => moving(props).y.system.resolve().system;
