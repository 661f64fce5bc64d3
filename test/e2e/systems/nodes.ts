import {
  AddOn,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  External,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  LegacyVm,
  Microservice,
  Network,
  Port,
  Probe,
  Size,
  System,
  Taint,
  Toleration,
  Virtualization,
} from '../../../src';
import { sshKey } from '../../model/fixture';

export const REPOSITORY = 'registry.lab.internal/kubernetes';
/** Of add-ons, those that can be built of their modules. */
export const ADD_ON_VERSIONS = { kubeRouter: '2.1.0', metallb: '0.16.1', gatewayApi: '1.6.1' };
/** Their images, as their makers call them. */
export const ADD_ON_IMAGES = {
  kubeRouter: `docker.io/cloudnativelabs/kube-router:v${ADD_ON_VERSIONS.kubeRouter}`,
  controller: `quay.io/metallb/controller:v${ADD_ON_VERSIONS.metallb}`,
  speaker: `quay.io/metallb/speaker:v${ADD_ON_VERSIONS.metallb}`,
};

/** Of services, and where it answers. */
export const REGISTRY = { name: 'registry.ns.internal', address: '10.1.1.10', port: 5000 };

const SERVICES = { user: `${REGISTRY.name}/user:1.4.2`, order: `${REGISTRY.name}/order:2.0.1` };
/** Images of services, for which something stands in that answers at port 8080. */
export const STAND_INS: readonly string[] = Object.values(SERVICES);

const PROBE = { timeoutSeconds: 10, failureThreshold: 12 };
/** MetalLB's programs are late where thirty programs share two processors, and would be started again and again. */
const PATIENT = { livenessProbe: PROBE, readinessProbe: PROBE };

const ABSENT = Image.file('/var/lib/images/node.qcow2', { version: '1', preinstalled: true });

export interface NodeSystemProps {
  /** Number of nodes. @default 3 */
  readonly count?: number;
  /** Kubernetes minor version. @default '1.34' */
  readonly version?: string;
  /** Whether there is a pool of one node that is kept for a service of its own. @default false */
  readonly batch?: boolean;
  /** Image of another pool of one node. @default - there is none */
  readonly renewed?: Image;
  /** How the host is reached. @default - it is not */
  readonly uri?: string;
  /** Of all machines but those. @default - one that is not there */
  readonly image?: Image;
}

/** A cluster that makes itself, of one control plane and workers; two services in it, a database and an old application beside it. */
export class NodeSystem extends System {
  readonly cluster: KubernetesCluster;

  constructor({ count = 3, version = '1.34', batch = false, renewed, uri = 'qemu:///system', image = ABSENT }: NodeSystemProps = {}) {
    super('ns', {
      domain: 'ns.internal',
      provisioning: { registry: External.address(REGISTRY.address, { name: 'image-registry', hostname: REGISTRY.name }) },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [sshKey('a')] },
    });
    const host = new Host(this, 'kvm1', { uri, cpus: 16, memory: Size.gibibytes(64), virtualization: Virtualization.QEMU });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    const machine = {
      host,
      os: GuestOs.debian12(),
      image,
      cpus: 2,
      memory: Size.gibibytes(4),
    };
    this.cluster = new KubernetesCluster(this, 'k8s', {
      version,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: {
        ...machine,
        subnet: net.addSubnet('nodes', { cidr: '10.30.3.0/24', services: '10.30.3.192/26' }),
        count,
        imageRepository: REPOSITORY,
        labels: { disk: 'ssd' },
        pools: {
          ...(batch && { batch: { count: 1, labels: { work: 'batch' }, taints: [Taint.of('dedicated', { value: 'batch' })] } }),
          ...(renewed && { renewed: { count: 1, image: renewed } }),
        },
      },
      addOns: [
        AddOn.kubeRouter({ version: ADD_ON_VERSIONS.kubeRouter }),
        AddOn.metallb({ version: ADD_ON_VERSIONS.metallb, values: { controller: PATIENT, speaker: PATIENT } }),
        AddOn.gatewayApi({ version: ADD_ON_VERSIONS.gatewayApi }),
      ],
    });
    const service = {
      port: Port.tcp(8080, 'http'),
      health: { readiness: Probe.http('/healthz') },
      replicas: 2,
      // kube-proxy hears late of pods that end where many programs share two processors.
      shutdown: { drain: Duration.seconds(20) },
    };
    const user = new Microservice(this.cluster, 'user-service', { ...service, image: SERVICES.user });
    const order = new Microservice(this.cluster, 'order-service', { ...service, image: SERVICES.order });
    if (batch)
      new Microservice(this.cluster, 'batch-service', {
        ...service,
        replicas: 1,
        image: SERVICES.user,
        placement: { nodes: { work: 'batch' }, tolerations: [Toleration.of('dedicated', { value: 'batch' })] },
      });
    const behind = { ...machine, subnet: net.addSubnet('behind', { cidr: '10.30.4.0/24' }) };
    const database = new DatabaseVm(this, 'database-vm', {
      ...behind,
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(1),
    });
    const erp = new LegacyVm(this, 'erp', { ...behind, listens: [Port.tcp(8080, 'http')] });
    this.policy.allow(user, order, { because: 'orders of a user' });
    this.policy.allow(order, database, { because: 'system of record' });
    this.policy.allow(erp, order, { because: 'stock feed' });
  }
}
