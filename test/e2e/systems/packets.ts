import {
  Anyone,
  External,
  Forward,
  Host,
  type Image,
  Isolation,
  LegacyVm,
  Network,
  Port,
  Size,
  System,
  Virtualization,
  VirtualMachine,
} from '../../../src';
import { TINY } from './tiny';

/** Ports of which some are allowed to some: everything in the packet tests listens on all of them. */
export const PORTS = [
  { protocol: 'tcp', port: 22 },
  { protocol: 'tcp', port: 80 },
  { protocol: 'tcp', port: 5432 },
  { protocol: 'tcp', port: 8080 },
  { protocol: 'udp', port: 514 },
] as const;

/** Ports that clients use, so that answers may come to them; everything listens there, too. */
export const CLIENT_PORTS = [
  { protocol: 'tcp', port: 40000 },
  { protocol: 'udp', port: 40000 },
] as const;

/** Things outside the system: name and address, all of them behind the hosts' router. */
export const OUTSIDE = { partner: '192.0.2.10', administrator: '198.18.0.5', stranger: '198.51.100.7' } as const;

/** Bridge of the subnet that both hosts share. */
export const LAN_BRIDGE = 'lan0';

/**
 * What the flows below open, written down by hand: the model and the filters that come from it could both be wrong. Gateways are the
 * addresses of the hosts in their subnets; what leaves a NAT subnet comes under that of the receiver's subnet.
 */
export const OPEN: readonly string[] = [
  ...['administrator', 'partner', 'stranger', 'desk', 'gateway-front', 'gateway-office'].map((from) => `${from} -> web 80/tcp`),
  ...['app', 'database', 'logs', 'north', 'south', 'web'].map((to) => `administrator -> ${to} 22/tcp`),
  'web -> app 8080/tcp',
  'partner -> app 8080/tcp',
  'app -> database 5432/tcp',
  'app -> logs 514/udp',
  'app -> partner 514/udp',
  'app -> partner 8080/tcp',
  'north -> partner 514/udp',
  'north -> south 8080/tcp',
  ...['app', 'web'].map((from) => `${from} -> gateway-front 53/tcp`),
  ...['database', 'logs'].map((from) => `${from} -> gateway-data 53/tcp`),
  'desk -> gateway-office 53/tcp',
  'gateway-office -> desk 22/tcp',
  // Under its address behind NAT a host is shown to others under the one that it has with them.
  ...['gateway-data', 'gateway-office'].map((from) => `${from} -> database 5432/tcp`),
  ...['gateway-lan', 'gateway-office'].map((from) => `${from} -> north 22/tcp`),
  'app -> gateway-front 8080/tcp',
  ...['north', 'south'].map((from) => `${from} -> gateway-lan 53/tcp`),
];

/** Machines in every kind of subnet on two hosts, with flows of every kind between them. */
export class PacketSystem extends System {
  constructor(uris: { readonly kvm1: string; readonly kvm2: string }, image: Image, props: { readonly desk?: boolean } = {}) {
    super('pk', { domain: 'pk.internal', admin: { from: External.cidr('198.18.0.0/24', { name: 'administrators' }) } });
    const facts = { cpus: 8, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU };
    const host = new Host(this, 'kvm1', { ...facts, uri: uris.kvm1 });
    const other = new Host(this, 'kvm2', { ...facts, uri: uris.kvm2 });
    const net = new Network(this, 'net', { cidr: '10.20.0.0/16', routes: 'provided' });
    const front = net.addSubnet('front', { cidr: '10.20.1.0/24' });
    const data = net.addSubnet('data', { cidr: '10.20.2.0/24', isolation: Isolation.HIGH });
    const office = net.addSubnet('office', { cidr: '10.20.3.0/24', forward: Forward.NAT });
    const lan = net.addSubnet('lan', {
      cidr: '10.20.4.0/24',
      forward: Forward.bridge(LAN_BRIDGE),
      nameservers: ['10.20.4.1'],
      hostAddresses: ['10.20.4.1'],
    });
    const small = {
      host,
      image,
      os: TINY,
      cpus: 1,
      memory: Size.mebibytes(160),
      rootDisk: Size.gibibytes(1),
      stateless: true,
    };

    const web = new VirtualMachine(this, 'web', { ...small, subnet: front, listens: [Port.tcp(80, 'http')] });
    const app = new VirtualMachine(this, 'app', { ...small, subnet: front, listens: [Port.tcp(8080, 'api')] });
    const database = new VirtualMachine(this, 'database', { ...small, subnet: data, listens: [Port.tcp(5432, 'postgresql')] });
    const logs = new VirtualMachine(this, 'logs', { ...small, subnet: data, listens: [Port.udp(514, 'syslog')] });
    const { stateless: _, ...kept } = small;
    const desks = (props.desk ?? true) ? [new LegacyVm(this, 'desk', { ...kept, subnet: office })] : [];
    const north = new VirtualMachine(this, 'north', { ...small, subnet: lan });
    const south = new VirtualMachine(this, 'south', { ...small, host: other, subnet: lan, listens: [Port.tcp(8080, 'api')] });

    const partner = External.address(OUTSIDE.partner, { name: 'partner' });
    const because = 'packet test';
    this.policy.allow(Anyone.ipv4(), web, { because });
    this.policy.allow(web, app, { because });
    this.policy.allow(app, [database, logs], { because });
    this.policy.allow(app, partner, { because, ports: [Port.tcp(8080, 'api'), Port.udp(514, 'syslog')] });
    this.policy.allow(north, partner, { because, ports: [Port.udp(514, 'syslog')] });
    this.policy.allow(partner, app, { because });
    for (const desk of desks) this.policy.allow(desk, web, { because });
    for (const desk of desks) this.policy.allow(office.hosts, desk, { because, ports: [Port.tcp(22, 'ssh')] });
    this.policy.allow(data.hosts, database, { because });
    this.policy.allow(lan.hosts, north, { because, ports: [Port.tcp(22, 'ssh')] });
    this.policy.allow(app, front.hosts, { because, ports: [Port.tcp(8080, 'api')] });
    this.policy.allow(north, south, { because });
  }
}
