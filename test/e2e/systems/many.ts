import { Host, type Image, Network, Size, System, Virtualization, VirtualMachine } from '../../../src';
import { TINY } from './tiny';

export interface ManyProps {
  /** libvirt URIs of hosts, which have the machines in turn. */
  readonly uris: readonly string[];
  readonly image: Image;
  readonly machines: number;
  /** Whether each host has a stack of its own. */
  readonly apart: boolean;
}

/** As many machines as are asked for, each with a root disk and a data disk. */
export class ManySystem extends System {
  constructor({ uris, image, machines, apart }: ManyProps) {
    super('many');
    const net = new Network(this, 'net', { cidr: '10.42.0.0/16' });
    const places = uris.map((uri, index) => {
      const id = `kvm${index + 1}`;
      const kind = { cpus: 16, memory: Size.gibibytes(16), virtualization: Virtualization.QEMU };
      const host = new Host(this, id, { uri, ...kind, ...(apart && { stack: id }) });
      return { host, subnet: net.addSubnet(`s${index + 1}`, { cidr: `10.42.${index + 1}.0/24` }) };
    });
    for (let number = 0; number < machines; number++)
      new VirtualMachine(this, `m${number + 1}`, {
        ...(places[number % places.length] as (typeof places)[number]),
        image,
        os: TINY,
        cpus: 1,
        memory: Size.mebibytes(128),
        rootDisk: Size.gibibytes(1),
        dataDisks: [{ id: 'data', size: Size.mebibytes(64) }],
      });
  }
}
