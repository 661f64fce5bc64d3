import {
  AddressedBy,
  BringUp,
  External,
  Host,
  type Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  Network,
  PodEgress,
  Size,
  StoragePool,
  System,
  Virtualization,
} from '../../../src';
import { TINY } from './tiny';

export interface MovingProps {
  /** libvirt URI of the host. */
  readonly uri: string;
  readonly image: Image;
  /** Whether the system makes the pool itself. @default true */
  readonly ownsPool?: boolean;
  /** Whether the subnet has a machine that gets its address by DHCP. @default false */
  readonly dhcp?: boolean;
  /** Whether the first machine has left, and its disk stays. @default false */
  readonly archiveLeft?: boolean;
  /** Where administrators are. @default '10.2.0.0/24' */
  readonly admin?: string;
}

/** Pool of all disks. */
export const POOL = 'kept';
export const POOL_PATH = '/var/lib/libvirt/kept';

/** Machines that hold something, on one host: what operators do with hosts, pools, nodes and states is tried on them. */
export class MovingSystem extends System {
  constructor({ uri, image, ownsPool = true, dhcp = false, archiveLeft = false, admin = '10.2.0.0/24' }: MovingProps) {
    super('mv', { domain: 'mv.internal', admin: { from: External.cidr(admin, { name: 'admin-network' }) } });
    const pool = ownsPool ? StoragePool.owned(POOL, { path: POOL_PATH }) : StoragePool.existing(POOL);
    const host = new Host(this, 'kvm1', { uri, cpus: 8, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU, pool });
    const net = new Network(this, 'net', { cidr: '10.40.0.0/16' });
    const records = net.addSubnet('records', { cidr: '10.40.1.0/24', isolation: Isolation.HIGH });
    const nodes = net.addSubnet('nodes', { cidr: '10.40.2.0/24' });
    const small = { host, image, os: TINY, cpus: 1, memory: Size.mebibytes(160), rootDisk: Size.gibibytes(1) };
    if (archiveLeft) this.retire('archive/root', { keepData: true, because: 'it is read elsewhere' });
    else new LegacyVm(this, 'archive', { ...small, subnet: records });
    if (dhcp) new LegacyVm(this, 'scanner', { ...small, subnet: records, addressedBy: AddressedBy.DHCP });
    new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodes: { ...small, subnet: nodes, count: 1, bringUp: BringUp.BY_HAND },
    });
  }
}
