import { pool } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import { poolKey } from '../model/kinds/pool/choice';
import type { ResolvedPool } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { addressed, reference } from './names';

/** A storage pool as what lies in it needs it. */
export interface PoolSide {
  readonly name: string;
  readonly facts: ResolvedPool;
  /** Set for a pool that the system owns: it must be there first. */
  readonly resource?: pool.Pool;
}

/**
 * Creates the pools that the system owns; others are there already (a second pool on one directory is refused by libvirt).
 * Destroying an owned pool only forgets it: libvirt would delete the directory with everything in it otherwise.
 */
export function renderPools(scope: Construct, { host, provider }: HostSide): Map<string, PoolSide> {
  return new Map(
    host.pools.map((facts): [string, PoolSide] => {
      const { name, path } = facts;
      if (path === undefined) return [name, { name, facts }];
      const config = { provider, name, type: 'dir', target: { path: escapeTemplate(path) }, destroy: { delete: false } };
      const create = (id: string): pool.Pool => new pool.Pool(scope, id, config);
      // The model knows names that meet then.
      return [name, { name, facts, resource: addressed(pool.Pool.tfResourceType, poolKey(host.name, name), create) }];
    }),
  );
}

/** The pool's name for an attribute of something that lies in it: a reference where the pool must be made first. */
export const poolName = ({ name, resource }: PoolSide): string => (resource ? reference(resource, 'name') : name);
