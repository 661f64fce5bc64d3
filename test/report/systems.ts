import type { ResolvedSystem } from '../../src/model/resolved';
import { database, resolved, subnet, vm } from '../model/fixture';
import { VARIETIES } from '../verify/varieties';

/** A database in two subnets, and machines beside both of its cards. */
const cards = (): ResolvedSystem =>
  resolved((y) => {
    const storage = subnet(y, 'storage', 9);
    const db = database(y, 'db');
    const app = vm(y, 'app');
    y.system.policy.allow(app, db, { because: 'orders' });
    y.system.policy.allow(app.addInterface('storage', { subnet: storage }), db.addInterface('storage', { subnet: storage }), {
      because: 'dumps',
    });
  }).system;

/** Systems that together have every kind of everything. */
export const SYSTEMS: readonly (readonly [name: string, make: () => ResolvedSystem])[] = [
  ...Object.entries(VARIETIES).map(([name, make]) => [name, () => make().resolve().system] as const),
  ['cards', cards],
];
