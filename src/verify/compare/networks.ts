import type { ResolvedSubnet } from '../../model/resolved';
import { type NetworkEntries, nameEntry } from '../terraform/network-names';
import type { Difference } from './difference';
import type { Model } from './model';

/** What networks tell machines: names in DNS and addresses by DHCP, when they are made and while they are up. */
export function networkDifferences({ system, world }: Model): readonly Difference[] {
  return system.subnets.flatMap((subnet): readonly Difference[] => {
    const found = world.networks.get(subnet.objectName);
    // That a network is not there is said of the machines in it.
    if (!found || subnet.mode === 'bridge') return [];
    const wanted = entriesOf(subnet);
    return [
      ...(found.answers ? [] : [missing(subnet, 'answers no names')]),
      ...differing(subnet, wanted, found.made, 'when it is made'),
      ...differing(subnet, wanted, found.live, 'while it is up'),
    ];
  });
}

const missing = ({ name, objectName }: ResolvedSubnet, text: string): Difference => ({
  kind: 'missing',
  about: name,
  text: `the network ${objectName} ${text}`,
});

const entriesOf = ({ records, reservations }: ResolvedSubnet): NetworkEntries => ({
  names: records.map(({ address, names }) => nameEntry(address, names)),
  reservations: reservations.map(({ mac, address }) => `${mac.toLowerCase()} ${address}`),
});

const SAYS: { readonly [P in keyof NetworkEntries]: (entry: string) => string } = {
  names: (entry) => `the names of ${entry.replace(' ', ': ')}`,
  reservations: (entry) => `the address of ${entry.replace(' ', ': ')}`,
};

function differing(subnet: ResolvedSubnet, wanted: NetworkEntries, found: NetworkEntries, when: string): readonly Difference[] {
  return (['names', 'reservations'] as const).flatMap((part) => {
    const [known, there] = [new Set(wanted[part]), new Set(found[part])];
    const lost = [...known].filter((entry) => !there.has(entry));
    const strange = [...there].filter((entry) => !known.has(entry));
    return [
      ...lost.map((entry) => missing(subnet, `does not tell, ${when}, ${SAYS[part](entry)}`)),
      ...strange.map(
        (entry): Difference => ({ ...missing(subnet, `tells, ${when}, ${SAYS[part](entry)}, which the model does not`), kind: 'too-wide' }),
      ),
    ];
  });
}
