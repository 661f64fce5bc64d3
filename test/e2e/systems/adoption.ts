import { AddressedBy, type AdoptProps, External, Forward, Host, LegacyVm, Network, Port, Size, System, Virtualization } from '../../../src';
import { TINY } from './tiny';

/** What somebody has made by hand, and who is on its network besides. */
export const HAND_MADE = {
  name: 'old-wiki',
  mac: '52:54:00:7a:11:02',
  address: '10.92.1.40',
  bridge: 'virbr0',
  office: '10.92.1.200',
} as const;

/** A system that has, or has not yet, a machine that runs already. */
export class AdoptionSystem extends System {
  constructor(uri: string, { adopt, cpus = 1 }: { readonly adopt?: Omit<AdoptProps, 'name'>; readonly cpus?: number }) {
    super('home', { admin: [] });
    const host = new Host(this, 'kvm1', { uri, cpus: 8, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU });
    const subnet = new Network(this, 'net', { cidr: '10.92.0.0/16' }).addSubnet('lan', {
      cidr: '10.92.1.0/24',
      forward: Forward.bridge(HAND_MADE.bridge),
      dhcpServers: ['10.92.1.1'],
      reserved: [`${HAND_MADE.office}/32`],
      nameservers: [],
    });
    if (!adopt) return;
    const wiki = new LegacyVm(this, 'wiki', {
      ...{ host, subnet, os: TINY, cpus, memory: Size.mebibytes(160), rootDisk: Size.gibibytes(1) },
      address: HAND_MADE.address,
      mac: HAND_MADE.mac,
      addressedBy: AddressedBy.DHCP,
      rootDiskOptions: { existing: { name: 'wiki.qcow2', format: 'qcow2' } },
      listens: [Port.tcp(8080, 'http'), Port.tcp(5432, 'postgresql')],
      adopt: { ...adopt, name: HAND_MADE.name },
    });
    if (!adopt.filtered) return;
    const office = External.address(HAND_MADE.office, { name: 'office' });
    this.policy.allow(office, wiki, { because: 'it is read there', ports: [Port.tcp(8080)] });
  }
}
