import type { ResolvedHardware, ResolvedOs } from '../resolved';
import { Size } from '../values';

/** Client ports of Linux (`net.ipv4.ip_local_port_range`, kernel default). */
const LINUX_PORTS = { from: 32768, to: 60999 };
/** Client ports of Windows since Vista (RFC 6335's dynamic range). */
const WINDOWS_PORTS = { from: 49152, to: 65535 };
/** Client ports of Windows Server 2003 and before. */
const OLD_WINDOWS_PORTS = { from: 1025, to: 5000 };

const LINUX: ResolvedHardware = {
  machineType: 'q35',
  firmware: 'bios',
  diskBus: 'virtio',
  nicModel: 'virtio',
  clock: 'utc',
  hyperV: false,
  tpm: false,
  guestAgent: true,
  cpuMode: 'host-model',
  graphics: false,
};

/** Windows without virtio drivers: hardware that its own installation knows. */
const WINDOWS: ResolvedHardware = {
  ...LINUX,
  diskBus: 'sata',
  nicModel: 'e1000e',
  clock: 'localtime',
  hyperV: true,
  guestAgent: false,
  graphics: true,
};

type Facts = Pick<ResolvedOs, 'id' | 'title' | 'firewall' | 'packages'>;

/** A guest operating system: a profile of virtual hardware and of how it is configured. */
export class GuestOs {
  protected declare readonly brand: 'GuestOs';

  private constructor(
    /** @internal */
    readonly resolved: ResolvedOs,
    /** @internal */
    readonly hardware: ResolvedHardware,
    /** Root disk where the user gives none. */
    readonly rootDisk: Size,
  ) {}

  /** Red Hat Enterprise Linux 8, set up by cloud-init. */
  static rhel8 = () => dnf('rhel-8', 'Red Hat Enterprise Linux 8');
  /** Red Hat Enterprise Linux 9, set up by cloud-init. */
  static rhel9 = () => dnf('rhel-9', 'Red Hat Enterprise Linux 9');
  /** Rocky Linux 9, set up by cloud-init. */
  static rocky9 = () => dnf('rocky-9', 'Rocky Linux 9');
  /** AlmaLinux 9, set up by cloud-init. */
  static alma9 = () => dnf('alma-9', 'AlmaLinux 9');
  /** Debian 12 (bookworm), set up by cloud-init. */
  static debian12 = () => apt('debian-12', 'Debian 12');
  /** Ubuntu 22.04 LTS, set up by cloud-init. */
  static ubuntu2204 = () => apt('ubuntu-22.04', 'Ubuntu 22.04 LTS');
  /** Ubuntu 24.04 LTS, set up by cloud-init. */
  static ubuntu2404 = () => apt('ubuntu-24.04', 'Ubuntu 24.04 LTS');

  /** Windows Server 2003: IDE disks, an emulated network card, `netsh` as firewall. Nothing inside it is set up. */
  static windowsServer2003 = () =>
    windows({ id: 'windows-server-2003', title: 'Windows Server 2003', firewall: 'netsh' }, OLD_WINDOWS_PORTS, {
      machineType: 'pc',
      diskBus: 'ide',
      nicModel: 'rtl8139',
      hyperV: false,
    });
  /** Windows Server 2008 R2: `netsh` as firewall. Nothing inside it is set up. */
  static windowsServer2008R2 = () =>
    windows({ id: 'windows-server-2008-r2', title: 'Windows Server 2008 R2', firewall: 'netsh' }, WINDOWS_PORTS, { nicModel: 'e1000' });
  /** Windows Server 2012. Nothing inside it is set up. */
  static windowsServer2012 = () => windows({ id: 'windows-server-2012', title: 'Windows Server 2012', firewall: 'windows-firewall' });
  /** Windows Server 2016. Nothing inside it is set up. */
  static windowsServer2016 = () => windows({ id: 'windows-server-2016', title: 'Windows Server 2016', firewall: 'windows-firewall' });
  /** Windows Server 2019. Nothing inside it is set up. */
  static windowsServer2019 = () => windows({ id: 'windows-server-2019', title: 'Windows Server 2019', firewall: 'windows-firewall' });
  /** Windows Server 2022, with UEFI. Nothing inside it is set up. */
  static windowsServer2022 = () =>
    windows({ id: 'windows-server-2022', title: 'Windows Server 2022', firewall: 'windows-firewall' }, WINDOWS_PORTS, { firmware: 'uefi' });
  /** Windows Server 2025, with UEFI, secure boot and a TPM. Nothing inside it is set up. */
  static windowsServer2025 = () =>
    windows({ id: 'windows-server-2025', title: 'Windows Server 2025', firewall: 'windows-firewall' }, WINDOWS_PORTS, {
      firmware: 'uefi-secure-boot',
      tpm: true,
    });

  /** The same with other virtual hardware, e.g. `{ diskBus: 'virtio' }` for a Windows image that has the drivers. */
  withHardware(hardware: Partial<ResolvedHardware>): GuestOs {
    return new GuestOs(this.resolved, { ...this.hardware, ...hardware }, this.rootDisk);
  }

  /** @internal */
  static _of(resolved: ResolvedOs, hardware: ResolvedHardware, rootDisk: Size): GuestOs {
    return new GuestOs(resolved, hardware, rootDisk);
  }
}

function dnf(id: string, title: string): GuestOs {
  return linux({ id, title, packages: 'dnf', firewall: 'firewalld' });
}

function apt(id: string, title: string): GuestOs {
  return linux({ id, title, packages: 'apt', firewall: 'nftables' });
}

function linux(facts: Facts): GuestOs {
  return GuestOs._of({ ...facts, family: 'linux', ephemeralPorts: LINUX_PORTS }, LINUX, Size.gibibytes(20));
}

function windows(facts: Facts, ephemeralPorts = WINDOWS_PORTS, hardware: Partial<ResolvedHardware> = {}): GuestOs {
  return GuestOs._of({ ...facts, family: 'windows', ephemeralPorts }, { ...WINDOWS, ...hardware }, Size.gibibytes(60));
}
