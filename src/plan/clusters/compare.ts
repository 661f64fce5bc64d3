import { differences, type Leaf } from '../differences';
import { ruleOf } from '../rules';
import type { PlanSide } from '../side';
import type { FieldEffect } from './effects';
import { kindOf, objectsOf, type PlannedObject } from './objects';
import { FIELDS } from './rules';

/** A field that differs. */
export interface FieldChange extends Leaf {
  readonly effect: FieldEffect;
}

/** `withdraw`: no longer in the manifests; an apply leaves it in the cluster. */
export type ObjectAction = 'create' | 'change' | 'withdraw';

export interface ObjectChange {
  readonly action: ObjectAction;
  readonly object: PlannedObject;
  /** As it was. Unset for what is new. */
  readonly before?: PlannedObject;
  readonly fields: readonly FieldChange[];
}

/** What an apply of `after` meets where `before` has been applied. Sorted. */
export function objectChanges(before: PlanSide, after: PlanSide): readonly ObjectChange[] {
  const [old, current] = [objectsOf(before), objectsOf(after)];
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((key): ObjectChange[] => {
    const [was, is] = [old.get(key), current.get(key)];
    if (!is) return was ? [{ action: 'withdraw', object: was, before: was, fields: [] }] : [];
    if (!was) return [{ action: 'create', object: is, fields: [] }];
    const fields = fieldChanges(was, is);
    return fields.length > 0 ? [{ action: 'change', object: is, before: was, fields }] : [];
  });
}

/** The server refuses another content of what says that it never changes. */
const WHERE_FIXED: { readonly [E in FieldEffect]?: FieldEffect } = { live: 'recreated' };

function fieldChanges(was: PlannedObject, is: PlannedObject): readonly FieldChange[] {
  const rules = FIELDS[kindOf(is)] ?? {};
  return differences(was.content, is.content).map((leaf) => {
    const effect = ruleOf(rules, leaf.path)?.effect ?? 'unknown';
    const isFixed = was.content.immutable === true && leaf.path[0] !== 'metadata';
    return { ...leaf, effect: isFixed ? (WHERE_FIXED[effect] ?? effect) : effect };
  });
}
