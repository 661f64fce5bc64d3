import { deviceKey } from '../../capacity/load';
import { pathOf } from '../../kinds/machine';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { IS_CARD } from '../../resolved';
import { cpuSetText, type Duration, parseCpuSet, Size } from '../../values';
import { CpuMode, type Graphics, type HardwareProps, NumaMode } from '../../workload/hardware';
import type { Machine } from '../../workload/machine';
import { HAS_VRAM, isApart, isHugePage, isNode, SCREENS, statedHardware } from './hardware';
import { FIRST_CID, LAST_CID } from './vsocks';

/** @param prop within `hardware` */
type Wrong = (prop: string, reason: string, fix: string) => void;

type Check<K extends keyof HardwareProps> = (stated: NonNullable<HardwareProps[K]>, machine: Machine, wrong: Wrong) => void;

const none = (): void => undefined;

/** What cannot be judged without the others is judged with the host: devices, dedicated processors, huge pages, nodes. */
const CHECKS: { readonly [K in keyof Required<HardwareProps>]: Check<K> } = {
  cpu: checkCpu,
  numa: checkNuma,
  memoryBacking: checkMemoryBacking,
  memoryBalloon: checkBalloon,
  devices: checkDevices,
  vsock: checkVsock,
  watchdog: none,
  rng: checkRng,
  graphics: checkGraphics,
  video: checkVideo,
  serialConsole: none,
};

/** Checks what is said of a machine's virtual hardware by itself. */
export function checkHardware(machine: Machine, report: Report): void {
  const path = pathOf(machine);
  const wrong: Wrong = (prop, reason, fix) => report(problems.invalidHardware(path, prop, reason, fix));
  const check = <K extends keyof HardwareProps>(prop: K): void => {
    const stated = statedHardware(machine)[prop];
    if (stated !== undefined) CHECKS[prop](stated as NonNullable<HardwareProps[K]>, machine, wrong);
  };
  for (const prop of Object.keys(CHECKS) as (keyof HardwareProps)[]) check(prop);
}

const NEEDS_MODEL: Record<CpuMode, boolean> = {
  [CpuMode.HOST_MODEL]: false,
  [CpuMode.HOST_PASSTHROUGH]: false,
  [CpuMode.MAXIMUM]: false,
  [CpuMode.CUSTOM]: true,
};

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

function checkCpu(
  { mode = CpuMode.HOST_MODEL, model, topology, pinning }: NonNullable<HardwareProps['cpu']>,
  machine: Machine,
  wrong: Wrong,
): void {
  const { cpus } = machine.props;
  if (NEEDS_MODEL[mode] && model === undefined)
    wrong(
      'cpu.model',
      `is missing: the mode is "${mode}"`,
      "Name one, such as 'Skylake-Server-IBRS' (`virsh cpu-models x86_64`), or leave out the mode.",
    );
  if (!NEEDS_MODEL[mode] && model !== undefined)
    wrong('cpu.model', `is "${model}", and the mode is "${mode}"`, 'Write `mode: CpuMode.CUSTOM` with a model, or leave the model out.');
  if (topology) {
    const { sockets = 1, cores, threads = 1 } = topology;
    if (![sockets, cores, threads].every(isCount) || sockets * cores * threads !== cpus)
      wrong(
        'cpu.topology',
        `is ${sockets} × ${cores} × ${threads} (sockets, cores, threads), and the machine has ${cpus} processors`,
        'Write whole numbers from 1 whose product is `cpus`.',
      );
  }
  if (pinning && pinning.vcpus.length !== cpus)
    wrong(
      'cpu.pinning.vcpus',
      `has ${pinning.vcpus.length} of them, and the machine has ${cpus} processors`,
      "Say for each where it runs, or leave the pinning out: vcpus: ['8', '9', …].",
    );
}

function checkNuma(
  { cells = [], hostNodes, mode = NumaMode.STRICT }: NonNullable<HardwareProps['numa']>,
  machine: Machine,
  wrong: Wrong,
): void {
  const { cpus, memory } = machine.props;
  const nodes = parseCpuSet(hostNodes ?? '') ?? [];
  if (ONE_NODE[mode] && nodes.length > 1)
    wrong('numa.hostNodes', `is ${cpuSetText(nodes)}, and one node can be preferred`, 'Name one, or use NumaMode.STRICT or INTERLEAVE.');
  for (const [index, { hostNode, memory: part }] of cells.entries()) {
    if (hostNode !== undefined && !isNode(hostNode))
      wrong(`numa.cells[${index}].hostNode`, `is ${hostNode}`, "Write the number of one of the host's `numaNodes`, from 0.");
    if (part.defect) wrong(`numa.cells[${index}].memory`, `is wrong: ${part.defect}`, 'Write a Size in whole mebibytes.');
  }
  if (cells.length === 0) return;
  const all = cells.flatMap((cell) => parseCpuSet(cell.cpus) ?? []).sort((a, b) => a - b);
  const wanted = Array.from({ length: isCount(cpus) ? cpus : 0 }, (_, each) => each);
  if (all.join() !== wanted.join())
    wrong(
      'numa.cells',
      `have the processors ${all.join(', ')}, and the machine has ${cpuSetText(wanted)}`,
      'Put each processor into one cell, and all of them.',
    );
  const sum = Size.mebibytes(cells.reduce((total, cell) => total + cell.memory.toMebibytes, 0));
  if (sum.bytes !== memory.bytes) {
    const [parts, whole] = Size.inOneUnit(sum, memory);
    wrong('numa.cells', `have ${parts} of memory, and the machine has ${whole}`, 'Let the parts make the whole.');
  }
}

const ONE_NODE: Record<NumaMode, boolean> = { [NumaMode.STRICT]: false, [NumaMode.PREFERRED]: true, [NumaMode.INTERLEAVE]: false };

function checkMemoryBacking({ hugePages }: NonNullable<HardwareProps['memoryBacking']>, machine: Machine, wrong: Wrong): void {
  if (!hugePages) return;
  const { memory } = machine.props;
  if (!isHugePage(hugePages)) {
    wrong('memoryBacking.hugePages', `is ${hugePages}`, 'Write Size.mebibytes(2) or Size.gibibytes(1).');
    return;
  }
  const parts = [memory, ...(statedHardware(machine).numa?.cells ?? []).map((cell) => cell.memory)];
  const odd = parts.find(({ bytes }) => bytes % hugePages.bytes !== 0);
  if (odd)
    wrong(
      'memoryBacking.hugePages',
      `is ${hugePages}, of which ${odd} is no multiple`,
      'Let the memory, and that of each cell, be a multiple of the size of its pages.',
    );
}

function checkBalloon(
  { enabled = true, freePageReporting, autoDeflate, statsPeriod }: NonNullable<HardwareProps['memoryBalloon']>,
  _: Machine,
  wrong: Wrong,
): void {
  if (!enabled && (freePageReporting || autoDeflate || statsPeriod))
    wrong('memoryBalloon', 'is not enabled, and it is said what it does', 'Leave out `enabled: false`, or all else.');
  checkSeconds('memoryBalloon.statsPeriod', statsPeriod, 10, wrong);
}

function checkDevices(devices: NonNullable<HardwareProps['devices']>, _: Machine, wrong: Wrong): void {
  const keys = devices.map(deviceKey);
  for (const twice of new Set(keys.filter((key, index) => keys.indexOf(key) !== index)))
    wrong('devices', `has ${twice} twice`, 'Name it once.');
}

function checkVsock({ cid }: NonNullable<HardwareProps['vsock']>, _: Machine, wrong: Wrong): void {
  if (cid !== undefined && !(Number.isInteger(cid) && cid >= FIRST_CID && cid <= LAST_CID))
    wrong('vsock.cid', `is ${cid}`, `Write a whole number from ${FIRST_CID} to ${LAST_CID}, or leave it out.`);
}

function checkRng({ enabled = true, rate }: NonNullable<HardwareProps['rng']>, _: Machine, wrong: Wrong): void {
  if (!rate) return;
  const { bytes, period } = rate;
  if (!enabled) wrong('rng', 'is not enabled, and has a rate', 'Leave out one of the two.');
  if (!isCount(bytes)) wrong('rng.rate.bytes', `is ${bytes}`, 'Write a whole number of bytes from 1.');
  checkSeconds('rng.rate.period', period, 1, wrong);
}

/** @param example in seconds */
function checkSeconds(prop: string, period: Duration | undefined, example: number, wrong: Wrong): void {
  if (period && !isCount(period.toSeconds))
    wrong(prop, `is ${period.toSeconds} seconds`, `Write a whole number of seconds from 1: Duration.seconds(${example}).`);
}

function checkGraphics(graphics: Graphics, machine: Machine, wrong: Wrong): void {
  if (SCREENS[graphics] && isApart(machine))
    wrong(
      'graphics',
      `is "${graphics}", and the machine stands in a subnet of high isolation, where none has a screen`,
      'Leave it out, and use the serial console; or give the subnet the isolation STANDARD.',
    );
  const { video } = statedHardware(machine);
  if (SCREENS[graphics] && video && !IS_CARD[video.model])
    wrong('graphics', `is "${graphics}", and video.model "${video.model}": there is nothing to look at`, 'Leave out one of the two.');
}

function checkVideo({ model, vram }: NonNullable<HardwareProps['video']>, _: Machine, wrong: Wrong): void {
  if (!vram) return;
  if (vram.defect) wrong('video.vram', `is wrong: ${vram.defect}`, 'Write a Size in whole mebibytes.');
  if (!HAS_VRAM[model]) wrong('video.vram', `is ${vram}, and the model ${model} has none of its own`, 'Leave it out.');
}
