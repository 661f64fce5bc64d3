import { Host, type Image, Network, Size, System, Virtualization, VirtualMachine } from '../../../src';
import { TINY } from './tiny';

export interface ApartProps {
  /** libvirt URIs of two hosts. */
  readonly uris: readonly [string, string];
  readonly image: Image;
  /** Of the second host. */
  readonly stack?: string;
}

/** A machine on each of two hosts, in networks of their own. */
export class ApartSystem extends System {
  constructor({ uris, image, stack }: ApartProps) {
    super('ap');
    const net = new Network(this, 'net', { cidr: '10.41.0.0/16' });
    for (const [index, uri] of uris.entries()) {
      const name = `kvm${index + 1}`;
      const host = new Host(this, name, {
        uri,
        cpus: 8,
        memory: Size.gibibytes(8),
        virtualization: Virtualization.QEMU,
        ...(index === 1 && stack !== undefined && { stack }),
      });
      new VirtualMachine(this, `m${index + 1}`, {
        host,
        image,
        os: TINY,
        subnet: net.addSubnet(`s${index + 1}`, { cidr: `10.41.${index + 1}.0/24` }),
        cpus: 1,
        memory: Size.mebibytes(160),
        rootDisk: Size.gibibytes(1),
        dataDisks: [{ id: 'data', size: Size.gibibytes(1) }],
      });
    }
  }
}
