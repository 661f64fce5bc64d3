import { External, Host, type Image, Network, Port, Size, System, Virtualization, VirtualMachine } from '../../../src';
import { TINY } from './tiny';

/** What the flows below open while the machine has both cards, written down by hand. */
export const OPEN: readonly string[] = ['near -> both 8080/tcp', 'both-storage -> keeper 5432/tcp', 'keeper -> both-storage 22/tcp'];

/** A machine that has, or has not yet, a card in each of two subnets, and a machine beside each card. */
export class CardSystem extends System {
  constructor(uri: string, image: Image, { storage }: { readonly storage: boolean }) {
    super('nc', { domain: 'nc.internal', admin: { from: External.cidr('198.18.0.0/24', { name: 'administrators' }) } });
    const host = new Host(this, 'kvm1', { uri, cpus: 8, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU });
    const net = new Network(this, 'net', { cidr: '10.21.0.0/16' });
    const front = net.addSubnet('front', { cidr: '10.21.1.0/24' });
    const store = net.addSubnet('store', { cidr: '10.21.2.0/24', mtu: 1400 });
    const small = {
      host,
      image,
      os: TINY,
      cpus: 1,
      memory: Size.mebibytes(160),
      rootDisk: Size.gibibytes(1),
      stateless: true,
    };
    const near = new VirtualMachine(this, 'near', { ...small, subnet: front });
    const keeper = new VirtualMachine(this, 'keeper', { ...small, subnet: store, listens: [Port.tcp(5432, 'postgresql')] });
    const both = new VirtualMachine(this, 'both', { ...small, subnet: front, listens: [Port.tcp(8080, 'api')] });
    const because = 'card test';
    this.policy.allow(near, both, { because });
    if (!storage) return;
    const card = both.addInterface('storage', { subnet: store });
    // By the card in the keeper's subnet, stated or not.
    this.policy.allow(both, keeper, { because });
    this.policy.allow(keeper, card, { because, ports: [Port.tcp(22, 'ssh')] });
  }
}
