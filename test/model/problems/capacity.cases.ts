import { Host, Size, StoragePool } from '../../../src/model';
import { vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

/** Two machines of 20 GiB on a host with this pool. */
function pooled(pool: StoragePool): Yard['system'] {
  const y = yard({}, { pool });
  for (const name of ['a', 'b']) vm(y, name);
  return y.system;
}

export const CAPACITY: readonly ProblemCase[] = [
  {
    when: 'disks would take more of a pool than there is of it',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['40 GiB (space)', '30 GiB', 'the pool default', '20 GiB with an overcommit of 1.5'],
    fix: ['make one smaller'],
    build: () => pooled(StoragePool.existing('default', { size: Size.gibibytes(20), overcommit: 1.5 })),
  },
  {
    when: 'nothing may be promised of a pool',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['pool.overcommit', '0 is not above 0'],
    fix: ['greater than 0'],
    build: () => pooled(StoragePool.owned('fast', { path: '/srv/fast', size: Size.gibibytes(90), overcommit: 0 })),
  },
  {
    when: 'a pool has no size',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['pool.size', '0 GiB is not more than 0'],
    fix: ['greater than 0'],
    build: () => pooled(StoragePool.existing('fast', { size: Size.gibibytes(0) })),
  },
  {
    when: 'more hosts are spare than there are',
    code: 'INVALID_SPARE_HOSTS',
    path: 'yard',
    says: ['1 of 1 host'],
    fix: ['0 to 0'],
    build: () => yard({ spareHosts: 1 }).system,
  },
  {
    when: 'the other hosts could not stand in for one',
    code: 'HOSTS_NOT_SPARE',
    path: 'yard',
    says: ['spareHosts is 1', 'without kvm', 'no room for a, b', '8518 MiB'],
    fix: ['Add a host or memory'],
    build: () => {
      const y = yard({ spareHosts: 1 });
      new Host(y.system, 'other', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(8) });
      // Each would fit in, but their network exists on one host: they go together.
      for (const name of ['a', 'b']) vm(y, name, { memory: Size.gibibytes(4) });
      return y.system;
    },
  },
];
