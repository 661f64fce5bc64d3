import type { Problem } from '../problem';

export const cardRefused = (path: string, reason: string): Problem => ({
  code: 'CARD_REFUSED',
  path,
  message: `addInterface: ${reason}.`,
  fix: 'Add network cards to machines that are no nodes of a cluster, and leave the nodes with theirs.',
});

export const cardsInOneSubnet = (path: string, subnet: string, other: string): Problem => ({
  code: 'CARDS_IN_ONE_SUBNET',
  path,
  message: `Both this card and "${other}" are in the subnet "${subnet}": the machine would send to it by one of them alone, and nothing could be answered at the other.`,
  fix: 'Give each card a subnet of its own. Subnets may share a bridge: Forward.bridge(…) of one name.',
});

export const defaultRouteTwice = (path: string, subnet: string, other: string): Problem => ({
  code: 'DEFAULT_ROUTE_TWICE',
  path,
  message: `A default route leads by this card, in "${subnet}", and another by "${other}".`,
  fix: `Leave \`defaultRoute\` to one card: the first one of a machine has it where its subnet has one. Name what this card is for in \`routes\`.`,
});

export const defaultRouteByDhcp = (path: string, subnet: string, other: string): Problem => ({
  code: 'DEFAULT_ROUTE_TWICE',
  path,
  message: `The DHCP server of "${subnet}" tells this card a default route, and another one leads by "${other}".`,
  fix: `Choose a subnet without default route (Isolation.HIGH, Forward.ISOLATED), or let the card not be told: addressedBy: AddressedBy.CLOUD_INIT, or AddressedBy.IMAGE.`,
});

export const defaultRouteImpossible = (path: string, subnet: string): Problem => ({
  code: 'DEFAULT_ROUTE_IMPOSSIBLE',
  path,
  message: `defaultRoute: the subnet "${subnet}" has none (Isolation.HIGH, or Forward.ISOLATED).`,
  fix: 'Let another card carry it, in a subnet that leads out, or leave it out.',
});

export const defaultRouteMissing = (path: string, first: string, others: readonly string[]): Problem => ({
  code: 'DEFAULT_ROUTE_MISSING',
  path,
  message: `No card carries a default route: the subnet "${first}" of the first one has none, and ${others.map((name) => `"${name}"`).join(' and ')} could, but ${others.length > 1 ? 'do not say whether they do' : 'does not say whether it does'}.`,
  fix: 'Say `defaultRoute: true` at one of them, or `defaultRoute: false` at each when none is meant.',
});

export const routeUnusable = (path: string, to: string, reason: string, fix: string): Problem => ({
  code: 'ROUTE_UNUSABLE',
  path,
  message: `routes: ${to} ${reason}.`,
  fix,
});

export const routesClash = (path: string, to: string, other: string): Problem => ({
  code: 'ROUTES_CLASH',
  path,
  message: `${to} is reached by this card, and by "${other}" as well: which one is used nobody can say.`,
  fix: 'Leave each block to one card. Of two blocks that lie within each other the smaller one counts.',
});
