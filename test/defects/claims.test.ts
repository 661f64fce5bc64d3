import type { Enforcement, EnforcementPoint, ResolvedFlow, ResolvedSystem } from '../../src/model/resolved';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { type Difference, readOutputs } from '../../src/verify';
import { compare } from '../../src/verify/compare';
import { VARIETIES } from '../verify/varieties';

/** The enforcement matrix is compared with the outputs cell by cell: a word in it that they do not bear out is noticed. */
describe.each(Object.entries(VARIETIES))('%s', (_, build) => {
  const { system } = build().resolve();
  const outputs = { terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) };
  const { world, problems } = readOutputs({ system, ...outputs });
  const differences = (changed: ResolvedSystem): readonly Difference[] => compare(changed, world);

  test('as it is, the matrix says what the outputs hold', () => {
    expect(problems).toEqual([]);
    expect(differences(system)).toEqual([]);
  });

  const withCell = (flow: ResolvedFlow, point: EnforcementPoint, cell: Enforcement | undefined): ResolvedSystem => ({
    ...system,
    flows: system.flows.map((each) =>
      each === flow
        ? { ...each, enforcement: [...each.enforcement.filter((other) => other.point !== point), ...(cell ? [cell] : [])] }
        : each,
    ),
  });

  /** A flow for each kind of cell: what a point says, and why. */
  const kinds = new Map<string, { readonly flow: ResolvedFlow; readonly cell: Enforcement }>();
  for (const flow of system.flows)
    for (const cell of flow.enforcement) kinds.set(`${cell.point} ${cell.precision} (${cell.why ?? ''})`, { flow, cell });

  /** What may stand in the place of a word and be as true: being vague about what is exact. */
  const TRUE_AS_WELL: Readonly<Record<Enforcement['precision'], readonly Enforcement['precision'][]>> = {
    exact: ['exact', 'coarse'],
    coarse: ['coarse'],
    none: ['none'],
    closed: ['closed'],
  };
  const WORDS: readonly Enforcement['precision'][] = ['exact', 'coarse', 'none', 'closed'];

  test.each([...kinds])('%s: another word is noticed', (_kind, { flow, cell }) => {
    const { point } = cell;
    const words = WORDS.filter((word) => !TRUE_AS_WELL[cell.precision].includes(word));
    const unnoticed = words.filter((precision) => differences(withCell(flow, point, { point, precision, why: 'x' })).length === 0);
    expect(unnoticed).toEqual([]);
  });

  test.each([...kinds].filter(([, { cell }]) => cell.precision !== 'none'))('%s: leaving it out is noticed', (_kind, { flow, cell }) => {
    expect(differences(withCell(flow, cell.point, undefined))).not.toEqual([]);
  });

  const POINTS: readonly EnforcementPoint[] = [
    'pod-egress',
    'pod-ingress',
    'mesh',
    'hypervisor-egress',
    'hypervisor-ingress',
    'guest',
    'application',
  ];

  test.each(POINTS)('%s: a word about a flow that does not pass it is noticed', (point) => {
    const others = system.flows.filter(({ enforcement }) => !enforcement.some((cell) => cell.point === point));
    const ends = ({ from, to, origin }: ResolvedFlow) => `${'of' in from ? from.of : from.is} ${'of' in to ? to.of : to.is} ${origin}`;
    const one = [...new Map(others.map((flow) => [ends(flow), flow])).values()];
    expect(one.length).toBeGreaterThan(0);
    const unnoticed = one.filter((flow) => differences(withCell(flow, point, { point, precision: 'coarse', why: 'x' })).length === 0);
    expect(unnoticed.map(({ id }) => id)).toEqual([]);
  });
});
