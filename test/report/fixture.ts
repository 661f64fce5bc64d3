import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem } from '../../src/model/resolved';
import { Shop } from '../../system';

/** The reference system with its committed lock. @param change what a user edits before it is resolved */
export function shop(change: (system: Shop) => void = () => undefined): ResolvedSystem {
  const system = new Shop();
  change(system);
  return system.resolve({ lock: readFileSync(join(__dirname, '../../isthmus.lock.json'), 'utf8') }).system;
}
