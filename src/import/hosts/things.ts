import type { FoundCard, FoundVolume } from '../states/facts';
import type { At, FoundThings } from '../states/found';
import { domainIn, type FoundDomain } from './domain';
import { addressesOfCards, type DomainTexts, type HostTexts, networkFacts, volumeFacts } from './facts';

/**
 * Everything of hosts that machines refer to, by numbers of the hosts.
 * @param prefix what names of domains begin with that a system of this library has made
 */
export function thingsOf(hosts: readonly HostTexts[], prefix: string): FoundThings {
  const at = <T>(read: (host: HostTexts) => readonly T[]): readonly (T & At)[] =>
    hosts.flatMap((host, index) => read(host).map((thing) => ({ ...thing, host: String(index), address: host.uri })));
  return {
    pools: [],
    networks: at(({ networks }) => networks.map(networkFacts)),
    volumes: at(({ volumes }) => volumes.map(({ pool, xml }): FoundVolume => volumeFacts(pool, xml))),
    setups: [],
    machines: at(({ domains }) => domains.map(domainOf).filter(({ name }) => !name.startsWith(prefix))),
    others: [],
    hostsKnown: true,
    uris: {},
  };
}

function domainOf({ xml, addresses, leased }: DomainTexts): FoundDomain {
  const domain = domainIn(xml);
  const known = addressesOfCards(addresses);
  const cards = domain.cards.map((card): FoundCard => {
    const own = known.get(card.mac ?? '');
    return own === undefined ? card : { ...card, addresses: [own], leased };
  });
  return { ...domain, cards };
}
