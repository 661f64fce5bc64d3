import type { IConstruct } from 'constructs';
import { idDefectOf } from '../../declared';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { SecretText, Shape, Visitor } from '../../shape';
import { nearest } from '../../values';
import { about } from '../findings';
import { OWN_CLASSES } from './own-classes';
import { shapeOf } from './shapes';

const REFERENCE = 'Keep it in a Secret, and give a reference: secret.key(…).';

/** What is told of each secret in words, and what helps. */
const SECRETS: { readonly [S in SecretText]: readonly [what: string, fix: string] } = {
  'private-key': [
    'a private key',
    `Give the public key (the line of the file that ends in .pub) where one is asked for. ${REFERENCE.replace('Keep it', 'Where a process needs it, keep it')}`,
  ],
  'access-token': ['an access token', REFERENCE],
  password: ['a password', 'Leave it out, or let a variable of the container hold it: connection().url(…), EnvSource.expand(…).'],
  'password-in-sql': [
    'a password',
    'Leave it out: the owner has the one that Terraform is given the verifier of. Let an administrator make further roles, or a Job that is told their passwords by Secrets.',
  ],
  guest: ['a secret', 'Let Terraform fill it in: GuestFile.variable(…), or `variables` of a Command.'],
  value: ['text, where a reference to a Secret is meant', REFERENCE],
};

/** What problems of a value are told of. */
interface Subject {
  /** The construct that the value belongs to. */
  readonly owner: IConstruct;
  /** @default - that of the owner */
  readonly path?: string;
  /** The value's name in them. @default - that of each prop */
  readonly where?: string;
  /** The statement that gave it, whose line they name. @default - the construct itself */
  readonly statement?: object;
}

/**
 * Tells the constructs that later passes can work with from those that hold something else than their types say, or lead to one
 * that does. The latter are reported and left out, so that the problems of all others still come to light.
 */
export class Soundness {
  private readonly verdicts = new Map<IConstruct, boolean>();
  private readonly open = new Set<IConstruct>();

  constructor(private readonly report: Report) {}

  of(construct: IConstruct): boolean {
    let verdict = this.verdicts.get(construct);
    if (verdict === undefined) {
      this.open.add(construct);
      verdict = this.fits(construct, shapeOf(construct), { owner: construct });
      const defect = idDefectOf(construct);
      if (defect) {
        verdict = false;
        about(construct, this.report)(defect);
      }
      this.open.delete(construct);
      this.verdicts.set(construct, verdict);
    }
    return verdict;
  }

  /** Whether a value has a shape, and everything that it refers to is sound and of the same system. */
  fits(value: unknown, shape: Shape | undefined, { owner, where = '', statement, path = owner.node.path }: Subject): boolean {
    const report = statement ? about(statement, this.report) : this.report;
    let sound = true;
    const visitor: Visitor = {
      defect: (place, expected, found) => {
        sound = false;
        const at = place || 'props';
        report(found === undefined ? problems.missing(path, at) : problems.invalidValue(path, at, found, expected));
      },
      foreign: (at, character) => {
        sound = false;
        report(problems.foreignCharacter(path, at, character));
      },
      secret: (at, what) => {
        sound = false;
        report(problems.secretGiven(path, at, ...SECRETS[what]));
      },
      object: (at, found) => {
        sound = false;
        report(problems.objectInText(path, at, found));
      },
      unknown: (place, key, known, synonym) => {
        const near = synonym ?? nearest(key, known);
        // Classes that users derive may take props of their own.
        const foreign = place === where && statement === undefined && !OWN_CLASSES.has(owner.constructor);
        if (!foreign || near !== undefined) report(problems.unknownProp(path, place === '' ? key : `${place}.${key}`, near, known));
      },
      refused: (place, key, { why, instead }) => report(problems.refusedProp(path, place === '' ? key : `${place}.${key}`, why, instead)),
      refers: (at, other) => {
        if (other.node.root !== owner.node.root) {
          sound = false;
          report(problems.foreignConstruct(path, at, other.node.path));
        } else if (this.open.has(other)) {
          sound = false;
          report(problems.circularReference(path, at, other.node.path));
        } else {
          sound = this.of(other) && sound;
        }
      },
    };
    shape?.(value, where, visitor);
    return sound;
  }
}
