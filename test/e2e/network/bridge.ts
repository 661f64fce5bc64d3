import type { ResolvedSubnet } from '../../../src';
import type { Space } from './space';

/** The bridge of a subnet in its host, with the gateway's address. */
export async function addBridge(host: Space, { bridge, gateway, prefix }: ResolvedSubnet): Promise<void> {
  await host.run(['ip', 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0']);
  await host.run(['ip', 'address', 'add', `${gateway}/${prefix}`, 'dev', bridge]);
  await host.run(['ip', 'link', 'set', bridge, 'up']);
}
