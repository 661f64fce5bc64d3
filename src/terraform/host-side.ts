import type { provider } from '@cdktf/provider-libvirt';
import type { ResolvedHost } from '../model/resolved';

/** A host as what is placed on it needs it. */
export interface HostSide {
  readonly host: ResolvedHost;
  readonly provider: provider.LibvirtProvider;
}
