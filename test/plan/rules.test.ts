import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '../../src';
import type { PlanSide } from '../../src/plan';
import { kindOf, objectsOf } from '../../src/plan/clusters/objects';
import { FIELDS } from '../../src/plan/clusters/rules';
import { differences, fieldsOf, type Leaf } from '../../src/plan/differences';
import { instancesOf } from '../../src/plan/hosts/instances';
import { ATTRIBUTES } from '../../src/plan/hosts/rules';
import { ruleOf } from '../../src/plan/rules';
import { Shop } from '../../system';
import { Depot } from '../model/depot';
import { build } from '../properties/build';
import { PINNED } from '../properties/pinned';
import { edge } from '../verify/edge';
import { sideOfSystem } from './sides';
import { Works } from './works';

/** Systems that have something of everything. */
const SYSTEMS: Readonly<Record<string, () => System>> = {
  reference: () => new Shop(),
  works: () => new Works(),
  depot: () => new Depot(),
  edge,
  ...Object.fromEntries(Object.entries(PINNED).map(([name, plan]) => [name, () => build(plan)])),
};

/** What tells an object from others: another one is another object. */
const IDENTITY = new Set(['kind', 'metadata.name', 'metadata.namespace']);

const leavesOf = (value: unknown): readonly Leaf[] => differences(undefined, value);
const text = ({ path }: Leaf): string => fieldsOf(path).join('.');

const unknownAttributes = (side: PlanSide): readonly string[] =>
  [...instancesOf(side.terraform, new Set([side.system.name])).values()].flatMap(({ type, values }) =>
    leavesOf(values)
      .filter(({ path }) => ruleOf(ATTRIBUTES[type] ?? {}, path) === undefined)
      .map((leaf) => `${type} ${text(leaf)}`),
  );

const unknownFields = (side: PlanSide): readonly string[] =>
  [...objectsOf(side).values()].flatMap((object) =>
    leavesOf(object.content)
      .filter((leaf) => !IDENTITY.has(text(leaf)) && ruleOf(FIELDS[kindOf(object)] ?? {}, leaf.path) === undefined)
      .map((leaf) => `${kindOf(object)} ${text(leaf)}`),
  );

describe.each(Object.entries(SYSTEMS))('%s', (_, make) => {
  const side = sideOfSystem(make());

  test('no attribute of a resource is without a rule', () => expect([...new Set(unknownAttributes(side))]).toEqual([]));

  test('no field of an object is without a rule', () => expect([...new Set(unknownFields(side))]).toEqual([]));
});

test('an attribute or a field that is new has none', () => {
  expect(ruleOf(ATTRIBUTES.libvirt_domain ?? {}, ['title'])).toBeUndefined();
  expect(ruleOf(ATTRIBUTES.libvirt_domain ?? {}, ['devices', 'sounds'])).toBeUndefined();
  expect(ruleOf(FIELDS['Deployment.apps'] ?? {}, ['spec', 'novelty'])).toBeUndefined();
  expect(ruleOf(FIELDS.PodGroup ?? {}, ['spec'])).toBeUndefined();
});

/** What other parts of users' systems are made of, beside what the library makes. */
const OTHERS = ['Secret', 'PersistentVolume'];

test('each kind of object that the library makes has rules, and no other', () => {
  const folder = join(__dirname, '../../src/kubernetes/imports');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const kinds = sources.flatMap((source) =>
    [...source.matchAll(/super\(scope, id, '([^']+)', '(\w+)'/g)].map(([, version = '', kind = '']) =>
      kindOf({ kind, group: version.includes('/') ? (version.split('/')[0] ?? '') : '' }),
    ),
  );
  expect(kinds.length).toBeGreaterThan(20);
  expect(Object.keys(FIELDS).sort()).toEqual([...new Set([...kinds, ...OTHERS])].sort());
});
