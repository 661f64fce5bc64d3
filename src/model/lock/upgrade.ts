import { isRecord } from '../shape';
import { diskId, own } from './lock';

/** Whether something is a lock of the format before: without hosts and digest, and with disks by `<machine>-<disk>`. */
export const isOld = (lock: unknown): boolean => isRecord(lock) && lock.version === 1;

/**
 * A lock of the format before in today's. What it did not say of hosts and pools is as the next synth finds it.
 * @param lock anything: whether it is a lock is to be checked afterwards
 */
export function upgrade(lock: unknown): unknown {
  if (!isRecord(lock) || !isOld(lock) || !isRecord(lock.removed) || !isRecord(lock.removed.volumes)) return lock;
  const machines = isRecord(lock.machines) ? lock.machines : {};
  const volumes = Object.values(lock.removed.volumes).filter(isRecord);
  const known = volumes.map((disk) => {
    const machine = own(machines, String(disk.machine));
    return [diskId(String(disk.machine), String(disk.volume)), { pool: isRecord(machine) ? machine.pool : 'default', ...disk }] as const;
  });
  return { ...lock, version: 2, hosts: {}, subnets: {}, removed: { ...lock.removed, volumes: Object.fromEntries(known) } };
}
