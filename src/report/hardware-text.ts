import type { ResolvedHardware } from '../model/resolved';

/** What a machine states of its virtual hardware. */
export interface HardwareText {
  readonly label: string;
  readonly text: string;
}

/** In words, of what is not so by itself. */
export function hardwareTexts({
  cpu,
  numa,
  memoryBacking: backing,
  memoryBalloon: balloon,
  devices,
  vsockCid,
  watchdog,
  rng,
}: ResolvedHardware): readonly HardwareText[] {
  const { mode, model, features, pins, emulatorPin } = cpu;
  const found: readonly (readonly [string, readonly (string | false | undefined)[]])[] = [
    ['Processor', [IS_USUAL[mode] ? undefined : (model ?? mode), ...features.map(({ name, policy }) => `${name} ${policy}`)]],
    ['Pinned to', pins ? [pins.join(', '), emulatorPin !== undefined && `QEMU itself to ${emulatorPin}`] : []],
    [
      'NUMA',
      numa
        ? [
            numa.hostNodes !== undefined && `node ${numa.hostNodes} of the host`,
            ...numa.cells.map(
              ({ cpus, memoryMiB, hostNode }, id) =>
                `cell ${id}: ${cpus} with ${memoryMiB} MiB${hostNode === undefined ? '' : ` from node ${hostNode}`}`,
            ),
            numa.mode,
          ]
        : [],
    ],
    [
      'Memory',
      backing
        ? [
            backing.hugePagesMiB !== undefined && `huge pages of ${backing.hugePagesMiB} MiB`,
            backing.locked && 'locked',
            backing.allocation,
            !backing.sharedPages && 'not merged with others',
          ]
        : [],
    ],
    ['Memory balloon', balloon ? [balloon.enabled ? 'as stated' : 'none'] : []],
    ['Devices of its host', devices.map(({ bus, id }) => `${bus} ${id}`)],
    ['Vsock', vsockCid === undefined ? [] : [`context id ${vsockCid}`]],
    ['Watchdog', watchdog ? [`${watchdog.model}: ${watchdog.action}`] : []],
    ['Random numbers', rng?.rate ? [`${rng.rate.bytes} bytes each ${rng.rate.periodMs / 1000} s`] : []],
  ];
  return found.flatMap(([label, parts]) => {
    const said = parts.filter((part) => part !== undefined && part !== false);
    return said.length > 0 ? [{ label, text: said.join('; ') }] : [];
  });
}

const IS_USUAL: Record<ResolvedHardware['cpu']['mode'], boolean> = {
  'host-model': true,
  'host-passthrough': false,
  maximum: false,
  custom: false,
};
