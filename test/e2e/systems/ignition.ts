import { GuestFile, GuestOs, Host, Image, Network, Size, System, Virtualization, VirtualMachine } from '../../../src';

const MEMORY = Size.mebibytes(128);
const small = (like: GuestOs): GuestOs => GuestOs.custom({ like, minimumMemory: MEMORY, minimumDisk: Size.gibibytes(1) });

/** The text of a file that both machines get. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform must leave alone
export const MOTTO = 'per aspera ${ad} %{astra}\n';

/** Sensitive variable that fills another file. */
export const SECRET = 'app_key';

/** Machines of both systems, on disks without anything: what they are shown is all that a laboratory can see. */
export class IgnitionSystem extends System {
  constructor(uri: string, disk: string, { motto = MOTTO }: { readonly motto?: string } = {}) {
    super('ig');
    const host = new Host(this, 'kvm1', { uri, cpus: 2, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU });
    const subnet = new Network(this, 'net', { cidr: '10.44.0.0/16' }).addSubnet('lan', { cidr: '10.44.1.0/24' });
    const image = Image.file(disk, { version: '1' });
    const firstBoot = { files: { '/etc/motto': motto, '/etc/app.key': GuestFile.variable(SECRET) } };
    for (const [name, os] of [
      ['coreos', GuestOs.fedoraCoreOs()],
      ['flatcar', GuestOs.flatcar()],
    ] as const)
      new VirtualMachine(this, name, {
        ...{ host, subnet, image, firstBoot, os: small(os), cpus: 1, memory: MEMORY },
        ...{ rootDisk: Size.gibibytes(1), stateless: true },
      });
  }
}
