import { Forward, GuestOs, LegacyVm, type LegacyVmProps, Port, Size, type Subnet } from '../src/model';
import type { Yard } from './model/fixture';

export const UUID = '25cc704b-0374-4100-b31c-691cf01fbc68';

/** The bridge of a network that is there. */
export const bridged = (y: Yard): Subnet =>
  (y.net.node.tryFindChild('home') as Subnet | undefined) ??
  y.net.addSubnet('home', { cidr: '10.1.8.0/24', forward: Forward.bridge('virbr0'), nameservers: [] });

/** A machine that somebody has made by hand. */
export const adopted = (y: Yard, id = 'wiki', props: Partial<LegacyVmProps> = {}): LegacyVm =>
  new LegacyVm(y.system, id, {
    host: y.host,
    subnet: bridged(y),
    os: GuestOs.debian12(),
    cpus: 2,
    memory: Size.mebibytes(512),
    address: '10.1.8.40',
    mac: '52:54:00:aa:bb:01',
    rootDiskOptions: { existing: { name: `${id}.qcow2`, format: 'qcow2' } },
    listens: [Port.tcp(8080, 'http')],
    adopt: { uuid: UUID },
    ...props,
  });
