import {
  CpuMode,
  Duration,
  Graphics,
  type HardwareProps,
  Host,
  HostDevice,
  type HostProps,
  Isolation,
  NumaMode,
  Size,
  type System,
  VideoModel,
} from '../../../src/model';
import { bridged, legacy, subnet, vm, yard } from '../fixture';
import type { ProblemCase } from './case';

/** Machines with such hardware on one host: two processors and 2 GiB of memory each. */
const on = (host: Partial<HostProps>, ...machines: readonly HardwareProps[]): System => {
  const y = yard({}, host);
  for (const [index, hardware] of machines.entries()) vm(y, `web${index}`, { hardware });
  return y.system;
};

const SUPPLIED: Partial<HostProps> = {
  dedicatedCpus: '8-9',
  numaNodes: ['0-31', '32-63'].map((cpus) => ({ cpus, memory: Size.gibibytes(256) })),
  devices: [HostDevice.pci('0000:65:00.0')],
};

const invalid = (when: string, hardware: HardwareProps, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code: 'INVALID_HARDWARE',
  path: 'yard/web0',
  says: ['hardware.', ...says],
  fix: [fix],
  build: () => on(SUPPLIED, hardware),
});

const amount = (when: string, host: Partial<HostProps>, says: readonly string[]): ProblemCase => ({
  when,
  code: 'INVALID_AMOUNT',
  path: 'yard/kvm',
  says,
  fix: ['whole amount'],
  build: () => on(host),
});

const GPU = HostDevice.pci('0000:65:00.0');
const pinned = (...vcpus: readonly string[]): HardwareProps => ({ cpu: { pinning: { vcpus } } });
const GIB = Size.gibibytes(1);
const NODE = { cpus: '0-7', memory: Size.gibibytes(3) };

export const HARDWARE: readonly ProblemCase[] = [
  invalid('a processor of a model has none', { cpu: { mode: CpuMode.CUSTOM } }, ['cpu.model', '"custom"'], 'virsh cpu-models'),
  invalid('a model is said of another mode', { cpu: { model: 'EPYC' } }, ['cpu.model', '"EPYC"', '"host-model"'], 'CpuMode.CUSTOM'),
  invalid('a topology has other processors', { cpu: { topology: { sockets: 2, cores: 2 } } }, ['2 × 2 × 1', '2 processors'], '`cpus`'),
  invalid('a topology has no cores', { cpu: { topology: { cores: 0 } } }, ['1 × 0 × 1'], 'from 1'),
  invalid('not all processors are pinned', pinned('8'), ['pinning.vcpus', '1 of them', '2 processors'], 'leave the pinning out'),
  invalid('several nodes are preferred', { numa: { hostNodes: '0-1', mode: NumaMode.PREFERRED } }, ['hostNodes', '0-1'], 'INTERLEAVE'),
  invalid(
    'a cell is bound to no node',
    { numa: { cells: [{ cpus: '0-1', memory: Size.gibibytes(2), hostNode: -1 }] } },
    ['cells[0].hostNode', '-1'],
    '`numaNodes`',
  ),
  invalid(
    'a processor is in two cells',
    { numa: { cells: ['0', '0-1'].map((cpus) => ({ cpus, memory: GIB })) } },
    ['numa.cells', '0, 0, 1', '0-1'],
    'into one cell',
  ),
  invalid('cells have less memory', { numa: { cells: [{ cpus: '0-1', memory: GIB }] } }, ['1 GiB', '2 GiB'], 'make the whole'),
  invalid(
    'a cell has half a mebibyte',
    { numa: { cells: [{ cpus: '0-1', memory: Size.mebibytes(2048.5) }] } },
    ['cells[0].memory', '2048.5 MiB'],
    'whole mebibytes',
  ),
  invalid('pages are of 4 MiB', { memoryBacking: { hugePages: Size.mebibytes(4) } }, ['hugePages', '4 MiB'], 'Size.gibibytes(1)'),
  invalid('a balloon is off and does something', { memoryBalloon: { enabled: false, autoDeflate: true } }, ['memoryBalloon'], 'all else'),
  invalid('a balloon tells all the time', { memoryBalloon: { statsPeriod: Duration.seconds(0) } }, ['statsPeriod', '0 seconds'], 'from 1'),
  invalid('a device is given twice', { devices: [GPU, GPU] }, ['devices', 'pci 0000:65:00.0'], 'once'),
  invalid('a context id is the host’s', { vsock: { cid: 2 } }, ['vsock.cid', '2'], 'from 3'),
  invalid('random numbers are off and limited', { rng: { enabled: false, rate: { bytes: 1 } } }, ['rng'], 'one of the two'),
  invalid('random numbers come by halves', { rng: { rate: { bytes: 0.5 } } }, ['rate.bytes', '0.5'], 'from 1'),
  invalid('random numbers come all the time', { rng: { rate: { bytes: 1, period: Duration.seconds(0) } } }, ['rate.period', '0'], 'from 1'),
  invalid(
    'there is a screen and nothing to look at',
    { graphics: Graphics.VNC, video: { model: VideoModel.NONE } },
    ['graphics', '"vnc"', '"none"'],
    'one of the two',
  ),
  invalid(
    'a card has memory that is not its own',
    { video: { model: VideoModel.VIRTIO, vram: GIB } },
    ['video.vram', '1 GiB', 'virtio'],
    'Leave it out',
  ),
  invalid('a card has half a mebibyte', { video: { model: VideoModel.VGA, vram: Size.mebibytes(0.5) } }, ['video.vram', '0.5'], 'whole'),
  {
    when: 'memory is no multiple of its pages',
    code: 'INVALID_HARDWARE',
    path: 'yard/web',
    says: ['memoryBacking.hugePages', '1 GiB', '2560 MiB'],
    fix: ['multiple'],
    build: () => {
      const y = yard({}, { hugePages: [{ size: GIB, count: 4 }] });
      vm(y, 'web', { memory: Size.mebibytes(2560), hardware: { memoryBacking: { hugePages: GIB } } });
      return y.system;
    },
  },
  {
    when: 'a machine has a screen where none may have one',
    code: 'INVALID_HARDWARE',
    path: 'yard/erp',
    says: ['graphics', 'high isolation'],
    fix: ['serial console'],
    build: (y) => {
      const apart = subnet(y, 'apart', 5, { isolation: Isolation.HIGH });
      vm(y, 'erp', { subnet: apart, hardware: { graphics: Graphics.VNC } });
    },
  },
  {
    when: 'two machines of a host have one context id',
    code: 'VSOCK_TAKEN',
    path: 'yard/web1',
    says: ['7', 'kvm', 'web0'],
    fix: ['leave `cid` out'],
    build: () => on({}, { vsock: { cid: 7 } }, { vsock: { cid: 7 } }),
  },
  {
    when: 'a machine has the context id of one that has left',
    code: 'VSOCK_TAKEN',
    path: 'yard/new',
    says: ['3', 'old, which has left the system'],
    fix: ['another from 3'],
    before: (y) => vm(y, 'old', { stateless: true, hardware: { vsock: {} } }),
    build: (y) => vm(y, 'new', { hardware: { vsock: { cid: 3 } } }),
  },
  {
    when: 'a machine has a device that its host does not state',
    code: 'HOST_DEVICE_UNKNOWN',
    path: 'yard/kvm',
    says: ['web0', 'pci 0000:65:00.0', 'kvm', 'usb 0529:0001'],
    fix: ['no network card', "devices: [HostDevice.pci('0000:65:00.0')]"],
    build: () => on({ devices: [HostDevice.usb('0529:0001')] }, { devices: [GPU] }),
  },
  {
    when: 'two machines have one device',
    code: 'HOST_DEVICE_TAKEN',
    path: 'yard/kvm',
    says: ['web0 and web1', 'pci 0000:65:00.0', 'kvm'],
    fix: ['one of them'],
    build: () => on({ devices: [GPU] }, { devices: [GPU] }, { devices: [GPU] }),
  },
  {
    when: 'a machine is pinned to a processor for all',
    code: 'CPU_NOT_DEDICATED',
    path: 'yard/kvm',
    says: ['web0', 'processor 3', '8-9'],
    fix: ['`dedicatedCpus`'],
    build: () => on({ dedicatedCpus: '8-9' }, pinned('3', '8')),
  },
  {
    when: 'a machine is pinned where nothing is dedicated',
    code: 'CPU_NOT_DEDICATED',
    path: 'yard/kvm',
    says: ['web0', 'processor 8', 'dedicates none'],
    fix: ['`dedicatedCpus`'],
    build: () => on({}, pinned('8', '8')),
  },
  {
    when: 'two machines are pinned to one processor',
    code: 'CPU_PINNED_TWICE',
    path: 'yard/kvm',
    says: ['web0 and web1', 'processor 9', 'kvm'],
    fix: ['8-10'],
    build: () => on({ dedicatedCpus: '8-10' }, pinned('8', '9'), pinned('9', '10')),
  },
  {
    when: 'machines want more huge pages than there are',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['2048 (huge pages of 2 MiB)', '1500', 'web0 1024, web1 1024'],
    fix: ['figures of the host'],
    build: () =>
      on(
        { hugePages: [{ size: Size.mebibytes(2), count: 1500 }] },
        ...Array(2).fill({ memoryBacking: { hugePages: Size.mebibytes(2) } } satisfies HardwareProps),
      ),
  },
  {
    when: 'a machine wants huge pages of a host that keeps none',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['2 (huge pages of 1 GiB)', 'the host has 0'],
    fix: ['figures of the host'],
    build: () => on({}, { memoryBacking: { hugePages: GIB } }),
  },
  {
    when: 'huge pages leave no memory for others',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['memory', '522240 MiB of huge pages'],
    fix: ['make one smaller'],
    build: () => on({ hugePages: [{ size: GIB, count: 510 }] }, {}),
  },
  {
    when: 'dedicated processors leave too few for others',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['2 (virtual processors)', 'has 1', 'web0 alone', 'not pinned'],
    fix: ['figures of the host'],
    build: () => on({ dedicatedCpus: '1-63' }, {}),
  },
  {
    when: 'memory is bound to a node that the host does not state',
    code: 'NUMA_NODE_UNKNOWN',
    path: 'yard/kvm',
    says: ['2 GiB', 'node 1', 'kvm'],
    fix: ['virsh capabilities'],
    build: () => on({ numaNodes: [NODE] }, { numa: { hostNodes: '1', mode: NumaMode.PREFERRED } }),
  },
  {
    when: 'more memory is bound to a node than it has',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['4 GiB', 'node 0', '3 GiB'],
    fix: ['another node'],
    build: () =>
      on(
        { numaNodes: [NODE] },
        { numa: { hostNodes: '0' } },
        { numa: { cells: [{ cpus: '0-1', memory: Size.gibibytes(2), hostNode: 0 }] } },
      ),
  },
  {
    when: 'no host has the device that a machine wants',
    code: 'NO_ROOM',
    path: 'yard/web',
    says: ['kvm lacks 2 GiB of huge pages of 1 GiB and 1 of the device pci 0000:65:00.0', 'second lacks 2 GiB of huge pages of 1 GiB'],
    fix: ['add a host'],
    build: (y) => {
      new Host(y.system, 'second', {
        ssh: { user: 'root', address: 'second.example' },
        cpus: 8,
        memory: Size.gibibytes(8),
        devices: [GPU],
      });
      vm(y, 'web', { host: undefined, subnet: bridged(y), hardware: { devices: [GPU], memoryBacking: { hugePages: GIB } } });
    },
  },
  amount('a host dedicates a processor that it has not', { dedicatedCpus: '60-64' }, ['dedicatedCpus', 'no processor 64', '64, from 0']),
  amount('a host dedicates all its processors', { dedicatedCpus: '0-63' }, ['dedicatedCpus', 'all 64', 'none is left']),
  amount('huge pages are of 3 MiB', { hugePages: [{ size: Size.mebibytes(3), count: 1 }] }, ['hugePages[0].size', '3 MiB']),
  amount('half a huge page is kept', { hugePages: [{ size: GIB, count: 0.5 }] }, ['hugePages[0].count', '0.5']),
  amount('huge pages of a size are stated twice', { hugePages: Array(2).fill({ size: GIB, count: 1 }) }, ['hugePages[1].size', 'twice']),
  amount('huge pages are more than all memory', { hugePages: [{ size: GIB, count: 513 }] }, ['hugePages', '513 GiB', '512 GiB']),
  amount('a NUMA node has a processor that is not there', { numaNodes: [{ ...NODE, cpus: '64' }] }, ['numaNodes[0].cpus', '64']),
  amount('a processor is in two NUMA nodes', { numaNodes: [NODE, NODE] }, ['numaNodes[1].cpus', 'processor 0']),
  amount('a NUMA node has no memory', { numaNodes: [{ ...NODE, memory: Size.gibibytes(0) }] }, ['numaNodes[0].memory', '0 GiB']),
  amount('NUMA nodes have more than all memory', { numaNodes: [{ ...NODE, memory: Size.gibibytes(600) }] }, [
    'numaNodes',
    '600 GiB',
    '512 GiB',
  ]),
  amount('a device is stated twice', { devices: [GPU, GPU] }, ['devices[1]', 'pci 0000:65:00.0']),
  {
    when: 'an address of PCI is none',
    code: 'INVALID_VALUE',
    path: 'yard/kvm',
    says: ['devices[0]', '"65:00"'],
    fix: ['lspci -D', '0000:65:00.0'],
    build: () => on({ devices: [HostDevice.pci('65:00')] }),
  },
  {
    when: 'a device of USB is told by its port',
    code: 'INVALID_VALUE',
    path: 'yard/erp',
    says: ['hardware.devices[0]', '"1-4"'],
    fix: ['lsusb', '0529:0001'],
    build: (y) => legacy(y, 'erp', { hardware: { devices: [HostDevice.usb('1-4')] } }),
  },
];
