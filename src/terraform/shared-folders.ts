import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedMachine } from '../model/resolved';
import { escapeTemplate } from './guest';

/**
 * Folders of the host in a machine (virtiofs). The program on the host that serves them reads and writes the guest's memory, which has to
 * be shared with it (libvirt.org, "Sharing files with Virtiofs").
 */
export function sharedFolders({
  sharedFolders: folders,
}: ResolvedMachine):
  | { readonly memoryBacking: domain.DomainMemoryBacking; readonly filesystems: domain.DomainDevicesFilesystems[] }
  | undefined {
  if (folders.length === 0) return undefined;
  return {
    memoryBacking: { memorySource: { type: 'memfd' }, memoryAccess: { mode: 'shared' } },
    filesystems: folders.map(({ id, path }) => ({
      accessMode: 'passthrough',
      driver: { type: 'virtiofs' },
      source: { mount: { dir: escapeTemplate(path) } },
      target: { dir: id },
    })),
  };
}
