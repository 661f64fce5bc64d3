import type { MigrationProps, ResolvedSystem } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { moved, moving } from '../migration-fixture';

interface Outputs {
  readonly system: ResolvedSystem;
  readonly kubernetes: string;
  readonly terraform: string;
}

/** What one phase writes, with what the verifier finds in it. */
function written(props: Partial<MigrationProps>): Outputs & { readonly differences: readonly string[] } {
  const declared = moving(props).y.system;
  const { system } = declared.resolve();
  const kubernetes = synthKubernetes(declared);
  const terraform = synthTerraform(declared);
  return {
    system,
    kubernetes: JSON.stringify(kubernetes, null, 1),
    terraform: JSON.stringify(terraform, null, 1),
    differences: verify({ system, kubernetes, terraform }).map(({ text }) => text),
  };
}

const PHASES = [0, 10, 50, 90, 100].map((weight) => ({ weight, ...written({ weight }) }));
const [FIRST] = PHASES;

/** Lines of a phase that are others in the one before. */
function changed(before: string, after: string): readonly string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  expect(b).toHaveLength(a.length);
  return b.filter((line, index) => line !== a[index]);
}

/** What a guest is told has a name after its digest. */
const unweighted = (line: string): string => line.replace(/ weight \d+ /g, ' weight N ').replace(/-[0-9a-f]{8}\b/g, '-DIGEST');

describe('phases of a migration', () => {
  test.each(PHASES)('the verifier finds at $weight percent what the model says', ({ differences }) => {
    expect(differences).toEqual([]);
  });

  test.each(
    PHASES.slice(1).map((after, index) => ({ before: PHASES[index] as (typeof PHASES)[number], after })),
  )('only weights change from $before.weight to $after.weight, in both outputs', ({ before, after }) => {
    const lines = changed(before.kubernetes, after.kubernetes);
    expect(lines.filter((line) => !/^\s*"weight": \d+,?$/.test(line))).toEqual([]);
    // One route at the gateway, and one in the mesh, each with two shares.
    expect(lines).toHaveLength(4);
    expect(changed(before.terraform, after.terraform).map(unweighted)).toEqual(changed(after.terraform, before.terraform).map(unweighted));
    expect(after.system.flows).toEqual(before.system.flows);
    expect(after.system.digest).toBe(before.system.digest);
  });

  test('going back is the same edit', () => {
    const again = written({ weight: 0 });
    expect([again.kubernetes, again.terraform]).toEqual([FIRST?.kubernetes, FIRST?.terraform]);
  });

  test('who answered before has no client left when it is done, and everything else stays', () => {
    const last = PHASES.at(-1)?.system as ResolvedSystem;
    const done = moved({ from: undefined, weight: 100 });
    const key = ({ id, origin }: { id: string; origin: string }): string => `${origin} ${id}`;
    const ending = last.migrations.flatMap((migration) => migration.ending.map(key));
    expect(ending).toEqual(['gateway-route gate-to-erp', 'load-balancer-backend lb-to-erp', 'declared order-to-erp']);
    expect(
      last.flows
        .map(key)
        .filter((each) => !done.flows.map(key).includes(each))
        .sort(),
    ).toEqual([...ending].sort());
    expect(done.flows.map(key).filter((each) => !last.flows.map(key).includes(each))).toEqual([]);
    expect(written({ from: undefined, weight: 100 }).differences).toEqual([]);
  });

  test('the name and the port that clients use are the same when it is done', () => {
    const hosts = (system: ResolvedSystem): unknown =>
      system.migrations.map(({ name, port, meshes }) => [name, port, meshes.map(({ namespace }) => namespace)]);
    expect(hosts(moved({ from: undefined, weight: 100 }))).toEqual(hosts(moved()));
  });

  test('a client that is allowed to both keeps its way to who answered', () => {
    const { y, order, erp } = moving();
    y.system.policy.allow(order, erp, { because: 'invoices' });
    const [migration] = y.system.resolve().system.migrations;
    expect(migration?.ending.map(({ id }) => id)).not.toContain('order-to-erp');
    expect(migration?.staying.map(({ id }) => id)).toEqual(['order-to-erp']);
  });
});
