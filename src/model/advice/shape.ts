import type { StatedRequirements } from '../resolved/requirements';
import { filled, optional, propsOf, type Shape, wordOf } from '../shape';
import { RULES } from './rules';

/** The answers to a criterion. */
const answers = <A extends string>(rules: Readonly<Record<A, unknown>>): Shape =>
  optional(wordOf<A>(Object.fromEntries(Object.keys(rules).map((answer) => [answer, true])) as Record<A, true>));

/** What users may state of a machine or workload. */
export const REQUIREMENTS: Shape = optional(
  propsOf<StatedRequirements>({
    startUp: answers(RULES.startUp.answers),
    efficiency: answers(RULES.efficiency.answers),
    isolation: answers(RULES.isolation.answers),
    security: answers(RULES.security.answers),
    operatingSystem: optional(wordOf<'own-kernel'>({ 'own-kernel': true })),
    legacy: answers(RULES.legacy.answers),
    devOps: answers(RULES.devOps.answers),
    microservices: answers(RULES.microservices.answers),
    operations: answers(RULES.operations.answers),
    because: optional(filled),
  }),
);
