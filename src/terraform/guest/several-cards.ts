import type { ResolvedMachine } from '../../model/resolved';
import type { GuestPart } from './part';

const SETTINGS = '/etc/sysctl.d/60-isthmus-cards.conf';

/**
 * What Linux needs to be told with several cards: it passes nothing on from one network to the other, answers at each card for that
 * card's address alone, and takes packets only where it would send the answer.
 */
export function severalCardsPart({ otherNics }: ResolvedMachine): GuestPart {
  if (otherNics.length === 0) return {};
  const content = `# This machine is in several networks and no router between them.
net.ipv4.ip_forward = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.default.rp_filter = 1
net.ipv4.conf.all.arp_ignore = 1
net.ipv4.conf.all.arp_announce = 2
`;
  return { files: [{ path: SETTINGS, content, mode: '0644' }], steps: [`sysctl --quiet --load=${SETTINGS}`] };
}
