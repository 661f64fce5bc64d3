import type { Construct } from 'constructs';
import { type Connection, connectionTo } from '../configuration/connection';
import type { ConnectionProps } from '../configuration/connection-props';
import { Declared } from '../declared';
import { CONFIGURATORS } from '../guest/configurators';
import { FAMILIES } from '../guest/families';
import type { FirstBootProps } from '../guest/first-boot';
import type { FirstBootWaitProps } from '../guest/first-boot-wait';
import type { GuestOs } from '../guest/guest-os';
import type { Image } from '../guest/image';
import type { WindowsSetup } from '../guest/windows-setup';
import type { FailureDomain, Host } from '../network/host';
import type { Subnet } from '../network/network';
import type { MachineKind, ResolvedGuest } from '../resolved';
import type { StatedRequirements } from '../resolved/requirements';
import type { Port, Size } from '../values';
import type { AdoptProps } from './adoption';
import type { DataDiskProps, RootDiskOptions, SharedFolderProps } from './disk';
import type { HardwareProps } from './hardware';
import type { MonitoringProps } from './monitoring';
import type { AddressedBy, NetworkInterfaceProps } from './network-interface';

/** What every machine has. */
export interface MachineProps {
  /**
   * RFC 1035 label, unique in the system. Everything that is named after the machine follows from it.
   * @default - the id
   */
  readonly name?: string;
  /**
   * The host that it runs on, or those that it may run on, in the order of preference.
   * @default - any of the system with room, chosen once and kept by the lock
   */
  readonly host?: Host | readonly Host[];
  /**
   * Machines that it must not fail together with, such as the one that it is a replica of. It works both ways.
   * @default - none
   */
  readonly apartFrom?: Machine | readonly Machine[];
  /**
   * What it must not share with them.
   * @default FailureDomain.HOST
   */
  readonly apartBy?: FailureDomain;
  /**
   * What it needs, for the advice on machine or container, beside what the system says of it.
   * @default - none stated
   */
  readonly requirements?: StatedRequirements;
  /** Of its first network card; `addInterface` adds more. */
  readonly subnet: Subnet;
  /** Its operating system: hardware, firewall and set-up follow from it. */
  readonly os: GuestOs;
  /** What its root disk is made from, once. */
  readonly image: Image;
  /** Virtual processors. */
  readonly cpus: number;
  /** Memory of the guest. The host needs some more for it. */
  readonly memory: Size;
  /**
   * Fixed address of the first card.
   * @default - the next free one of the subnet, then kept by the lock
   */
  readonly address?: string;
  /**
   * MAC address of the first card, for guests, licences and reservations that know it by that: six pairs of hexadecimal digits in lower case.
   * @default - one that follows from names, then kept by the lock
   */
  readonly mac?: string;
  /** @default - as large as its kind of operating system wants: 20 GiB for Linux, 60 GiB for Windows */
  readonly rootDisk?: Size;
  /**
   * Storage pool of its disks, by its name among the host's.
   * @default - the host's pool
   */
  readonly pool?: string;
  /**
   * How its root disk is attached.
   * @default - past the host's page cache, without limits
   */
  readonly rootDiskOptions?: RootDiskOptions;
  /**
   * Images of CDs, of the format `iso`, that lie in its drives. Files of the host's pool where its own takes none.
   * @default - none
   */
  readonly cdImages?: readonly Image[];
  /**
   * Folders of its host that it sees.
   * @default - none
   */
  readonly sharedFolders?: readonly SharedFolderProps[];
  /**
   * Its virtual hardware, beside what its operating system wants.
   * @default - processors near to the host's and memory from anywhere, no device of the host
   */
  readonly hardware?: HardwareProps;
  /** @default - CLOUD_INIT for guests that are set up, DHCP for those that nothing configures */
  readonly addressedBy?: AddressedBy;
  /**
   * What is done in it when it is first started, beside what it needs. Linux only.
   * @default - what its kind of machine needs
   */
  readonly firstBoot?: FirstBootProps;
  /**
   * How long an apply waits until it has finished its first boot; `false`: not at all.
   * @default - as the system's `waitForFirstBoot` says
   */
  readonly waitForFirstBoot?: FirstBootWaitProps | false;
  /**
   * Exporters of metrics for Prometheus: of the machine, and of the engine of a database. Debian and Ubuntu.
   * @default - none: nothing listens for anybody who watches
   */
  readonly monitoring?: MonitoringProps;
}

/** The same of machines that may have a root disk that is there already, and need no image then. */
export interface AnyMachineProps extends Omit<MachineProps, 'image'> {
  /**
   * What its root disk is made from, once.
   * @default - none: its root disk is a volume that is there (`rootDiskOptions.existing`)
   */
  readonly image?: Image;
}

/** A virtual machine of any kind. Use one of its subclasses. */
export abstract class Machine<Props extends AnyMachineProps = AnyMachineProps> extends Declared {
  /** Tells it from other kinds of machines. */
  abstract readonly kind: MachineKind;
  private first?: NetworkInterface;

  constructor(
    scope: Construct,
    id: string,
    /** What it was given. */
    readonly props: Props,
  ) {
    super(scope, id);
  }

  /** Its name in both outputs: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /**
   * Adds a network card in another subnet. Flows from and to the machine use the cards that its routes lead by: the one in the subnet of
   * the other end, the one with a route to it, or else the first. As an end of `policy.allow`, a card stands for itself alone.
   */
  addInterface(id: string, props: NetworkInterfaceProps): NetworkInterface {
    return new NetworkInterface(this, id, props);
  }

  /** Network cards that were added, in the order of statements. */
  get interfaces(): readonly NetworkInterface[] {
    return this.node.children.filter((child): child is NetworkInterface => child instanceof NetworkInterface && !child.isFirst);
  }

  /** The first network card, to name it alone as an end of `policy.allow` where the machine has several. */
  get firstInterface(): NetworkInterface {
    const { subnet, address, mac } = this.props;
    const stated = { ...(address !== undefined && { address }), ...(mac !== undefined && { mac }) };
    this.first ??= new NetworkInterface(this, 'first-interface', { subnet, ...stated }, true);
    return this.first;
  }

  /** Ports that others may be allowed to. */
  abstract get listens(): readonly Port[];

  /** How workloads get to it: parts that become their variables and files. Each user needs a flow. */
  connection(props: ConnectionProps = {}): Connection {
    return connectionTo(this, this.listens, props);
  }

  /** Disks beside the root disk. */
  abstract get dataDisks(): readonly DataDiskProps[];

  /** CDs in its drives. */
  get cdImages(): readonly Image[] {
    const drivers = this.setsUpWindows ? this.windowsSetup?.props.virtioDrivers : undefined;
    return [...(this.props.cdImages ?? []), ...(drivers ? [drivers] : [])];
  }

  /** Whether the machine can be made again from its image without loss. */
  abstract get stateless(): boolean;

  /** The domain that it is, made by somebody else. Undefined: it is made by an apply. */
  get adopt(): AdoptProps | undefined {
    return undefined;
  }

  /** Who sets the guest up when it is first started. */
  get configuredBy(): ResolvedGuest['configuredBy'] {
    const os = this.props.os.resolved;
    const { windowsSetup } = this;
    return windowsSetup && os.windows?.setUpBy.includes(windowsSetup.by) ? windowsSetup.by : FAMILIES[os.family].configuredBy(os);
  }

  /** How it is set up where it has Windows. */
  get windowsSetup(): WindowsSetup | undefined {
    return undefined;
  }

  /** Whether it is set up as that says. */
  get setsUpWindows(): boolean {
    return this.windowsSetup !== undefined && this.configuredBy === this.windowsSetup.by;
  }

  /** Whether anybody does. */
  get configured(): boolean {
    return CONFIGURATORS[this.configuredBy].setsUp;
  }
}

/**
 * A network card of a machine. In a policy it stands for the machine at this card alone: `policy.allow(backup, database.storage, …)`.
 * Its name is `<machine>-<id>`; everything that is made for it is named after that. See {@link Machine.addInterface}.
 */
export class NetworkInterface extends Declared {
  constructor(
    /** The machine whose card it is. */
    readonly machine: Machine,
    id: string,
    /** What it was given. */
    readonly props: NetworkInterfaceProps,
    /** The machine's own one, which is known by the machine's name. */
    readonly isFirst = false,
  ) {
    super(machine, id);
  }

  /** Ports that others may be allowed to: those of its machine. */
  get listens(): readonly Port[] {
    return this.machine.listens;
  }

  /** That of the machine for its first card, `<machine>-<id>` for others. */
  get name(): string {
    return this.isFirst ? this.machine.name : `${this.machine.name}-${this.node.id}`;
  }
}
