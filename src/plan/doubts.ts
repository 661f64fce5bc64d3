import type { ObjectChange } from './clusters/compare';
import type { FieldEffect } from './clusters/effects';
import { KEPT } from './clusters/rules';
import { pathText } from './differences';
import type { ResourceChange } from './hosts/actions';
import type { AttributeEffect } from './hosts/rules';

const certain = (): undefined => undefined;

type Doubt = (attribute: string, change: ResourceChange) => string | undefined;

/** Of what is made anew nothing is doubtful. */
const ifUpdated =
  (doubt: Doubt): Doubt =>
  (attribute, change) =>
    change.action === 'update' ? doubt(attribute, change) : undefined;

/** What is doubtful about a change of an attribute. A domain is made anew whatever it is that differs, which is no doubt. */
const RESOURCE_DOUBTS: { readonly [E in AttributeEffect]: Doubt } = {
  refused: ifUpdated((attribute, { address }) => `the provider refuses another ${attribute} of ${address}`),
  unknown: ifUpdated((attribute, { address, instance: { type } }) =>
    type === 'libvirt_domain' ? undefined : `nothing is known of ${attribute} of ${address}`,
  ),
  elsewhere: (_, { address, action }) => (action === 'update' ? undefined : `${address} is made a second time, at another host`),
  restart: certain,
  replace: certain,
  live: certain,
  again: certain,
};

export const resourceDoubts = (change: ResourceChange): readonly string[] => [
  ...new Set(change.attributes.flatMap(({ path, effect }) => RESOURCE_DOUBTS[effect](pathText(path), change) ?? [])),
];

/** What is doubtful about a change of a field. `isKept`: the server has it still, though it is left out now. */
const OBJECT_DOUBTS: { readonly [E in FieldEffect]: (field: string, isKept: boolean) => string | undefined } = {
  recreated: (field, isKept) =>
    isKept ? `the API server keeps ${field}, which is left out now` : `the API server refuses another ${field}`,
  unknown: (field) => `nothing is known of ${field}`,
  rolled: certain,
  scaled: certain,
  'next-run': certain,
  live: certain,
};

export function objectDoubts({ object: { kind, name }, fields }: ObjectChange): readonly string[] {
  return fields.flatMap(({ path, effect, after }) => {
    const isKept = after === undefined && (KEPT[kind]?.includes(pathText(path)) ?? false);
    return OBJECT_DOUBTS[effect](`${pathText(path)} of ${kind} ${name}`, isKept) ?? [];
  });
}
