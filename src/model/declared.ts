import { Construct } from 'constructs';
import { errorAt, rememberPlace } from './place';
import type { InvalidSystemError, Problem } from './problem';
import { idInvalid, idTwice, parentMissing, resolvedAlready } from './problems/construct';

/** A construct of the model. Problems name the line of the user's program that made it. */
export abstract class Declared extends Construct {
  /** @throws InvalidSystemError when it would belong to no system, or its system is resolved already */
  constructor(scope: Construct, id: string) {
    const { name: kind } = new.target;
    const parent = parentIn(scope, id, new.target);
    const problem = idDefect(parent, id, kind);
    super(parent, problem ? freeId(parent, id) : id);
    rememberPlace(this, new.target);
    if (problem) ID_DEFECTS.set(this, problem);
  }

  /** For people, such as `[object Microservice shop/k8s/order]`: no name of anything, and a problem wherever a text of the system holds it. */
  override toString(): string {
    return textOf(this);
  }

  /** As its text: what stands in it is no JSON. */
  toJSON(): string {
    return textOf(this);
  }
}

/** What a construct becomes as part of a text. */
export const textOf = (construct: Construct): string => `[object ${construct.constructor.name} ${construct.node.path}]`;

/** Roots of trees that are resolved. */
const SYSTEMS = new WeakSet<Construct>();
/** Constructs that could not have the id that they were given, and go by another one until that is told. */
const ID_DEFECTS = new WeakMap<object, Problem>();

/** Of a root of constructs, before anything is added to it. */
export function rememberSystem(system: Construct, id: unknown): void {
  SYSTEMS.add(system);
  if (!isId(id)) ID_DEFECTS.set(system, idInvalid(system.constructor.name, 'system', id));
}

/** What is wrong with the id that a construct was given. */
export const idDefectOf = (construct: object): Problem | undefined => ID_DEFECTS.get(construct);

/** The error of a statement that comes too late. @param above the function that the user called */
export function tooLate(system: Construct, call: string, above: object): InvalidSystemError {
  return errorAt(resolvedAlready(system.node.id, call), above);
}

function parentIn(scope: unknown, id: unknown, above: typeof Declared): Construct {
  const parent = Construct.isConstruct(scope) ? scope : undefined;
  const root = parent?.node.root as Construct | undefined;
  if (!parent || !root || !SYSTEMS.has(root)) throw errorAt(parentMissing(above.name, id, scope), above);
  if (parent.node.locked) throw tooLate(root, `new ${above.name}`, above);
  return parent as Construct;
}

/** A slash stands between ids in paths; what every object of JavaScript has is no key of `constructs`. */
const isId = (id: unknown): id is string => typeof id === 'string' && id.trim() !== '' && !id.includes('/') && !(id in Object.prototype);

function idDefect({ node }: Construct, id: unknown, kind: string): Problem | undefined {
  if (!isId(id)) return idInvalid(node.path, kind, id);
  const other = node.tryFindChild(id);
  return other && idTwice(other.node.path, kind, other.constructor.name);
}

/** One that nothing else in the same place has. */
function freeId({ node }: Construct, id: unknown): string {
  const stem = typeof id === 'string' ? id.trim() : '';
  let number = 2;
  while (node.tryFindChild(`${stem} ${number}`)) number += 1;
  return `${stem} ${number}`;
}
