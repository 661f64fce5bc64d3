import type { DatabaseProps } from '../../configuration/database-logins';
import { Subnet } from '../../network/network';
import { list, map, optional, propsOf, reference, sql, text } from '../../shape';
import type { DatabaseRoleProps } from '../../workload/database-vm';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine } from '../../workload/machine';
import { SECRET_KEY } from '../secret';
import { externalOr } from '../values';

const PLACE = reference('a Subnet, a KubernetesCluster, a machine or an External', Subnet, KubernetesCluster, Machine);

/** What users may say of the databases of a machine. */
export const DATABASES = optional(map(propsOf<DatabaseProps>({ owner: optional(text), initialSql: optional(sql) })));

/** What users may say of those who log in to them. */
export const ROLES = optional(
  map(
    propsOf<DatabaseRoleProps>({
      reads: optional(list(text)),
      writes: optional(list(text)),
      password: optional(SECRET_KEY),
      from: optional(list(externalOr(PLACE))),
    }),
  ),
);
