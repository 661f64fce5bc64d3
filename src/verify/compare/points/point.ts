import type { Enforcement, EnforcementPoint, ResolvedFlow } from '../../../model/resolved';
import type { Model } from '../model';

/** Where something that checks a flow stands in its way, in the outputs. Names for people. */
export interface Standing {
  readonly at: readonly string[];
  /** Where it would have to stand, and does not. */
  readonly missing: readonly string[];
}

/** What the outputs hold of one enforcement point: the other side of the matrix's cells. */
export interface PointComparer {
  /** For people. */
  readonly title: string;
  /** Undefined when the machine or the pods where it would stand are not in the outputs, which is reported once and elsewhere. */
  readonly standing: (flow: ResolvedFlow, model: Model) => Standing | undefined;
  /** Why what stands there lets through more than the flow; undefined when it does not. */
  readonly wider: (flow: ResolvedFlow, model: Model) => string | undefined;
  /** Whether it stops the flow, or part of it. */
  readonly stops: (flow: ResolvedFlow, model: Model) => boolean;
}

export const NOWHERE: Standing = { at: [], missing: [] };

/** What can never be set up so that it stops a flow of the model: it changes with the model. */
export const neverStops = (): boolean => false;

const SEES: { readonly [P in Enforcement['precision']]: boolean } = { exact: true, coarse: true, closed: true, none: false };

/** Whether the matrix says that a point has a part in a flow. What has none must not be let through for it. */
export const hasPart = ({ enforcement }: Pick<ResolvedFlow, 'enforcement'>, point: EnforcementPoint): boolean =>
  enforcement.some((cell) => cell.point === point && SEES[cell.precision]);

/** Whether the matrix says that a point lets through the flow and nothing wider. */
export const isExact = ({ enforcement }: ResolvedFlow, point: EnforcementPoint): boolean =>
  enforcement.some((cell) => cell.point === point && cell.precision === 'exact');

/** Several places as one. */
export function standings(places: readonly (Standing | undefined)[]): Standing | undefined {
  const known = places.filter((place) => place !== undefined);
  if (known.length < places.length) return undefined;
  return { at: known.flatMap(({ at }) => at), missing: known.flatMap(({ missing }) => missing) };
}

export const standsIf = (stands: boolean, place: string): Standing =>
  stands ? { at: [place], missing: [] } : { at: [], missing: [place] };
