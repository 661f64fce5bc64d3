/** What processor a guest sees (libvirt: `cpu mode`). */
export enum CpuMode {
  /** The model that is nearest to the host's, with its features: a machine can go to a host that has them, too. */
  HOST_MODEL = 'host-model',
  /**
   * The host's own, all of it. The fastest, and for guests that run machines themselves. Such a machine finds another processor on another
   * host, unless that has the same with the same microcode.
   */
  HOST_PASSTHROUGH = 'host-passthrough',
  /** All that QEMU can give. */
  MAXIMUM = 'maximum',
  /** The one that `model` names: the same on every host that can give it. */
  CUSTOM = 'custom',
}

/** What becomes of a feature of the processor (libvirt: `feature policy`). */
export enum CpuFeaturePolicy {
  /** There, whether the host has it or not. */
  FORCE = 'force',
  /** There; on a host without it the machine does not start. */
  REQUIRE = 'require',
  /** There where the host has it. */
  OPTIONAL = 'optional',
  /** Not there. */
  DISABLE = 'disable',
  /** Not there; on a host with it the machine does not start. */
  FORBID = 'forbid',
}

/** How virtual processors are laid out. Their product is the machine's `cpus`. */
export interface CpuTopology {
  /** @default 1 */
  readonly sockets?: number;
  /** In each socket. */
  readonly cores: number;
  /** In each core. @default 1 */
  readonly threads?: number;
}

/** Which processors of the host do a machine's work. */
export interface CpuPinning {
  /**
   * For each virtual processor the host's that it may run on, such as `['8', '9']` or `['8-9', '8-9']`: of the host's `dedicatedCpus`, which no
   * other machine of the system uses then.
   */
  readonly vcpus: readonly string[];
  /**
   * Where QEMU's own threads run.
   * @default - on the processors of the host that are not dedicated
   */
  readonly emulator?: string;
}

/** The processors of a machine. */
export interface CpuProps {
  /** @default CpuMode.HOST_MODEL */
  readonly mode?: CpuMode;
  /**
   * With `CpuMode.CUSTOM`: a model of libvirt, such as `Skylake-Server-IBRS` (`virsh cpu-models x86_64`).
   * @default - none
   */
  readonly model?: string;
  /**
   * Features beside those of the mode, by libvirt's names: `{ vmx: CpuFeaturePolicy.DISABLE }`.
   * @default - none
   */
  readonly features?: Readonly<Record<string, CpuFeaturePolicy>>;
  /** @default - one socket for Windows, a socket for each processor else */
  readonly topology?: CpuTopology;
  /** @default - wherever the host has time: anywhere, or on those that are not dedicated */
  readonly pinning?: CpuPinning;
}
