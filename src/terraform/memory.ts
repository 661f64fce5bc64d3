import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedMachine } from '../model/resolved';

/** How the host keeps a machine's memory; undefined where nothing is to be said of it. */
export function memoryBacking({ hardware, sharedFolders }: ResolvedMachine): domain.DomainMemoryBacking | undefined {
  const { hugePagesMiB, locked = false, allocation, sharedPages = true } = hardware.memoryBacking ?? {};
  const backing: domain.DomainMemoryBacking = {
    // In KiB, as libvirt writes it.
    ...(hugePagesMiB !== undefined && { memoryHugePages: { hugepages: [{ size: hugePagesMiB * 1024, unit: 'KiB' }] } }),
    ...(!sharedPages && { memoryNosharepages: true }),
    ...(locked && { memoryLocked: true }),
    ...(allocation !== undefined && { memoryAllocation: { mode: allocation } }),
    // The program on the host that serves folders reads and writes the guest's memory (libvirt.org, "Sharing files with Virtiofs").
    ...(sharedFolders.length > 0 && { memorySource: { type: 'memfd' }, memoryAccess: { mode: 'shared' } }),
  };
  return Object.keys(backing).length > 0 ? backing : undefined;
}

/** Unset: libvirt has a balloon of its own. */
export function memoryBalloon({ hardware: { memoryBalloon: balloon } }: ResolvedMachine): domain.DomainDevicesMemBalloon | undefined {
  if (!balloon) return undefined;
  const { enabled, freePageReporting, autoDeflate, statsSeconds } = balloon;
  if (!enabled) return { model: 'none' };
  return {
    model: 'virtio',
    ...(freePageReporting && { freePageReporting: 'on' }),
    ...(autoDeflate && { autoDeflate: 'on' }),
    ...(statsSeconds !== undefined && { stats: { period: statsSeconds } }),
  };
}
