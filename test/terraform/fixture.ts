import { GuestOs } from '../../src/model';
import type {
  AddressBlock,
  EndName,
  ResolvedCluster,
  ResolvedFlow,
  ResolvedGuest,
  ResolvedHardware,
  ResolvedHost,
  ResolvedMachine,
  ResolvedMicroservice,
  ResolvedPort,
  ResolvedSubnet,
  ResolvedSystem,
  ResolvedVolume,
} from '../../src/model/resolved';
import { clientPorts } from '../../src/model/values';
import { type FlowFacts, aFlow as flow, withEnds } from '../flow-fixture';
import { type MicroserviceFacts, microserviceOf } from '../workload-fixture';

export { end } from '../flow-fixture';

import { namespaceOf } from '../namespace-fixture';

/** Resolved systems made by hand: small, and free to say what the model would never resolve to. */

const GIBIBYTE = 1024 ** 3;

export const LINUX_PORTS = { from: 32768, to: 60999 };
export const WINDOWS_PORTS = { from: 49152, to: 65535 };

export const LINUX: ResolvedHardware = {
  machineType: 'q35',
  firmware: 'bios',
  diskBus: 'virtio',
  nicModel: 'virtio',
  clock: 'utc',
  hyperV: false,
  tpm: false,
  guestAgent: true,
  graphics: false,
  cpu: { mode: 'host-model', features: [] },
  devices: [],
  rng: {},
  serialConsole: true,
};

export const WINDOWS: ResolvedHardware = {
  ...LINUX,
  diskBus: 'sata',
  nicModel: 'e1000e',
  clock: 'localtime',
  hyperV: true,
  guestAgent: false,
  graphics: true,
  cpu: { mode: 'host-model', features: [], topology: { sockets: 1, cores: 4, threads: 1 } },
  rng: undefined,
  video: { model: 'vga', vramKiB: 16384 },
};

export const tcp = (from: number, to = from, name = `tcp-${from}`): ResolvedPort => ({ protocol: 'tcp', from, to, name });
export const udp = (from: number, to = from, name = `udp-${from}`): ResolvedPort => ({ protocol: 'udp', from, to, name });
export const ICMP: ResolvedPort = { protocol: 'icmp', from: 0, to: 0, name: 'icmp' };
export const ANY: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

export const block = (cidr: string, except: readonly string[] = []): AddressBlock => ({ cidr, except });

export function aHost(facts: Partial<ResolvedHost> = {}): ResolvedHost {
  return {
    name: 'kvm1',
    providerUri: 'qemu:///system',
    virshUri: 'qemu:///system',
    virtualization: 'kvm',
    cpus: 32,
    dedicatedCpus: [],
    hugePages: [],
    numaNodes: [],
    devices: [],
    memoryMiB: 131072,
    reservedMiB: 2048,
    virtualCpus: 128,
    stack: 'shop',
    pools: [{ name: 'default', type: 'directory' }],
    defaultPool: { name: 'default' },
    ...facts,
  };
}

export function aSubnet(name: string, cidr: string, facts: Partial<ResolvedSubnet> = {}): ResolvedSubnet {
  const gateway = cidr.replace(/0\/\d+$/, '1');
  return {
    name,
    network: 'net',
    cidr,
    prefix: Number(cidr.split('/')[1]),
    gateway,
    mode: 'route',
    objectName: `shop-${name}`,
    bridge: `shop-${name}`,
    hosts: ['kvm1'],
    isolation: 'standard',
    mtu: 1500,
    nameservers: [gateway],
    dnsForward: true,
    forwarders: [],
    records: [],
    reservations: [],
    dhcpServers: [],
    hostAddresses: [gateway],
    ...facts,
  };
}

export interface MachineFacts extends Partial<Omit<ResolvedMachine, 'nic' | 'guest'>> {
  readonly nic?: Partial<ResolvedMachine['nic']>;
  readonly guest?: Partial<ResolvedGuest>;
}

export function aMachine(name: string, subnet: string, address: string, { nic, guest, ...facts }: MachineFacts = {}): ResolvedMachine {
  const octets = address.split('.');
  return {
    kind: 'virtual-machine',
    name,
    objectName: `shop-${name}`,
    host: 'kvm1',
    pool: 'default',
    os: GuestOs.debian12().resolved,
    hardware: LINUX,
    cpus: 2,
    memoryMiB: 2048,
    overheadMiB: 160,
    placement: { hosts: ['kvm1'] },
    image: {
      key: 'kvm1-default-shop-debian-12-20250101',
      volumeName: 'shop-debian-12-20250101',
      source: '/images/debian-12.qcow2',
      format: 'qcow2',
    },
    root: { ...aDisk(name, 'root', 20), bus: facts.hardware?.diskBus ?? 'virtio', place: 0, protected: false },
    data: [],
    filesPool: 'default',
    cds: [],
    sharedFolders: [],
    listens: [],
    clientPorts: clientPorts(() => [LINUX_PORTS]),
    otherNics: [],
    ...facts,
    nic: {
      name,
      mac: ['52', '54', '00', ...octets.slice(1).map((octet) => Number(octet).toString(16).padStart(2, '0'))].join(':'),
      subnet,
      address,
      tap: `tap-${octets.slice(2).join('-')}`,
      mtu: 1500,
      filter: { name: `shop-${name}`, uuid: `00000000-0000-5000-8000-${octets.map((octet) => octet.padStart(3, '0')).join('')}` },
      speaksFor: [],
      portIsolated: false,
      ...nic,
    },
    guest: {
      configuredBy: 'cloud-init',
      hostname: name,
      fqdn: `${name}.shop.internal`,
      network: { addressedBy: 'static', prefix: 24, routes: [], nameservers: [], searchDomain: 'shop.internal' },
      sshAuthorizedKeys: [],
      ntpServers: [],
      installs: false,
      baseline: [],
      firewall: [],
      firewallBy: facts.os?.firewall ?? 'nftables',
      role: { kind: 'plain' },
      ...guest,
    },
  };
}

export const aVolume = (machine: string, id: string, gibibytes: number): ResolvedVolume => ({
  ...aDisk(machine, id, gibibytes),
  place: 1,
  protected: true,
  serial: id,
});

export const aDisk = (machine: string, id: string, gibibytes: number): Omit<ResolvedVolume, 'place' | 'protected'> => ({
  id,
  pool: 'default',
  volumeName: `shop-${machine}-${id}.qcow2`,
  format: 'qcow2',
  key: `${machine}-${id}`,
  sizeBytes: gibibytes * GIBIBYTE,
  bus: 'virtio',
  cache: 'none',
  io: 'native',
  existing: false,
  readOnly: false,
  shared: false,
});

/** Between addresses: cards see no other flows. */
export const aFlow = (from: EndName, to: EndName, ports: readonly ResolvedPort[], facts: FlowFacts = {}): ResolvedFlow =>
  flow(from, to, ports, { because: ['it is needed'], source: [], destination: [], ...facts });

export function aCluster(facts: Partial<ResolvedCluster> = {}): ResolvedCluster {
  return {
    kind: 'own',
    name: 'k8s',
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    podEgress: 'masquerade',
    namespace: 'shop',
    namespaces: [namespaceOf('shop')],
    nodes: [],
    controlPlanes: [],
    nodeAddresses: [],
    dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [udp(53)] },
    nodeFilters: 'each-address',
    machineServices: [],
    ...facts,
  };
}

const PROBE = { type: 'tcp', port: 8080 } as const;

export const aMicroservice = (name: string, facts: MicroserviceFacts = {}): ResolvedMicroservice =>
  microserviceOf(
    name,
    {
      image: `registry.shop.internal/${name}:1.0.0`,
      ports: [tcp(8080)],
      resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 128, memoryLimitMiB: 128, ephemeralStorageMiB: 64 },
      probes: { startup: PROBE, readiness: PROBE, liveness: PROBE },
      inMesh: false,
    },
    facts,
  );

export function aSystem(facts: Partial<Omit<ResolvedSystem, 'podGroups'>> = {}): ResolvedSystem {
  return withEnds({
    name: 'shop',
    domain: 'shop.internal',
    sharedDomain: false,
    digest: 'd1'.repeat(32),
    hosts: [aHost()],
    subnets: [],
    machines: [],
    retired: [],
    retiredClaims: [],
    migrations: [],
    traffic: [],
    clusters: [],
    workloads: [],
    gateways: [],
    pods: [],
    secrets: [],
    pairs: [],
    externals: [],
    flows: [],
    prerequisites: [],
    proofs: [],
    ...facts,
  });
}
