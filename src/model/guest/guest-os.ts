import type { CarriedEngines, OsHardware, OsName, PackageManager, ResolvedOs } from '../resolved';
import { isRecord, saidOf } from '../shape/record';
import { objectPart, propsIn, propsPart, reasonIn, remembering, wrongPartsOf } from '../shape/wrong';
import { Size } from '../values';
import { Value } from '../values/value';
import { OPERATING_SYSTEMS } from './os';

/** Props of {@link GuestOs.custom}: what is said of it, where it differs from the one that it is like. */
export interface CustomOsProps {
  /** The one whose answers are taken for all that is not said here. */
  readonly like: GuestOs;
  /**
   * What the lock knows it by: lower-case letters, digits, dots and hyphens. A machine that exists keeps its own.
   * @default - that of `like`
   */
  readonly id?: string;
  /**
   * What people call it.
   * @default - that of `like`
   */
  readonly title?: string;
  /**
   * What installs its packages.
   * @default - that of `like`
   */
  readonly packages?: PackageManager;
  /**
   * The program that keeps its firewall.
   * @default - that of `like`
   */
  readonly firewall?: ResolvedOs['firewall'];
  /**
   * Ports that its own connections come from (`net.ipv4.ip_local_port_range`).
   * @default - those of `like`
   */
  readonly clientPorts?: { readonly from: number; readonly to: number };
  /**
   * The account that its images let administrators in to: `default_user` of its cloud-init.
   * @default - that of `like`
   */
  readonly administrator?: string;
  /**
   * How unattended-upgrades knows its security archive: an entry of `Origins-Pattern`, e.g. `origin=Debian,label=Debian-Security`. Where it has apt.
   * @default - that of `like`
   */
  readonly securityOrigin?: string;
  /**
   * Version of control groups that it starts with.
   * @default - that of `like`
   */
  readonly controlGroups?: 1 | 2;
  /**
   * The least memory that it runs with: machines with less are a problem.
   * @default - that of `like`
   */
  readonly minimumMemory?: Size;
  /**
   * The least root disk that it fits on: machines with less are a problem.
   * @default - that of `like`
   */
  readonly minimumDisk?: Size;
  /**
   * Root disk of machines that state none.
   * @default - that of `like`
   */
  readonly rootDisk?: Size;
  /**
   * Last day of its updates, `YYYY-MM-DD`: later than its maker's where somebody else brings them.
   * @default - that of `like`
   */
  readonly supportedUntil?: string;
  /**
   * Packages of engines that its repositories carry, by engine and version: `{ postgresql: { '17': ['postgresql17-server'] } }`. Engines that are not
   * named are as in `like`.
   * @default - those of `like`
   */
  readonly engines?: Partial<CarriedEngines>;
}

/** A guest operating system: a profile of virtual hardware and of how it is configured. */
export class GuestOs extends Value {
  protected declare readonly brand: 'GuestOs';

  private constructor(
    /** @internal */
    readonly resolved: ResolvedOs,
    /** @internal */
    readonly hardware: OsHardware,
    /** Root disk where the user gives none. */
    readonly rootDisk: Size,
    /** @internal What it was made of, where it is a custom one. */
    readonly custom?: CustomOsProps,
  ) {
    super();
  }

  /** @internal Id of the one that is known by name: its own, or that of the one that a custom one is like in the end. */
  get origin(): string {
    return this.custom?.like instanceof GuestOs ? this.custom.like.origin : this.resolved.id;
  }

  /** Red Hat Enterprise Linux 8, set up by cloud-init. */
  static rhel8 = () => known('rhel-8');
  /** Red Hat Enterprise Linux 9, set up by cloud-init. */
  static rhel9 = () => known('rhel-9');
  /** Red Hat Enterprise Linux 10, set up by cloud-init. */
  static rhel10 = () => known('rhel-10');
  /** Rocky Linux 8, set up by cloud-init. */
  static rocky8 = () => known('rocky-8');
  /** Rocky Linux 9, set up by cloud-init. */
  static rocky9 = () => known('rocky-9');
  /** Rocky Linux 10, set up by cloud-init. */
  static rocky10 = () => known('rocky-10');
  /** AlmaLinux 8, set up by cloud-init. */
  static alma8 = () => known('alma-8');
  /** AlmaLinux 9, set up by cloud-init. */
  static alma9 = () => known('alma-9');
  /** AlmaLinux 10, set up by cloud-init. */
  static alma10 = () => known('alma-10');
  /** Oracle Linux 8, set up by cloud-init. */
  static oracle8 = () => known('oracle-8');
  /** Oracle Linux 9, set up by cloud-init. */
  static oracle9 = () => known('oracle-9');
  /** Oracle Linux 10, set up by cloud-init. */
  static oracle10 = () => known('oracle-10');
  /** SUSE Linux Enterprise Server 15, set up by cloud-init once it is registered, or told a mirror of its repositories. */
  static sles15 = () => known('sles-15');
  /** Debian 12 (bookworm), set up by cloud-init. */
  static debian12 = () => known('debian-12');
  /** Debian 13 (trixie), set up by cloud-init. */
  static debian13 = () => known('debian-13');
  /** Ubuntu 22.04 LTS, set up by cloud-init. */
  static ubuntu2204 = () => known('ubuntu-22.04');
  /** Ubuntu 24.04 LTS, set up by cloud-init. */
  static ubuntu2404 = () => known('ubuntu-24.04');
  /** Ubuntu 26.04 LTS, set up by cloud-init. */
  static ubuntu2604 = () => known('ubuntu-26.04');
  /** Fedora CoreOS, set up by Ignition. Nothing is installed on it. */
  static fedoraCoreOs = () => known('fedora-coreos');
  /** Flatcar Container Linux, set up by Ignition. Nothing is installed on it. */
  static flatcar = () => known('flatcar');
  /** Windows Server 2003: IDE disks, an emulated network card, `netsh` as firewall. Nothing inside it is set up. */
  static windowsServer2003 = () => known('windows-server-2003');
  /** Windows Server 2008: `netsh` as firewall. Nothing inside it is set up. */
  static windowsServer2008 = () => known('windows-server-2008');
  /** Windows Server 2008 R2: `netsh` as firewall. Nothing inside it is set up. */
  static windowsServer2008R2 = () => known('windows-server-2008-r2');
  /** Windows Server 2012: as it is, or by a `WindowsSetup`. */
  static windowsServer2012 = () => known('windows-server-2012');
  /** Windows Server 2012 R2: as it is, or by a `WindowsSetup`. */
  static windowsServer2012R2 = () => known('windows-server-2012-r2');
  /** Windows Server 2016: as it is, or by a `WindowsSetup`. */
  static windowsServer2016 = () => known('windows-server-2016');
  /** Windows Server 2019: as it is, or by a `WindowsSetup`. */
  static windowsServer2019 = () => known('windows-server-2019');
  /** Windows Server 2022, with UEFI: as it is, or by a `WindowsSetup`. */
  static windowsServer2022 = () => known('windows-server-2022');
  /** Windows Server 2025, with UEFI, secure boot and a TPM: as it is, or by a `WindowsSetup`. */
  static windowsServer2025 = () => known('windows-server-2025');

  /** One that has no profile of its own, by how it differs from one that has: `GuestOs.custom({ like: GuestOs.rhel9(), id: 'cloud-9', title: 'Cloud Linux 9' })`. */
  static custom(props: CustomOsProps): GuestOs {
    const given = propsIn(props);
    const like = given.like instanceof GuestOs ? given.like : GuestOs.debian12();
    const { like: _like, clientPorts, minimumMemory, minimumDisk, rootDisk, engines, ...facts } = given;
    const { least } = like.resolved;
    const resolved: ResolvedOs = {
      ...like.resolved,
      ...saidOf(facts),
      ...(facts.packages !== undefined && facts.packages !== like.resolved.packages && { securityOrigin: facts.securityOrigin }),
      ...(clientPorts && { ephemeralPorts: clientPorts }),
      least: { memoryMiB: mebibytesOf(minimumMemory) ?? least.memoryMiB, diskMiB: mebibytesOf(minimumDisk) ?? least.diskMiB },
      engines: { ...like.resolved.engines, ...saidOf(isRecord(engines) ? engines : {}) },
    };
    const os = new GuestOs(resolved, like.hardware, rootDisk instanceof Size ? rootDisk : like.rootDisk, props);
    return remembering(os, wrongPartsOf(like), objectPart('custom(props)', props));
  }

  /** The same with other virtual hardware, e.g. `{ diskBus: 'virtio' }` for a Windows image that has the drivers. */
  withHardware(hardware: Partial<Omit<OsHardware, 'graphics'>>): GuestOs {
    const os = new GuestOs(this.resolved, { ...this.hardware, ...propsIn(hardware) }, this.rootDisk, this.custom);
    return remembering(os, wrongPartsOf(this), objectPart('withHardware(hardware)', hardware));
  }

  /** The same where it stays although its maker brings no more updates: nothing is warned of, and the reason stands in reports. */
  afterSupport(props: { readonly because: string }): GuestOs {
    const os = new GuestOs({ ...this.resolved, keptBecause: reasonIn(props) }, this.hardware, this.rootDisk, this.custom);
    return remembering(os, wrongPartsOf(this), propsPart<{ because: string }>('afterSupport(props)', props, { because: true }));
  }

  /** @internal */
  static _of(name: OsName): GuestOs {
    const { facts, hardware, rootDisk } = OPERATING_SYSTEMS[name];
    return new GuestOs({ id: name, ...facts }, hardware, rootDisk);
  }
}

function known(name: OsName): GuestOs {
  return GuestOs._of(name);
}

const mebibytesOf = (size: unknown): number | undefined => (size instanceof Size ? size.toMebibytes : undefined);
