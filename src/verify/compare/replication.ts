import type { DatabaseRole, ResolvedMachine } from '../../model/resolved';
import type { DatabaseServer } from '../guest/database';
import { address } from '../sets/addresses';
import { type Difference, missing, tooWide } from './difference';

/** A server that hands its data to others than the model says, or follows another one. */
export function replicationDifferences(
  { name, nic }: ResolvedMachine,
  { replication: stated }: DatabaseRole,
  { replication: found }: DatabaseServer,
): readonly Difference[] {
  if (!stated) return found ? [tooWide(name, 'its database hands all of its data to machines that the model does not know')] : [];
  if (!found) return [missing(name, 'its database has standbys, and is not set up for any')];
  const known = stated.members.map((member) => member.address);
  const others = stated.members.filter((member) => member.name !== name);
  const strange = found.admits.find((each) => !known.includes(each));
  const refused = others.find((member) => !found.admits.includes(member.address));
  const follows = stated.primary === name ? undefined : stated.primary;
  const slots = others.map((member) => member.name.replaceAll('-', '_'));
  return [
    ...(strange === undefined ? [] : [tooWide(name, `its database hands all of its data to ${strange}`)]),
    ...(refused === undefined ? [] : [missing(name, `its database hands nothing to ${refused.name}, which is to follow it`)]),
    ...(found.follows === follows
      ? []
      : [missing(name, `its database is to follow ${follows ?? 'nobody'}, and is told to follow ${found.follows ?? 'nobody'}`)]),
    ...(JSON.stringify(found.members) === JSON.stringify(stated.members)
      ? []
      : [missing(name, 'it is told of other machines that have the same data than there are')]),
    ...(found.passwordVariable === stated.passwordVariable
      ? []
      : [
          missing(
            name,
            `it follows others by the password of ${found.passwordVariable || 'nothing'}, and not of ${stated.passwordVariable}`,
          ),
        ]),
    ...(found.slots === undefined || found.slots.join() === slots.join()
      ? []
      : [
          missing(
            name,
            `its database keeps what is written for ${found.slots.join(' and ') || 'nobody'}, and not for ${slots.join(' and ')}`,
          ),
        ]),
    ...(found.id === undefined || found.id === address(nic.address)
      ? []
      : [missing(name, 'the number of its server may be that of another one')]),
  ];
}
