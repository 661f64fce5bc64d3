import {
  AddOn,
  ApiGateway,
  type ApiGatewayProps,
  Certificate,
  CertificateIssuer,
  External,
  GatewayProvider,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  type KubernetesClusterProps,
  Listener,
  MeshMode,
  MeshProvider,
  Microservice,
  Network,
  Port,
  ServiceMesh,
  Size,
  System,
} from '../src';

/** Versions whose charts and manifests were read. */
export const VERSIONS = {
  calico: '3.32.1',
  certManager: '1.21.1',
  cilium: '1.20.0',
  envoyGateway: '1.9.0',
  externalSecrets: '2.9.0',
  gatewayApi: '1.6.1',
  istio: '1.30.3',
  kong: '0.24.0',
  kubeRouter: '2.11.1',
  metallb: '0.16.1',
} as const;

/** What can be said of a {@link Stall}. */
export interface StallOptions {
  readonly addOns?: readonly AddOn[];
  readonly cluster?: Partial<KubernetesClusterProps>;
  /** @default - sidecars */
  readonly mode?: MeshMode;
  /** @default - Kong */
  readonly gateway?: Partial<ApiGatewayProps>;
  /** @default true */
  readonly services?: boolean;
  /** @default true */
  readonly meshed?: boolean;
  /** @default true */
  readonly guarded?: boolean;
  /** Whether the proxies of the gateway are part of the mesh. @default false */
  readonly joined?: boolean;
}

/** A service in a cluster of three machines, with mesh and gateway, and what is installed for them. */
export class Stall extends System {
  readonly k8s: KubernetesCluster;

  constructor({
    addOns = ALL,
    cluster = {},
    mode = MeshMode.SIDECAR_WITH_CNI,
    gateway = {},
    services = true,
    meshed = true,
    guarded = true,
    joined = false,
  }: StallOptions = {}) {
    super('stall', {
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'mirror' }),
        registry: External.cidr('10.1.2.0/24', { name: 'registry' }),
        ntp: [],
      },
      admin: [],
    });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 32, memory: Size.gibibytes(128) });
    const net = new Network(this, 'net', { cidr: '10.20.0.0/16' });
    const nodes = net.addSubnet('nodes', { cidr: '10.20.30.0/24', mtu: 9000, ...(services && { services: '10.20.30.192/26' }) });
    this.k8s = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: {
        subnet: nodes,
        host,
        count: 3,
        cpus: 4,
        memory: Size.gibibytes(8),
        os: GuestOs.ubuntu2404(),
        image: Image.file('/images/ubuntu-24.04.qcow2', { version: '2024-10' }),
      },
      addOns,
      ...cluster,
    });
    const mesh = meshed
      ? new ServiceMesh(this.k8s, 'mesh', { provider: MeshProvider.ISTIO, mode, trustDomain: 'stall.example' })
      : undefined;
    const port = Port.tcp(8080, 'http');
    const orders = new Microservice(this.k8s, guarded ? 'orders' : 'counter', {
      image: 'registry.example/orders:1.0.0',
      port,
      ...(mesh && { mesh }),
    });
    if (!guarded) return;
    const certificate = Certificate.issuedBy(CertificateIssuer.clusterWide('house'));
    const edge = new ApiGateway(this.k8s, 'edge', {
      provider: GatewayProvider.KONG,
      listeners: [Listener.https({ certificate, hostnames: ['stall.example'] })],
      ...(joined && mesh && { mesh }),
      ...gateway,
    });
    edge.addHttpRoute('orders', { backends: [{ to: orders }] });
    this.policy.allow(External.cidr('10.9.0.0/24', { name: 'balancers' }), edge, { because: 'customers order here' });
  }
}

const { calico, certManager, externalSecrets, gatewayApi, istio, kong, metallb } = VERSIONS;

/** One of each that goes together. */
export const ALL: readonly AddOn[] = [
  AddOn.calico({ version: calico }),
  AddOn.metallb({ version: metallb }),
  AddOn.gatewayApi({ version: gatewayApi }),
  AddOn.istio({ version: istio }),
  AddOn.kong({ version: kong }),
  AddOn.certManager({ version: certManager }),
  AddOn.externalSecrets({ version: externalSecrets }),
];
