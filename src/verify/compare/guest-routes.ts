import { networksOf, type ResolvedMachine } from '../../model/resolved';
import { addresses, printAddresses } from '../sets/addresses';
import { difference, type IntervalSet, union } from '../sets/intervals';
import { reachedBy } from '../terraform/cards';
import type { Difference } from './difference';
import type { Model } from './model';

/** Cards that guests are not told of, or from which they are told to send elsewhere than the model says. */
export function guestRouteDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const known = networksOf(machine).filter(({ network }) => network.addressedBy === 'static');
    const told = known.map(({ nic, network: { prefix, routes, defaultGateway } }) => {
      const everywhere = defaultGateway === undefined ? [] : ['0.0.0.0/0'];
      return { nic, own: [`${nic.address}/${prefix}`, ...routes.map(({ to }) => to), ...everywhere].map(addresses) };
    });
    const all = told.flatMap(({ own }) => own);
    return told.flatMap(({ nic: { name, mac }, own }): readonly Difference[] => {
      const found = model.machine(name);
      // That a card is not there is reported with it.
      if (!found) return [];
      if (!found.reaches)
        return [{ kind: 'missing', about: name, text: `${name}: the guest is told of no card with the MAC address ${mac}` }];
      return wrongRoutes(name, reachedBy(own, all), found.reaches, podsOf(machine, model));
    });
  });
}

/** Nodes know the way to the pods of their cluster from its network plug-in. */
const podsOf = ({ cluster = '' }: ResolvedMachine, model: Model): IntervalSet => {
  const facts = model.cluster(cluster)?.facts;
  return facts ? [facts.podAddresses] : [];
};

function wrongRoutes(name: string, wanted: IntervalSet, found: IntervalSet, pods: IntervalSet): readonly Difference[] {
  const [lost] = difference(wanted, found);
  const [strange] = difference(found, union(wanted, pods));
  return [
    ...(lost ? [{ kind: 'missing', about: name, text: `${name}: the guest is told no route to ${printAddresses(lost)}` } as const] : []),
    ...(strange
      ? [
          {
            kind: 'too-wide',
            about: name,
            text: `${name}: the guest is told a route to ${printAddresses(strange)}, which the model does not have`,
          } as const,
        ]
      : []),
  ];
}
