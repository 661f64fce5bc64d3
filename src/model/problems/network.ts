import type { Problem } from '../problem';
import { countOf } from '../wording';
import { sentence } from './words';

export const invalidCidr = (path: string, prop: string, reason: string): Problem => ({
  code: 'INVALID_CIDR',
  path,
  message: sentence(`${prop}: ${reason}`),
  fix: 'Write an IPv4 network address with its prefix length.',
});

export const hostnameOutside = (path: string, hostname: string, address: string, blocks: string): Problem => ({
  code: 'HOSTNAME_OUTSIDE',
  path,
  message: `hostnames: "${hostname}" is ${address}, which does not lie in ${blocks}.`,
  fix: 'Name an address of the External, or put the name to the External that has it.',
});

export const nodeOutsideNetworks = (path: string, address: string, networks: readonly string[]): Problem => ({
  code: 'NODE_OUTSIDE_NETWORKS',
  path,
  message: `nodeNetworks: the node ${address} is in none of ${networks.join(', ') || 'no blocks'}.`,
  fix: 'List every block that nodes stand in, or leave `nodeNetworks` out.',
});

export const invalidAddress = (path: string, prop: string, value: string): Problem => ({
  code: 'INVALID_ADDRESS',
  path,
  message: `${prop}: "${value}" is not an IPv4 address.`,
  fix: 'Write four numbers from 0 to 255 with dots between them.',
});

export const subnetOutsideNetwork = (path: string, subnet: string, network: string): Problem => ({
  code: 'SUBNET_OUTSIDE_NETWORK',
  path,
  message: `The subnet ${subnet} does not lie in its network ${network}.`,
  fix: `Choose a block inside ${network}, or widen the network.`,
});

export const overlap = (
  code: 'SUBNET_OVERLAP' | 'CLUSTER_CIDR_OVERLAP' | 'NETWORK_OVERLAP' | 'EXTERNAL_OVERLAP',
  path: string,
  mine: string,
  other: string,
): Problem => ({
  code,
  path,
  message: `${mine} overlaps ${other}.`,
  fix:
    code === 'EXTERNAL_OVERLAP'
      ? 'Name what is meant: machines, services or the subnet itself as the end of the flow; an External is outside of the system. All that is outside of it is `Anyone.ipv4()`.'
      : 'Give one of the two a block of its own.',
});

export const gatewayUnusable = (path: string, gateway: string, reason: string): Problem => ({
  code: 'GATEWAY_UNUSABLE',
  path,
  message: `The gateway ${gateway} ${reason}.`,
  fix: 'Choose an address inside the subnet that is neither its first nor its last, nor one reserved for services.',
});

export const reservedUnusable = (path: string, reserved: string, reason: string): Problem => ({
  code: 'RESERVED_UNUSABLE',
  path,
  message: `The reserved block ${reserved} ${reason}.`,
  fix: 'List what others hold inside the subnet, apart from its block for services; what lies elsewhere needs no reservation.',
});

export const hostAddressUnusable = (path: string, address: string, reason: string): Problem => ({
  code: 'HOST_ADDRESS_UNUSABLE',
  path,
  message: `The address of a KVM host ${address} ${reason}.`,
  fix: 'List the addresses that the hosts have inside the subnet; elsewhere they are no end of flows.',
});

export const servicesOutsideSubnet = (path: string, services: string, subnet: string): Problem => ({
  code: 'SERVICES_OUTSIDE_SUBNET',
  path,
  message: `The block for services ${services} does not lie in the subnet ${subnet}.`,
  fix: `Choose a block inside ${subnet}.`,
});

export const subnetSpansHosts = (path: string, hosts: readonly string[], mode: string): Problem => ({
  code: 'SUBNET_SPANS_HOSTS',
  path,
  message: `Machines of this subnet run on ${hosts.length} hosts (${hosts.join(', ')}), but forward mode "${mode}" makes a separate segment on each.`,
  fix: "Join the hosts by a bridge (forward: Forward.bridge('br0')), or give each host a subnet of its own.",
});

export const invalidBridge = (path: string, bridge: string): Problem => ({
  code: 'INVALID_BRIDGE',
  path,
  message: `"${bridge}" is no name for a Linux bridge: 1 to 15 letters, digits, dots, hyphens and underscores, no dot or hyphen first.`,
  fix: 'Write the name that `ip link show type bridge` prints on the hosts.',
});

export const isolationNeedsRoute = (path: string, mode: string, blurs: string): Problem => ({
  code: 'ISOLATION_NEEDS_ROUTE',
  path,
  message: `Isolation.HIGH means exact filters on the senders' own addresses; forward mode "${mode}" ${blurs}.`,
  fix: 'Leave forward at Forward.ROUTE (or a bridge), or lower the isolation.',
});

export const invalidMtu = (path: string, mtu: number): Problem => ({
  code: 'INVALID_MTU',
  path,
  message: `An MTU of ${mtu} bytes is not a whole number from 576 to 65535.`,
  fix: 'Write the MTU of the network below, 1500 for plain Ethernet.',
});

export const invalidHost = (path: string, message: string, fix: string): Problem => ({ code: 'INVALID_HOST', path, message, fix });

export const hostOverCapacity = (path: string, what: string, wanted: string, available: string, detail: string): Problem => ({
  code: 'HOST_OVER_CAPACITY',
  path,
  message: `Machines need ${wanted} (${what}), the host has ${available} for them (${detail}).`,
  fix: 'Move a machine to another host, make one smaller, or correct the figures of the host.',
});

export const impossibleSpareHosts = (path: string, spare: number, hosts: number): Problem => ({
  code: 'INVALID_SPARE_HOSTS',
  path,
  message: `${spare} of ${countOf(hosts, 'host')} cannot be spare.`,
  fix: `Use a whole number from 0 to ${Math.max(0, hosts - 1)} for spareHosts.`,
});

export const hostsNotSpare = (
  path: string,
  spare: number,
  failed: readonly string[],
  homeless: readonly string[],
  needed: string,
): Problem => ({
  code: 'HOSTS_NOT_SPARE',
  path,
  message: `spareHosts is ${spare}, but without ${failed.join(' and ')} the other hosts have no room for ${homeless.join(', ')}, which need ${needed} of memory, largest first.`,
  fix: 'Add a host or memory, make those machines smaller, or lower spareHosts. Without it, `npx isthmus capacity` shows what each host has left.',
});

export const addressOutsideSubnet = (path: string, address: string, subnet: string, card?: string): Problem => ({
  code: 'ADDRESS_OUTSIDE_SUBNET',
  path,
  message: `${address} does not lie in the subnet ${subnet}${card === undefined ? '' : `, but in that of its card "${card}"`}.`,
  fix: 'Choose an address of the subnet, or leave `address` out.',
});

export const addressReserved = (path: string, address: string, reason: string): Problem => ({
  code: 'ADDRESS_RESERVED',
  path,
  message: `${address} is ${reason}.`,
  fix: 'Choose another address, or leave `address` out.',
});

export const lockedAddressReserved = (path: string, address: string, reason: string): Problem => ({
  code: 'ADDRESS_RESERVED',
  path,
  message: `${address} is ${reason}, but the lock gave it to this machine before.`,
  fix: 'Leave the address to the machine, or move the machine by hand: change the address inside the guest, edit the lock, apply.',
});

export const addressTaken = (path: string, address: string, holder: string): Problem => ({
  code: 'ADDRESS_TAKEN',
  path,
  message: `${address} belongs to ${holder}.`,
  fix: 'Choose another address, or leave `address` out. What has left the system can be released from the lock (`npx isthmus lock release <name>`).',
});

export const subnetFull = (path: string, subnet: string, size: number): Problem => ({
  code: 'SUBNET_FULL',
  path,
  message: `No free address is left in ${subnet} (${size} addresses, less network, broadcast, gateway, services, what is reserved, and addresses that the lock keeps).`,
  fix: 'Use a larger block, reserve less, or release removed machines from the lock (`npx isthmus lock release <name>`).',
});

export const externalHost = (path: string, host: string, why: string, fix: string): Problem => ({
  code: 'EXTERNAL_HOST',
  path,
  message: `External.host('${host}') ${why}.`,
  fix,
});

export const hostWithoutAddress = (path: string, host: string, what: string): Problem => ({
  code: 'HOST_WITHOUT_ADDRESS',
  path,
  message: `${what}, and of ${host} the name alone is known, which may be at any address.`,
  fix: `Write its addresses: External.address('…', { hostname: '${host}' }), or External.cidr('…', { hostnames: { '${host}': '…' } }).`,
});

export const externalNameless = (path: string, name: string): Problem => ({
  code: 'EXTERNAL_NAMELESS',
  path,
  message: `Rules cannot be named after "${name}": it has no letter from a to z and no digit.`,
  fix: "Give it a `name` that has: External.cidr('…', { name: '…' }).",
});
