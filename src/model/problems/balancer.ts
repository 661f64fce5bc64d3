import type { Problem } from '../problem';

export const pairOnOneHost = (path: string, pair: string, host: string): Problem => ({
  code: 'PAIR_ON_ONE_HOST',
  path,
  message: `Both machines of the pair "${pair}" would be on ${host}: when that fails, both do.`,
  fix: "Let it have two hosts: `host: [kvm1, kvm2]`, or leave `host` out where the system has several. Or say why one is enough: pair: { onOneHost: { because: '…' } }.",
});

export const pairWithoutReason = (path: string): Problem => ({
  code: 'PAIR_WITHOUT_REASON',
  path,
  message: 'pair.onOneHost has no `because`: both machines fail with one host, and a reader should find out why that is enough.',
  fix: "Say why: pair: { onOneHost: { because: 'a test bed with one host' } }, or leave `onOneHost` out.",
});

export const pairAddresses = (path: string, length: number): Problem => ({
  code: 'PAIR_ADDRESSES',
  path,
  message: `pair.addresses has ${length} of them, and a pair has two machines.`,
  fix: "Give it two: addresses: ['10.0.0.11', '10.0.0.12'], or leave them out. What clients use is `address`.",
});

export const pairWithCards = (path: string, pair: string): Problem => ({
  code: 'PAIR_WITH_CARDS',
  path,
  message: `addInterface: the pair "${pair}" shares one address, on the first card of each machine.`,
  fix: 'Leave the pair with its one subnet, and let routers join the others.',
});

export const pairByImage = (path: string): Problem => ({
  code: 'PAIR_BY_IMAGE',
  path,
  message:
    'addressedBy: AddressedBy.IMAGE leaves network cards with the names of the image, and keepalived has to be told the name of one.',
  fix: 'Leave `addressedBy` out, so that cloud-init configures and names the card, or use AddressedBy.DHCP.',
});

export const pairAddressMoved = (path: string, name: string, before: string, now: string): Problem => ({
  code: 'PAIR_ADDRESS_MOVED',
  path,
  message: `Clients of "${name}" use ${before}, the system says ${now}: both machines were told the first, and whoever wrote it down would find nobody there.`,
  fix: `Put ${before} back. To really change it: add a load balancer under another name beside this one, lead clients there, then remove this one.`,
});

/** @param both whether it was given both, and not neither */
/** @param given which of them it has */
export const balancerMode = (path: string, given: readonly string[]): Problem => ({
  code: 'BALANCER_MODE',
  path,
  message:
    given.length > 0
      ? `It has ${given.map((prop) => `\`${prop}\``).join(' and ')}: one load balancer does one of these.`
      : 'It has neither `backends` nor `tls` nor `http`: nothing would be passed on.',
  fix: 'Give it `backends` for connections of any kind, `tls: { routes: … }` for connections in TLS by the name that clients ask for, or `http: { routes: … }` for requests by host name and path; for several, describe several load balancers.',
});

export const balancerSetting = (path: string, what: string, fix: string): Problem => ({
  code: 'INVALID_BALANCER',
  path,
  message: `${what}.`,
  fix,
});
