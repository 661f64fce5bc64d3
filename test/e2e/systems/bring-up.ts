import {
  Command,
  GuestOs,
  Host,
  type Image,
  Isolation,
  Network,
  type Provisioning,
  Size,
  System,
  Virtualization,
  VirtualMachine,
} from '../../../src';
import { TINY } from './tiny';

/** A secret of a command that is printed by it. */
export const TOKEN = 'correct-horse-battery';

/** What the machine `bad` runs at last. */
const FAILS = Command.script('echo "registering with $TOKEN"\necho "the licence server does not answer" >&2\nexit 3', {
  variables: { TOKEN: 'token' },
});

/** As if the agent's package had not come. Without its unit, systemd would make one of its script for older systems. */
const WITHOUT_AGENT = Command.script(
  'systemctl stop qemu-guest-agent || true\nrm -f /usr/sbin/qemu-ga {/lib/systemd/system,/etc/init.d}/qemu-guest-agent*\nsystemctl daemon-reload',
  {
    beforePackages: true,
  },
);

export interface BringUpProps {
  readonly minutes?: number;
  /** Whether machines with cloud-init are there: all that they do is emulated, and takes minutes. @default false */
  readonly debian?: boolean;
  /** Whether the machine without an agent is waited for. @default true */
  readonly waitsForMute?: boolean;
  /** @default 160 */
  readonly memory?: number;
}

/** Machines that nothing leads to from where Terraform runs. */
export class BringUpSystem extends System {
  constructor(
    uri: string,
    images: { readonly tiny: Image; readonly debian: Image },
    { minutes = 30, debian = false, waitsForMute = true, memory = 160 }: BringUpProps,
  ) {
    const provisioning: Provisioning = { ntp: [] };
    super('bu', { domain: 'bu.internal', provisioning, admin: [], waitForFirstBoot: { minutes } });
    const host = new Host(this, 'kvm1', { uri, cpus: 8, memory: Size.gibibytes(8), virtualization: Virtualization.QEMU });
    const closed = new Network(this, 'net', { cidr: '10.22.0.0/16' }).addSubnet('closed', {
      cidr: '10.22.1.0/24',
      isolation: Isolation.HIGH,
    });
    const alike = { host, subnet: closed, cpus: 1, stateless: true };
    new VirtualMachine(this, 'tiny', {
      ...{ ...alike, image: images.tiny, os: TINY, memory: Size.mebibytes(memory), rootDisk: Size.gibibytes(1) },
    });
    if (!debian) return;
    const real = { ...alike, image: images.debian, os: GuestOs.debian12(), memory: Size.mebibytes(512), rootDisk: Size.gibibytes(4) };
    new VirtualMachine(this, 'good', real);
    new VirtualMachine(this, 'bad', { ...real, firstBoot: { commands: [FAILS] } });
    new VirtualMachine(this, 'mute', {
      ...real,
      firstBoot: { commands: [WITHOUT_AGENT] },
      ...(!waitsForMute && { waitForFirstBoot: false }),
    });
  }
}
