import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedHost, ResolvedMachine, ResolvedNuma, ResolvedProcessors } from '../model/resolved';

type Processors = Pick<domain.DomainConfig, 'cpu' | 'cpuTune' | 'vcpuCpuset' | 'numaTune'>;

/** Processors and NUMA nodes of a machine, and where on its host they are. */
export function processorsConfig({ hardware: { cpu, numa } }: ResolvedMachine, host: ResolvedHost): Processors {
  return {
    cpu: {
      mode: MODE[host.virtualization][cpu.mode],
      ...modelConfig(cpu),
      features: cpu.features.length > 0 ? cpu.features.map(({ name, policy }) => ({ name, policy })) : undefined,
      topology: cpu.topology && { ...cpu.topology },
      numa: numa && numa.cells.length > 0 ? { cell: cellsConfig(numa) } : undefined,
    },
    vcpuCpuset: cpu.cpuSet,
    cpuTune: cpu.pins && {
      vcpuPin: cpu.pins.map((cpuSet, vcpu) => ({ vcpu, cpuSet })),
      emulatorPin: cpu.emulatorPin === undefined ? undefined : { cpuSet: cpu.emulatorPin },
    },
    numaTune: numa && numaTune(numa),
  };
}

/** Without KVM there is no host processor to hand through. */
const MODE: Record<ResolvedHost['virtualization'], Record<ResolvedProcessors['mode'], string>> = {
  kvm: { 'host-model': 'host-model', 'host-passthrough': 'host-passthrough', maximum: 'maximum', custom: 'custom' },
  qemu: { 'host-model': 'maximum', 'host-passthrough': 'maximum', maximum: 'maximum', custom: 'custom' },
};

/** Without `fallback` libvirt takes a model that is near to it where a host cannot give it. */
const modelConfig = ({ model }: ResolvedProcessors): Pick<domain.DomainCpu, 'match' | 'model' | 'modelFallback'> =>
  model === undefined ? {} : { match: 'exact', model, modelFallback: 'forbid' };

/** In KiB: libvirt writes all others anew, which the provider takes for another value. */
const cellsConfig = ({ cells }: ResolvedNuma): domain.DomainCpuNumaCell[] =>
  cells.map(({ cpus, memoryMiB }, id) => ({ id, cpus, memory: memoryMiB * 1024, unit: 'KiB' }));

function numaTune({ mode, hostNodes, cells }: ResolvedNuma): domain.DomainNumaTune | undefined {
  const memNodes = cells.flatMap(({ hostNode }, cellId) => (hostNode === undefined ? [] : [{ cellId, mode, nodeset: `${hostNode}` }]));
  if (hostNodes === undefined && memNodes.length === 0) return undefined;
  return {
    memory: hostNodes === undefined ? undefined : { mode, nodeset: hostNodes },
    memNodes: memNodes.length > 0 ? memNodes : undefined,
  };
}
