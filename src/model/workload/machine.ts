import type { Construct } from 'constructs';
import { Declared } from '../declared';
import type { GuestOs } from '../guest/guest-os';
import type { Image } from '../guest/image';
import { CONFIGURATORS } from '../kinds/guest/configurators';
import { FAMILIES } from '../kinds/guest/families';
import type { Host } from '../network/host';
import type { Subnet } from '../network/network';
import type { MachineKind, ResolvedGuest } from '../resolved';
import type { Port, Size } from '../values';
import { Connection, type ConnectionProps, meantPort } from './connection';

/** How a machine comes by its address. */
export enum AddressedBy {
  /** Written into the guest when it is first started (cloud-init). */
  CLOUD_INIT = 'static',
  /** A reservation in the subnet's DHCP server. */
  DHCP = 'dhcp',
  /** The image has it configured already. */
  IMAGE = 'image',
}

/** A further disk of a machine. It is never destroyed by an apply. */
export interface DataDiskProps {
  /** Part of the volume's name: `<machine>-<id>`. */
  readonly id: string;
  readonly size: Size;
}

/** What every machine has. */
export interface MachineProps {
  /**
   * RFC 1035 label, unique in the system. Everything that is named after the machine follows from it.
   * @default - the id
   */
  readonly name?: string;
  readonly host: Host;
  readonly subnet: Subnet;
  readonly os: GuestOs;
  readonly image: Image;
  /** Virtual processors. */
  readonly cpus: number;
  readonly memory: Size;
  /**
   * Fixed address.
   * @default - the next free one of the subnet, then kept by the lock
   */
  readonly address?: string;
  /** @default - as large as its kind of operating system wants: 20 GiB for Linux, 60 GiB for Windows */
  readonly rootDisk?: Size;
  /**
   * Storage pool on the host.
   * @default - the host's pool
   */
  readonly pool?: string;
  /** @default - CLOUD_INIT for Linux, DHCP for guests that nothing configures */
  readonly addressedBy?: AddressedBy;
}

/** A virtual machine of any kind. Use one of its subclasses. */
export abstract class Machine<Props extends MachineProps = MachineProps> extends Declared {
  abstract readonly kind: MachineKind;

  constructor(
    scope: Construct,
    id: string,
    readonly props: Props,
  ) {
    super(scope, id);
  }

  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** Ports that others may be allowed to. */
  abstract get listens(): readonly Port[];

  /** How workloads get to it: parts that become their variables and files. Each user needs a flow. */
  connection(props: ConnectionProps = {}): Connection {
    return new Connection(this, { port: meantPort(this.listens, props) });
  }

  /** Disks beside the root disk. */
  abstract get dataDisks(): readonly DataDiskProps[];

  /** Whether the machine can be made again from its image without loss. */
  abstract get stateless(): boolean;

  /** Who sets the guest up when it is first started. */
  get configuredBy(): ResolvedGuest['configuredBy'] {
    return FAMILIES[this.props.os.resolved.family].configuredBy;
  }

  /** Whether anybody does. */
  get configured(): boolean {
    return CONFIGURATORS[this.configuredBy].setsUp;
  }
}
