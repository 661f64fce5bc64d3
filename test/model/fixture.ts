import {
  type AddressBlock,
  DatabaseEngine,
  DatabaseVm,
  type DatabaseVmProps,
  type ExistingClusterProps,
  External,
  Forward,
  GuestOs,
  Host,
  type HostProps,
  Image,
  InvalidSystemError,
  KubernetesCluster,
  type KubernetesClusterProps,
  LegacyVm,
  type LegacyVmProps,
  type Lock,
  type MachineProps,
  Microservice,
  type MicroserviceProps,
  Namespace,
  type NamespaceProps,
  Network,
  type NodesProps,
  Port,
  type Problem,
  type Resolution,
  type ResolvedFlow,
  Secret,
  Size,
  type Subnet,
  type SubnetProps,
  System,
  type SystemProps,
  VirtualMachine,
  type VirtualMachineProps,
} from '../../src/model';
import type { ResolvedMachine } from '../../src/model/resolved';

/** Builders of small valid systems. Every prop can be overridden; what a test does not name is of no concern to it. */

export interface Yard {
  readonly system: System;
  readonly host: Host;
  readonly net: Network;
  /** 10.1.1.0/24, routed. */
  readonly lan: Subnet;
}

export const PACKAGES = External.cidr('192.0.2.0/25', { name: 'packages' });
export const REGISTRY = External.address('192.0.2.200', { name: 'registry' });
export const IMAGE = Image.file('/images/debian-12.qcow2', { version: '12.5' });
export const HTTP = Port.tcp(8080, 'http');

/** A public SSH key that nobody has the other half of. */
export function sshKey(name: string): string {
  const text = (value: Buffer | string): Buffer => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return `ssh-ed25519 ${Buffer.concat([text('ssh-ed25519'), text(Buffer.alloc(32, name))]).toString('base64')} ${name}`;
}

/** A system of one host and one routed subnet, with sources of software. */
export function yard(props: SystemProps = {}, host: Partial<HostProps> = {}): Yard {
  const system = new System('yard', { provisioning: { packages: PACKAGES, registry: REGISTRY, ntp: [] }, admin: [], ...props });
  const kvm = new Host(system, 'kvm', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512), ...host });
  const net = new Network(system, 'net', { cidr: '10.1.0.0/16' });
  return { system, host: kvm, net, lan: net.addSubnet('lan', { cidr: '10.1.1.0/24' }) };
}

export const machineProps = ({ host, lan }: Yard): MachineProps => ({
  host,
  subnet: lan,
  os: GuestOs.debian12(),
  image: IMAGE,
  cpus: 2,
  memory: Size.gibibytes(2),
});

/** A machine that listens on HTTP. */
export const vm = (y: Yard, id: string, props: Partial<VirtualMachineProps> = {}): VirtualMachine =>
  new VirtualMachine(y.system, id, { ...machineProps(y), listens: [HTTP], ...props });

export const legacy = (y: Yard, id: string, props: Partial<LegacyVmProps> = {}): LegacyVm =>
  new LegacyVm(y.system, id, { ...machineProps(y), os: GuestOs.windowsServer2012(), listens: [HTTP], ...props });

/** PostgreSQL with 10 GiB of data. */
export const database = (y: Yard, id: string, props: Partial<DatabaseVmProps> = {}): DatabaseVm =>
  new DatabaseVm(y.system, id, {
    ...machineProps(y),
    engine: DatabaseEngine.postgresql('15'),
    dataDisk: Size.gibibytes(10),
    ...props,
  });

const CIDRS = { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' };

/** A cluster of two nodes in a subnet of their own, with addresses for Services. */
export function cluster(
  y: Yard,
  id = 'k8s',
  { nodes, ...props }: Partial<Omit<KubernetesClusterProps, 'nodes'>> & { nodes?: Partial<NodesProps> } = {},
): KubernetesCluster {
  const subnet = nodes?.subnet ?? y.net.addSubnet(`${id}-nodes`, { cidr: '10.1.2.0/24', services: '10.1.2.192/26' });
  const { host, image, os, cpus, memory } = machineProps(y);
  return new KubernetesCluster(y.system, id, { ...CIDRS, ...props, nodes: { host, image, os, cpus, memory, count: 2, ...nodes, subnet } });
}

/** A cluster that is there already, elsewhere. */
export const existingCluster = (y: Yard, id = 'k8s', props: Partial<ExistingClusterProps> = {}): KubernetesCluster =>
  KubernetesCluster.fromExisting(y.system, id, {
    ...CIDRS,
    nodeAddresses: ['172.16.0.11', '172.16.0.12'],
    services: '172.16.9.0/28',
    ...props,
  });

export const service = (k8s: KubernetesCluster, id: string, props: Partial<MicroserviceProps> = {}): Microservice =>
  new Microservice(k8s, id, { image: `registry.example/${id}:1.0.0`, port: HTTP, ...props });

/** A Secret that is there already, unless the system has one of that name. */
export const secretOf = (y: Yard, id: string, ...keys: readonly string[]): Secret =>
  (y.system.node.tryFindChild(id) as Secret | undefined) ?? Secret.fromExisting(y.system, id, { keys: keys.length > 0 ? keys : ['key'] });

/** A namespace of the system, once for each name. */
export const namespace = (k8s: KubernetesCluster, name: string, props: Partial<NamespaceProps> = {}): Namespace =>
  (k8s.node.tryFindChild(`${name}-namespace`) as Namespace | undefined) ?? new Namespace(k8s, `${name}-namespace`, { name, ...props });

/** A namespace of somebody else's, once for each name. */
export const foreignNamespace = (k8s: KubernetesCluster, name: string): Namespace =>
  (k8s.node.tryFindChild(`${name}-namespace`) as Namespace | undefined) ?? Namespace.fromExisting(k8s, `${name}-namespace`, { name });

export const subnet = (y: Yard, id: string, third: number, props: Partial<SubnetProps> = {}): Subnet =>
  y.net.addSubnet(id, { cidr: `10.1.${third}.0/24`, ...props });

/** `there`, 10.1.9.0/24, on a bridge that any host may have. */
export const bridged = (y: Yard): Subnet => subnet(y, 'there', 9, { forward: Forward.bridge('br0'), nameservers: [] });

/** Runs a build against a fresh yard and resolves it. */
export function resolved(build: (y: Yard) => unknown, lock?: string | Lock): Resolution {
  const y = yard();
  build(y);
  return y.system.resolve({ lock });
}

/** What is wrong with a system; anything but problems is thrown on. */
export function problemsOf(system: System, lock?: string | Lock): readonly Problem[] {
  try {
    system.resolve({ lock });
    return [];
  } catch (error) {
    if (error instanceof InvalidSystemError) return error.problems;
    throw error;
  }
}

export const codesOf = (system: System, lock?: string | Lock): readonly string[] => problemsOf(system, lock).map((problem) => problem.code);

export const OFFICE = External.cidr('198.51.100.0/24', { name: 'office' });

/** The flow of that name in a system. */
export function flowOf(build: (y: Yard) => unknown, id: string): ResolvedFlow {
  const { flows } = resolved(build).system;
  const found = flows.find((flow) => flow.id === id);
  if (!found) throw new Error(`no flow ${id} among ${flows.map((flow) => flow.id).join(', ')}`);
  return found;
}

export const cidrsOf = (blocks: readonly AddressBlock[]): readonly string[] => blocks.map(({ cidr }) => cidr);

/** The item of that name. */
export function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((item) => item.name === name);
  if (!found) throw new Error(`no ${name} among ${list.map((item) => item.name).join(', ')}`);
  return found;
}

/** What stays of a machine. The firewall of a guest that nothing sets up is a script for its administrators, which follows the policy. */
export function fixedOf(machine: ResolvedMachine): Pick<ResolvedMachine, 'name'> {
  if (machine.guest.configuredBy !== 'none') return machine;
  const { baseline, firewall, ...guest } = machine.guest;
  const fixed = { ...machine, guest };
  return fixed;
}
