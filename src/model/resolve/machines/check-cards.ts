import { addressingOf } from '../../kinds/guest/addressings';
import { type Card, cardsOf, hasSeveralCards } from '../../kinds/guest/cards';
import { kindOf, pathOf } from '../../kinds/machine';
import { forwardOf } from '../../kinds/subnet';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, compareText, parseIp } from '../../values';
import type { Machine } from '../../workload/machine';
import type { RouteProps } from '../../workload/network-interface';
import { leadsOut } from '../addresses/card-network';
import type { Space } from '../addresses/space';
import type { GuestRoutes } from '../network/guest-routes';

/** Checks the cards of machines that have several against each other. */
export function checkCards(machines: readonly Machine[], routes: GuestRoutes, space: Space, report: Report): void {
  for (const machine of machines.filter(hasSeveralCards)) {
    const { refusesCards } = kindOf(machine);
    if (refusesCards !== undefined) {
      report(problems.cardRefused(pathOf(machine), refusesCards));
      continue;
    }
    checkSubnets(machine, report);
    checkDefaultRoutes(machine, report);
    for (const card of cardsOf(machine)) for (const route of card.routes ?? []) checkRoute(route, card, space, report);
    checkClashes(machine, routes, report);
  }
}

function checkSubnets(machine: Machine, report: Report): void {
  const cards = cardsOf(machine);
  for (const [index, { path, subnet }] of cards.entries()) {
    const other = cards.slice(0, index).find((each) => each.subnet === subnet);
    if (other) report(problems.cardsInOneSubnet(path, subnet.node.id, other.name));
  }
}

/** One card carries it, and nobody has to guess which. */
function checkDefaultRoutes(machine: Machine, report: Report): void {
  const [first, ...others] = cardsOf(machine);
  let holder = leadsOut(first.subnet) ? first : undefined;
  for (const card of others) {
    const { defaultRoute, path, subnet } = card;
    const isTold = addressingOf(card).leased && leadsOut(subnet);
    if (defaultRoute && !leadsOut(subnet)) report(problems.defaultRouteImpossible(path, subnet.node.id));
    else if (holder && (defaultRoute || isTold))
      report((isTold ? problems.defaultRouteByDhcp : problems.defaultRouteTwice)(path, subnet.node.id, holder.name));
    else if (defaultRoute || isTold) holder = card;
  }
  const silent = others.filter(({ defaultRoute, subnet }) => defaultRoute === undefined && leadsOut(subnet));
  if (!holder && silent.length > 0)
    report(
      problems.defaultRouteMissing(
        pathOf(machine),
        first.subnet.node.id,
        silent.map(({ name }) => name),
      ),
    );
}

function checkRoute({ to, via }: RouteProps, card: Card, space: Space, report: Report): void {
  const { machine, path, subnet } = card;
  const unusable = (reason: string, fix: string): void => report(problems.routeUnusable(path, to, reason, fix));
  const block = Cidr.parse(to);
  if (!(block instanceof Cidr)) {
    report(problems.invalidCidr(path, 'routes', block));
    return;
  }
  if (block.prefix === 0) unusable('is everything', 'Say `defaultRoute: true`, where the first card has no default route.');
  const near = cardsOf(machine).find((each) => space.subnets.get(each.subnet)?.cidr.contains(block));
  if (near)
    unusable(
      `lies in the subnet "${near.subnet.node.id}", which the machine reaches directly by its card "${near.name}"`,
      'Leave the route out: no router is needed there.',
    );
  const blocked = forwardOf(subnet).left(subnet.node.id);
  if (blocked) unusable(`cannot be reached by this card: ${blocked}`, 'Choose a card in a subnet that is routed.');
  if (addressingOf(card).leased)
    unusable(
      'cannot be told to this card: its DHCP server tells one thing to the whole subnet',
      `${machine.configured ? 'Say addressedBy: AddressedBy.CLOUD_INIT at the card' : 'Set the card up by hand inside the guest, and say addressedBy: AddressedBy.IMAGE'}; or use Isolation.HIGH for the subnet, whose DHCP server tells routes to all that the system has.`,
    );
  if (via !== undefined) checkRouter(to, via, card, space, report);
}

function checkRouter(to: string, via: string, { path, subnet }: Card, space: Space, report: Report): void {
  const area = space.subnets.get(subnet);
  const address = parseIp(via);
  if (address === undefined) {
    report(problems.invalidAddress(path, 'routes', via));
    return;
  }
  if (!area) return;
  const { cidr, gateway } = area;
  const isInside = cidr.contains(address) && address !== cidr.first && address !== cidr.last;
  const fix = `Name a router in ${cidr}, or leave \`via\` out for the subnet's gateway.`;
  if (!isInside)
    report(problems.routeUnusable(path, to, `leads through ${via}, which is no address of a machine in the card's subnet ${cidr}`, fix));
  else if (address !== gateway && forwardOf(subnet).owned)
    report(
      problems.routeUnusable(
        path,
        to,
        `leads through ${via}, but in the subnet "${subnet.node.id}" the host alone routes`,
        'Leave `via` out.',
      ),
    );
}

/** Of two routes to one block nobody can say which one is used. */
function checkClashes(machine: Machine, routes: GuestRoutes, report: Report): void {
  const seen = new Map<string, Card>();
  const told = new Set(cardsOf(machine).map(({ subnet }) => subnet.node.id));
  // Cards in one subnet, and default routes, have problems of their own.
  const table = routes.of(machine).filter(({ to }) => to.prefix > 0);
  for (const { to, card } of [...table].sort((a, b) => compareText(a.card.name, b.card.name))) {
    const other = seen.get(`${to}`);
    if (other && other.name !== card.name && told.size === cardsOf(machine).length)
      report(problems.routesClash(card.path, `${to}`, other.name));
    else seen.set(`${to}`, card);
  }
}
