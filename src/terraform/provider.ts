import { provider } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedHost } from '../model/resolved';
import { escapeTemplate } from './guest';

/** One provider configuration per host, each with an alias: every resource says which host it lives on. */
export function renderProvider(scope: Construct, host: ResolvedHost): provider.LibvirtProvider {
  return new provider.LibvirtProvider(scope, `libvirt.${host.name}`, { alias: host.name, uri: escapeTemplate(host.providerUri) });
}
