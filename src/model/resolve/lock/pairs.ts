import { type Lock, type LockedPair, own } from '../../lock/lock';
import * as problems from '../../problems';
import type { ResolvedMachine, ResolvedPair } from '../../resolved';
import { heritage } from '../addresses/plan-pairs';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';

export interface NextPairs {
  readonly pairs: Readonly<Record<string, LockedPair>>;
  /** Those that have left, until they are released. What became one machine has handed its address on. */
  readonly removed: Readonly<Record<string, LockedPair>>;
}

/** What the lock holds of the addresses of pairs: clients know them, and guests were told them. */
export function nextPairs(
  inventory: Inventory,
  { pairs, machines }: { readonly pairs: readonly ResolvedPair[]; readonly machines: readonly ResolvedMachine[] },
  before: Lock,
  findings: Findings,
): NextPairs {
  const now = Object.fromEntries(pairs.map(({ name, subnet, address }): [string, LockedPair] => [name, { subnet, address }]));
  const paths = new Map([...inventory.pairs, ...inventory.machines].map(({ name, node }) => [name, node.path]));
  for (const facts of pairs) {
    const { name, members } = facts;
    const path = paths.get(name) ?? name;
    const pair = own(before.pairs ?? {}, name);
    const machine = pair ? undefined : heritage(name, before);
    checkMoved(path, name, pair ?? machine, facts, findings);
    if (machine)
      findings.warn({
        code: 'BECOMES_A_PAIR',
        path,
        message: `${name} becomes the machines ${members.join(' and ')}, which take its address ${facts.address} over. The apply removes the one and makes the others: nobody answers at ${facts.address} until the first boot of one of them is done.`,
      });
  }
  for (const { name, nic } of machines) {
    const pair = own(before.pairs ?? {}, name);
    if (!pair) continue;
    const path = paths.get(name) ?? name;
    checkMoved(path, name, pair, nic, findings);
    findings.warn({
      code: 'BECOMES_ONE_MACHINE',
      path,
      message: `${name} becomes one machine, which takes the address ${nic.address} of the pair over. The apply removes the pair's machines and makes this one: nobody answers at ${nic.address} until its first boot is done.`,
    });
  }
  const gone = Object.entries({ ...before.removed.pairs, ...before.pairs }).filter(
    ([name]) => !Object.hasOwn(now, name) && !inventory.machineNames.has(name),
  );
  return { pairs: now, removed: Object.fromEntries(gone) };
}

function checkMoved(path: string, name: string, old: LockedPair | undefined, now: LockedPair, { problem }: Findings): void {
  if (!old || (old.subnet === now.subnet && old.address === now.address)) return;
  const place = ({ subnet, address }: LockedPair): string => (old.subnet === now.subnet ? address : `${address} in "${subnet}"`);
  problem(problems.pairAddressMoved(path, name, place(old), place(now)));
}
