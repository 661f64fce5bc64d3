import { missingPools } from '../../../kinds/pool/choice';
import type { Host } from '../../../network/host';
import { asArray } from '../../../values';
import type { Machine } from '../../../workload/machine';
import type { Inventory } from '../../inventory/inventory';

/** Hosts that a machine may be on, in the order of preference. One: it is stated. */
export function hostsFor(machine: Machine, { hosts }: Pick<Inventory, 'hosts'>): readonly Host[] {
  const { host } = machine.props;
  const stated = host === undefined ? hosts : [...new Set(asArray(host))];
  // Where none has the pools of its disks, that is said by itself.
  const fitting = stated.filter((each) => missingPools(machine, each).length === 0);
  return fitting.length > 0 ? fitting : stated;
}
