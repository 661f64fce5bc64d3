import { POOLS } from '../../kinds/pool';
import { type LockedMachine, own } from '../../lock/lock';
import type { ResolvedHost, ResolvedMachine } from '../../resolved';
import { Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';

/** Disks that are declared larger and that libvirt cannot make larger: an apply ends with the same words until somebody has. */
export function warnGrowth(
  machine: Machine,
  resolved: ResolvedMachine,
  hosts: readonly ResolvedHost[],
  old: LockedMachine,
  findings: Findings,
): void {
  const pools = hosts.find((host) => host.name === resolved.host)?.pools ?? [];
  for (const { id, pool: name, volumeName, sizeBytes, existing } of [resolved.root, ...resolved.data]) {
    const before = own(old.volumes, id);
    const size = Size.mebibytes(sizeBytes / 2 ** 20);
    if (!before || before.mebibytes >= size.toMebibytes) continue;
    const pool = pools.find((each) => each.name === name);
    const grownBy = pool && POOLS[pool.type].grownBy;
    if (!grownBy && !existing) continue;
    const command = grownBy?.(`$(virsh vol-path --pool ${name} ${volumeName})`, sizeBytes) ?? 'by hand, as it was made';
    findings.warn({
      code: 'DISK_GROWS_BY_HAND',
      path: machine.node.path,
      message: `The disk "${id}" grows from ${Size.mebibytes(before.mebibytes)} to ${size}, and libvirt cannot make the volume "${volumeName}" of the pool "${name}" larger. On the host, before the apply: ${command}. The apply then tells the machine, which need not stop.`,
    });
  }
}
