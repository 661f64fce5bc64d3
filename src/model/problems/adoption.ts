import type { Problem } from '../problem';

/** What is wrong with machines that somebody else has made, and that are taken in as they run. */

export const adoptedOnSeveral = (path: string, hosts: readonly string[]): Problem => ({
  code: 'ADOPTED_ON_SEVERAL',
  path,
  message: `adopt: the domain is there already, on one of ${hosts.join(', ')}, and nobody says on which.`,
  fix: 'Name that one as its `host`.',
});

export const adoptedDisk = (path: string, id: string): Problem => ({
  code: 'ADOPTED_DISK',
  path,
  message: `adopt: its disk "${id}" would be made, and the domain has the disks that it has.`,
  fix: `Name the volume that it is${id === 'root' ? ": rootDiskOptions: { existing: { name: '…', format: 'qcow2' } }" : " (`existing: { name: '…' }`)"}; \`virsh domblklist\` shows them.`,
});

export const adoptedAsFound = (path: string, prop: string): Problem => ({
  code: 'ADOPTED_AS_FOUND',
  path,
  message: `adopt: "${prop}" would have no effect, since no apply changes what the domain is.`,
  fix: 'Leave it out. What the domain has of it, its owner changes by hand (`virsh edit`).',
});

export const adoptedNetwork = (path: string, subnet: string): Problem => ({
  code: 'ADOPTED_NETWORK',
  path,
  message: `adopt: its card is on a network that is there, and an apply would make that of the subnet "${subnet}".`,
  fix: "Say which bridge it is on: forward: Forward.bridge('virbr0') of the subnet. `virsh domiflist` shows the card's network, `virsh net-info` that one's bridge.",
});

export const adoptedIsolation = (path: string, subnet: string): Problem => ({
  code: 'ADOPTED_ISOLATION',
  path,
  message: `adopt: in the subnet "${subnet}" (Isolation.HIGH) the bridge ports of machines are cut off from each other, which would take another definition of the domain.`,
  fix: 'Give it a subnet of standard isolation; filtered: true holds back what no flow is about, from neighbours as well.',
});

export const adoptedTwice = (path: string, uuid: string, other: string): Problem => ({
  code: 'ADOPTED_TWICE',
  path,
  message: `adopt: the domain ${uuid} is ${other} already.`,
  fix: 'Describe it once.',
});

export const adoptedNameHeld = (path: string, name: string, uuid: string): Problem => ({
  code: 'ADOPTED_NAME_HELD',
  path,
  message: `"${name}" was the name of the adopted domain ${uuid}, and Terraform's state may still know it by that: it would be changed into this machine.`,
  fix: `Give this machine another name, or adopt ${uuid} again.`,
});

export const macTaken = (path: string, mac: string, holder: string): Problem => ({
  code: 'MAC_TAKEN',
  path,
  message: `The MAC address ${mac} is that of "${holder}".`,
  fix: 'Give each network card one of its own, or leave `mac` out.',
});
