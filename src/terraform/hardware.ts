import type { domain } from '@cdktf/provider-libvirt';
import {
  IS_CARD,
  type ResolvedHardware,
  type ResolvedHost,
  type ResolvedMachine,
  type ResolvedRng,
  type ResolvedVideo,
  type UefiFiles,
} from '../model/resolved';
import { hostDevices } from './host-devices';
import { memoryBalloon } from './memory';
import { processorsConfig } from './processors';

/** The parts of a domain that follow from a guest's kind of hardware and from its host, apart from disks and cards. */
export type HardwareConfig = Pick<domain.DomainConfig, 'type' | 'os' | 'features' | 'clock' | 'pm'> &
  ReturnType<typeof processorsConfig> & { readonly devices: Pick<domain.DomainDevices, Device> };

type Device =
  | 'graphics'
  | 'videos'
  | 'inputs'
  | 'tpms'
  | 'rngs'
  | 'serials'
  | 'consoles'
  | 'channels'
  | 'memBalloon'
  | 'hostdevs'
  | 'vsock'
  | 'watchdogs';

/**
 * Only shapes whose second plan is empty, running or not. Among those that are not: a serial port with a `pty` path,
 * `cpu.check`, `os.firmware`, a `mode` of the agent's channel.
 */
export function hardwareConfig(machine: ResolvedMachine, host: ResolvedHost): HardwareConfig {
  const { hardware } = machine;
  // The enlightenments come from the host kernel's KVM: an emulated machine with them does not start.
  const enlightened = hardware.hyperV && ENLIGHTENS[host.virtualization];
  return {
    type: host.virtualization,
    os: {
      type: 'hvm',
      typeArch: 'x86_64',
      typeMachine: machine.machineVersion ?? hardware.machineType,
      ...FIRMWARE[hardware.firmware](machine, host.firmware ?? DEBIAN_FIRMWARE),
    },
    features: {
      acpi: true,
      apic: {},
      hyperV: enlightened ? HYPER_V : undefined,
      smm: SMM[hardware.firmware],
    },
    ...processorsConfig(machine, host),
    clock: CLOCK[hardware.clock](enlightened),
    pm: { suspendToMem: { enabled: 'no' }, suspendToDisk: { enabled: 'no' } },
    devices: {
      ...(hardware.serialConsole ? SERIAL_CONSOLE : {}),
      channels: hardware.guestAgent ? [{ source: { unix: {} }, target: { virtIo: { name: 'org.qemu.guest_agent.0' } } }] : undefined,
      rngs: hardware.rng && [{ model: 'virtio', ...rateOf(hardware.rng), backend: { random: '/dev/urandom' } }],
      tpms: hardware.tpm ? [{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }] : undefined,
      ...(hardware.graphics ? SCREEN : {}),
      videos: hardware.video && [{ model: videoModel(hardware.video) }],
      memBalloon: memoryBalloon(machine),
      hostdevs: hostDevices(hardware.devices),
      vsock: hardware.vsockCid === undefined ? undefined : { model: 'virtio', cid: { auto: 'no', address: `${hardware.vsockCid}` } },
      watchdogs: hardware.watchdog && [{ ...hardware.watchdog }],
    },
  };
}

const DEBIAN_FIRMWARE: UefiFiles = {
  code: '/usr/share/OVMF/OVMF_CODE_4M.fd',
  variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
  secureCode: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
  secureVariables: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
};

type Firmware = Pick<domain.DomainOs, 'loader' | 'loaderReadonly' | 'loaderType' | 'loaderSecure' | 'nvRam'>;

const FIRMWARE: Record<ResolvedHardware['firmware'], (machine: ResolvedMachine, files: UefiFiles) => Firmware> = {
  bios: () => ({}),
  uefi: (machine, { code, variables }) => uefi(machine, code, variables),
  'uefi-secure-boot': (machine, { secureCode, secureVariables }) => ({
    ...uefi(machine, secureCode, secureVariables),
    loaderSecure: 'yes',
  }),
};

/** Named files instead of libvirt's own choice, which it replaces by what it chose as soon as the machine runs. */
function uefi({ objectName }: ResolvedMachine, loader: string, template: string): Firmware {
  const nvRam = { nvRam: `/var/lib/libvirt/qemu/nvram/${objectName}_VARS.fd`, template };
  return { loader, loaderReadonly: 'yes', loaderType: 'pflash', nvRam };
}

const ON = { state: 'on' } as const;

const ENLIGHTENS: Record<ResolvedHost['virtualization'], boolean> = { kvm: true, qemu: false };

/** Secure boot keeps its keys where only system management mode can write. */
const SMM: Record<ResolvedHardware['firmware'], typeof ON | undefined> = { bios: undefined, uefi: undefined, 'uefi-secure-boot': ON };

const SERIAL_CONSOLE: Pick<domain.DomainDevices, 'serials' | 'consoles'> = {
  serials: [{ target: { port: 0 } }],
  consoles: [{ target: { type: 'serial', port: 0 } }],
};

const rateOf = ({ rate }: ResolvedRng): Pick<domain.DomainDevicesRngs, 'rate'> =>
  rate ? { rate: { bytes: rate.bytes, period: rate.periodMs } } : {};

/** `heads` and `primary` are what libvirt writes of every card: without them the provider finds others than it was told. */
const videoModel = ({ model, vramKiB }: ResolvedVideo): domain.DomainDevicesVideosModel =>
  IS_CARD[model] ? { type: model, vram: vramKiB, heads: 1, primary: 'yes' } : { type: model };

const CLOCK: Record<ResolvedHardware['clock'], (enlightened: boolean) => domain.DomainClock> = {
  utc: () => ({ offset: 'utc' }),
  localtime: (enlightened) => ({
    offset: 'localtime',
    timer: [
      { name: 'rtc', tickPolicy: 'catchup' },
      { name: 'pit', tickPolicy: 'delay' },
      { name: 'hpet', present: 'no' },
      ...(enlightened ? [{ name: 'hypervclock', present: 'yes' }] : []),
    ],
  }),
};

/** What Windows makes use of, by QEMU's "Hyper-V Enlightenments". Older versions ignore what they do not know. */
const HYPER_V: domain.DomainFeaturesHyperV = {
  mode: 'custom',
  relaxed: ON,
  vapic: ON,
  spinlocks: { state: 'on', retries: 8191 },
  vpIndex: ON,
  runtime: ON,
  synic: ON,
  stimer: ON,
  frequencies: ON,
  tlbFlush: ON,
  ipi: ON,
};

/** On the host's loopback address only: reached through SSH. The tablet keeps the pointer under the mouse. */
const SCREEN: Pick<domain.DomainDevices, 'graphics' | 'inputs'> = {
  graphics: [{ vnc: { autoPort: true, listen: '127.0.0.1' } }],
  inputs: [{ type: 'tablet', bus: 'usb' }],
};
