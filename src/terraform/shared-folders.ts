import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedMachine } from '../model/resolved';
import { escapeTemplate } from './guest';

/** Folders of the host in a machine (virtiofs). Its memory has to be shared for them: see {@link memoryBacking}. */
export const sharedFolders = ({ sharedFolders: folders }: ResolvedMachine): domain.DomainDevicesFilesystems[] | undefined =>
  folders.length === 0
    ? undefined
    : folders.map(({ id, path }) => ({
        accessMode: 'passthrough',
        driver: { type: 'virtiofs' },
        source: { mount: { dir: escapeTemplate(path) } },
        target: { dir: id },
      }));
