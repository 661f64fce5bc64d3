'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.subnetFull =
  exports.addressTaken =
  exports.addressReserved =
  exports.addressOutsideSubnet =
  exports.hostOverCapacity =
  exports.invalidHost =
  exports.invalidMtu =
  exports.isolationNeedsRoute =
  exports.invalidBridge =
  exports.subnetSpansHosts =
  exports.servicesOutsideSubnet =
  exports.gatewayUnusable =
  exports.overlap =
  exports.subnetOutsideNetwork =
  exports.invalidAddress =
  exports.invalidCidr =
    void 0;
const invalidCidr = (path, prop, reason) => ({
  code: 'INVALID_CIDR',
  path,
  message: `${prop}: ${reason}.`,
  fix: 'Write an IPv4 network address with its prefix length.',
});
exports.invalidCidr = invalidCidr;
const invalidAddress = (path, prop, value) => ({
  code: 'INVALID_ADDRESS',
  path,
  message: `${prop}: "${value}" is not an IPv4 address.`,
  fix: 'Write four numbers from 0 to 255 with dots between them.',
});
exports.invalidAddress = invalidAddress;
const subnetOutsideNetwork = (path, subnet, network) => ({
  code: 'SUBNET_OUTSIDE_NETWORK',
  path,
  message: `The subnet ${subnet} does not lie in its network ${network}.`,
  fix: `Choose a block inside ${network}, or widen the network.`,
});
exports.subnetOutsideNetwork = subnetOutsideNetwork;
const overlap = (code, path, mine, other) => ({
  code,
  path,
  message: `${mine} overlaps ${other}.`,
  fix:
    code === 'EXTERNAL_OVERLAP'
      ? 'Use the subnet itself (or its machines) as the end of the flow.'
      : 'Give one of the two a block of its own.',
});
exports.overlap = overlap;
const gatewayUnusable = (path, gateway, reason) => ({
  code: 'GATEWAY_UNUSABLE',
  path,
  message: `The gateway ${gateway} ${reason}.`,
  fix: 'Choose an address inside the subnet that is neither its first nor its last, nor one reserved for services.',
});
exports.gatewayUnusable = gatewayUnusable;
const servicesOutsideSubnet = (path, services, subnet) => ({
  code: 'SERVICES_OUTSIDE_SUBNET',
  path,
  message: `The block for services ${services} does not lie in the subnet ${subnet}.`,
  fix: `Choose a block inside ${subnet}.`,
});
exports.servicesOutsideSubnet = servicesOutsideSubnet;
const subnetSpansHosts = (path, hosts, mode) => ({
  code: 'SUBNET_SPANS_HOSTS',
  path,
  message: `Machines of this subnet run on ${hosts.length} hosts (${hosts.join(', ')}), but forward mode "${mode}" makes a separate segment on each.`,
  fix: "Join the hosts by a bridge (forward: Forward.bridge('br0')), or give each host a subnet of its own.",
});
exports.subnetSpansHosts = subnetSpansHosts;
const invalidBridge = (path, bridge) => ({
  code: 'INVALID_BRIDGE',
  path,
  message: `"${bridge}" is no name for a Linux bridge: 1 to 15 letters, digits, dots, hyphens and underscores.`,
  fix: 'Write the name that `ip link show type bridge` prints on the hosts.',
});
exports.invalidBridge = invalidBridge;
const isolationNeedsRoute = (path, mode) => ({
  code: 'ISOLATION_NEEDS_ROUTE',
  path,
  message: `Isolation.HIGH means exact filters on the senders' own addresses; forward mode "${mode}" ${mode === 'nat' ? 'hides them' : 'lets nothing in'}.`,
  fix: 'Leave forward at Forward.ROUTE (or a bridge), or lower the isolation.',
});
exports.isolationNeedsRoute = isolationNeedsRoute;
const invalidMtu = (path, mtu) => ({
  code: 'INVALID_MTU',
  path,
  message: `An MTU of ${mtu} bytes is not a whole number from 576 to 65535.`,
  fix: 'Write the MTU of the network below, 1500 for plain Ethernet.',
});
exports.invalidMtu = invalidMtu;
const invalidHost = (path, message, fix) => ({ code: 'INVALID_HOST', path, message, fix });
exports.invalidHost = invalidHost;
const hostOverCapacity = (path, what, wanted, available, detail) => ({
  code: 'HOST_OVER_CAPACITY',
  path,
  message: `Machines need ${wanted} of ${what}, the host has ${available} for them (${detail}).`,
  fix: 'Move a machine to another host, make one smaller, or correct the figures of the host.',
});
exports.hostOverCapacity = hostOverCapacity;
const addressOutsideSubnet = (path, address, subnet) => ({
  code: 'ADDRESS_OUTSIDE_SUBNET',
  path,
  message: `${address} does not lie in the subnet ${subnet}.`,
  fix: 'Choose an address of the subnet, or leave `address` out.',
});
exports.addressOutsideSubnet = addressOutsideSubnet;
const addressReserved = (path, address, reason) => ({
  code: 'ADDRESS_RESERVED',
  path,
  message: `${address} is ${reason}.`,
  fix: 'Choose another address, or leave `address` out.',
});
exports.addressReserved = addressReserved;
const addressTaken = (path, address, holder) => ({
  code: 'ADDRESS_TAKEN',
  path,
  message: `${address} belongs to ${holder}.`,
  fix: 'Choose another address, or leave `address` out.',
});
exports.addressTaken = addressTaken;
const subnetFull = (path, subnet, size) => ({
  code: 'SUBNET_FULL',
  path,
  message: `No free address is left in ${subnet} (${size} addresses, less network, broadcast, gateway, services, and addresses that the lock keeps).`,
  fix: 'Use a larger block, or release removed machines from the lock (`npm run lock -- release <name>`).',
});
exports.subnetFull = subnetFull;
