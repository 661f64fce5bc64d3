import { type Lock, own } from '../../lock/lock';
import type { ResolvedHost, ResolvedMachine } from '../../resolved';
import { compareBlocks, groupBy } from '../../values';

/**
 * By what hosts are known again: for each a machine on it, the same as before as long as it is there. When it leaves, one takes its place
 * that the lock had on the host already, since what is new is not known to Terraform yet, and nothing could be asked for.
 */
export function withLandmarks(hosts: readonly ResolvedHost[], machines: readonly ResolvedMachine[], before: Lock): readonly ResolvedHost[] {
  // A domain of somebody else is looked for by its UUID, or the plan fails.
  const made = machines.filter(({ adopted }) => adopted === undefined);
  const residents = groupBy(made, ({ host }) => host);
  return hosts.map((host) => {
    const here = [...(residents.get(host.name) ?? [])].sort((a, b) => compareBlocks(a.nic.address, b.nic.address));
    const known = here.filter(({ name }) => own(before.machines, name)?.host === host.name);
    const landmark = known.find(({ name }) => name === own(before.hosts, host.name)?.landmark) ?? known[0] ?? here[0];
    return landmark ? { ...host, landmark: landmark.name } : host;
  });
}
