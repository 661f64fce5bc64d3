import { type Enforcement, type EnforcementPoint, endInWords, type ResolvedFlow } from '../../../model/resolved';
import type { Difference } from '../difference';
import type { Model } from '../model';
import { application, guest } from './guest';
import { hypervisorEgress, hypervisorIngress } from './hypervisor';
import { mesh, meshEgress } from './mesh';
import { podEgress, podIngress } from './pods';
import type { PointComparer } from './point';

/** What the outputs hold of each enforcement point. */
const POINTS: { readonly [P in EnforcementPoint]: PointComparer } = {
  'mesh-egress': meshEgress,
  'pod-egress': podEgress,
  'pod-ingress': podIngress,
  mesh,
  'hypervisor-egress': hypervisorEgress,
  'hypervisor-ingress': hypervisorIngress,
  guest,
  application,
};

/**
 * Cells of the enforcement matrix that the outputs do not bear out. How wide a point may be at most is judged where its rules are
 * compared; here it is whether what the matrix calls a filter is one, and whether what it calls exact can be.
 */
export function unfoundedClaims(model: Model): readonly Difference[] {
  const claims = new Map<string, { readonly text: string; readonly flows: ResolvedFlow[] }>();
  for (const flow of model.system.flows) {
    for (const [point, comparer] of Object.entries(POINTS) as [EnforcementPoint, PointComparer][]) {
      const cell = flow.enforcement.find((each) => each.point === point);
      const defect = flow.exempt === undefined ? defectOf(cell, comparer, flow, model) : exemptDefect(cell);
      if (defect === undefined) continue;
      const text = `${comparer.title} ${defect}`;
      const known = claims.get(text) ?? { text, flows: [] };
      known.flows.push(flow);
      claims.set(text, known);
    }
  }
  return [...claims.values()].map(({ text, flows }) => {
    const [first] = flows as [ResolvedFlow];
    const more = flows.length > 1 ? ` and ${flows.length - 1} more` : '';
    return {
      kind: 'unfounded',
      about: first.id,
      text: `${endInWords(first.from)} → ${endInWords(first.to)} (${first.origin})${more}: ${text}`,
    };
  });
}

/** What the platform exempts from all filters is checked by none. */
const exemptDefect = (cell: Enforcement | undefined): string | undefined =>
  cell && cell.precision !== 'none' ? `is called ${cell.precision}, where nothing holds` : undefined;

function defectOf(cell: Enforcement | undefined, comparer: PointComparer, flow: ResolvedFlow, model: Model): string | undefined {
  const standing = comparer.standing(flow, model);
  if (!standing) return undefined;
  const { at, missing } = standing;
  if (!cell || cell.precision === 'none') {
    const [place] = at;
    return (
      place &&
      `stands in its way at ${place}, ${cell ? 'where the matrix says that it does not check the flow' : 'and the matrix does not name it'}`
    );
  }
  if (at.length === 0 || missing.length > 0)
    return `is called ${cell.precision}, and nothing stands at ${missing[0] ?? 'any place on its way'}`;
  return PROOFS[cell.precision](comparer, flow, model);
}

/** What a claim says beside that something stands there. */
const PROOFS: {
  readonly [P in Exclude<Enforcement['precision'], 'none'>]: (
    comparer: PointComparer,
    flow: ResolvedFlow,
    model: Model,
  ) => string | undefined;
} = {
  exact: (comparer, flow, model) => {
    const reason = comparer.wider(flow, model);
    return reason && `is called exact, but ${reason}`;
  },
  // No wider than its words: that is judged with all of the point's rules.
  coarse: () => undefined,
  closed: (comparer, flow, model) => (comparer.stops(flow, model) ? undefined : 'is called closed, and lets the flow in'),
};
