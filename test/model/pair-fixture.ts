import {
  External,
  Forward,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  LoadBalancer,
  type LoadBalancerProps,
  type MachineProps,
  Microservice,
  Network,
  Port,
  Size,
  type Subnet,
  System,
  VirtualMachine,
} from '../../src';
import { PACKAGES } from './fixture';

/** Two hosts on one bridge, a web server, and pods beside. */
export interface Edge {
  readonly system: System;
  readonly subnet: Subnet;
  readonly machine: Omit<MachineProps, 'host'>;
  readonly web: VirtualMachine;
  readonly pods: Microservice;
}

export const ADMINS = External.cidr('198.51.100.0/24', { name: 'admins' });

export function edge(): Edge {
  const system = new System('shop', { provisioning: { packages: PACKAGES, ntp: [] }, admin: { from: ADMINS, sshAuthorizedKeys: [] } });
  for (const [name, uri] of [
    ['kvm1', 'qemu:///system'],
    ['kvm2', 'qemu+tls://kvm2.example/system'],
  ] as const)
    new Host(system, name, { uri, cpus: 32, memory: Size.gibibytes(64) });
  const subnet = new Network(system, 'net', { cidr: '10.1.0.0/16' }).addSubnet('edge', {
    cidr: '10.1.4.0/24',
    gateway: '10.1.4.254',
    forward: Forward.bridge('br0'),
    nameservers: ['10.1.4.253'],
  });
  const image = Image.file('/images/debian-12.qcow2', { version: '12.5' });
  const machine = { subnet, os: GuestOs.debian12(), image, cpus: 1, memory: Size.gibibytes(2) };
  const web = new VirtualMachine(system, 'web', { ...machine, listens: [Port.tcp(8080, 'http')] });
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['10.1.4.100'] },
  });
  const pods = new Microservice(k8s, 'pods', { image: 'registry.example/pods:1.0.0', port: Port.tcp(80, 'http') });
  return { system, subnet, machine, web, pods };
}

/** A load balancer before the web server, one machine or two. */
export const balancer = ({ system, machine, web }: Edge, props: Partial<LoadBalancerProps> = {}): LoadBalancer =>
  new LoadBalancer(system, props.name ?? 'lb', { ...machine, backends: web, ...props });
