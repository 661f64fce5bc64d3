import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advise, GuestOs, Isolation, type Requirements, Size, StatefulService, Volume } from '../../../src/model';
import { RULES } from '../../../src/model/advice/rules';
import { adviceOf, adviceText } from '../../../src/report';
import { cluster, database, HTTP, legacy, problemsOf, resolved, service, subnet, vm, type Yard, yard } from '../fixture';

describe('advise()', () => {
  test('decides nothing of what is left out', () => {
    expect(advise({})).toMatchObject({ side: 'either', scores: { machine: 0, container: 0 }, reasons: [] });
  });

  test('adds up, and needs a lead of two', () => {
    expect(advise({ operations: 'replaceable' }).side).toBe('either');
    expect(advise({ startUp: 'seconds', operations: 'replaceable' })).toMatchObject({
      side: 'container',
      scores: { machine: 0, container: 3 },
    });
    expect(advise({ startUp: 'seconds', operations: 'stateful' })).toMatchObject({ side: 'either', scores: { machine: 3, container: 2 } });
    expect(advise({ isolation: 'kernel' })).toMatchObject({
      side: 'machine',
      reasons: [{ criterion: 'isolation', points: 3, source: expect.any(String) }],
    });
  });

  test('some answers decide, whatever else there is', () => {
    const all: Requirements = {
      startUp: 'seconds',
      efficiency: 'shared',
      devOps: 'continuous',
      microservices: 'part',
      operatingSystem: 'windows',
    };
    const { side, scores, reasons } = advise(all);
    expect([side, scores]).toEqual(['machine', { machine: 3, container: 8 }]);
    expect(reasons[0]).toMatchObject({ criterion: 'operatingSystem', decides: true });
    expect(advise({ ...all, operations: 'each-node' }).side).toBe('either');
  });

  test('says which single answers would change it, and each of them does', () => {
    for (const given of [
      {},
      { startUp: 'seconds' },
      { operations: 'stateful', devOps: 'continuous' },
      { operatingSystem: 'windows' },
    ] as Requirements[]) {
      const { side, changes } = advise(given);
      expect(changes).not.toEqual([]);
      for (const { criterion, to, side: then } of changes) {
        const { [criterion]: _, ...rest } = given;
        expect(then).not.toBe(side);
        expect(advise({ ...rest, ...(to !== undefined && { [criterion]: to }) }).side).toBe(then);
      }
    }
  });
});

const sidesOf = (build: (y: Yard) => unknown) =>
  Object.fromEntries(adviceOf(resolved(build).system).map(({ name, advice, requirements }) => [name, [advice.side, requirements]]));

describe('what a system says', () => {
  test('of machines: their system, data, isolation, and kind', () => {
    const found = sidesOf((y) => {
      database(y, 'db');
      legacy(y, 'old');
      vm(y, 'plain', { stateless: true });
      vm(y, 'apart', { stateless: true, subnet: subnet(y, 'vault', 7, { isolation: Isolation.HIGH }) });
      vm(y, 'small', { stateless: true, os: GuestOs.rhel9() });
    });
    expect(found).toEqual({
      db: ['machine', { operatingSystem: 'linux', operations: 'stateful' }],
      old: ['machine', { operatingSystem: 'windows', operations: 'stateful', legacy: 'fixed' }],
      plain: ['either', { operatingSystem: 'linux', operations: 'replaceable' }],
      apart: ['machine', { operatingSystem: 'linux', operations: 'replaceable', isolation: 'kernel' }],
      small: ['container', { operatingSystem: 'linux', operations: 'replaceable', efficiency: 'shared' }],
    });
  });

  test('of workloads: replicas, scaling, size, and data; of nodes nothing', () => {
    const found = sidesOf((y) => {
      const k8s = cluster(y, 'k8s', { nodes: { memory: Size.gibibytes(64), cpus: 16 } });
      service(k8s, 'web', { replicas: 2 });
      service(k8s, 'burst', { scaling: { min: 1, max: 5 } });
      stateful(k8s, 'queue', 3, 256);
      stateful(k8s, 'store', 1, 4096);
    });
    expect(Object.fromEntries(Object.entries(found).map(([name, [side]]) => [name, side]))).toEqual({
      burst: 'container',
      queue: 'container',
      store: 'either',
      web: 'container',
    });
    expect(found.burst?.[1]).toEqual({
      operatingSystem: 'linux',
      operations: 'replaceable',
      efficiency: 'shared',
      microservices: 'part',
      startUp: 'seconds',
    });
  });
});

/** Pods that keep data. */
const stateful = (k8s: ReturnType<typeof cluster>, id: string, replicas: number, mebibytes: number) =>
  new StatefulService(k8s, id, {
    image: `registry.example/${id}:1.0.0`,
    port: HTTP,
    replicas,
    resources: { memory: Size.mebibytes(mebibytes) },
    volumes: { '/data': Volume.claim('data', { size: Size.gibibytes(5), keep: true }) },
  });

describe('what is placed against the advice', () => {
  const warned = (requirements: object) => {
    const y = yard();
    vm(y, 'small', { stateless: true, os: GuestOs.rhel9(), requirements });
    return y.system.resolve().warnings.filter(({ code }) => code === 'PLACED_AGAINST_ADVICE');
  };

  test('is warned of, with the points and the reasons', () => {
    expect(warned({})).toEqual([
      {
        code: 'PLACED_AGAINST_ADVICE',
        path: 'yard/small',
        at: expect.any(String),
        message: expect.stringMatching(
          /^It is a machine, and a container is advised \(machine 0, container 3\): resource efficiency \(shared: .*requirements: \{ because/,
        ),
      },
    ]);
  });

  test('is not, with a reason, or with what it needs', () => {
    expect(warned({ because: 'the team knows machines' })).toEqual([]);
    expect(warned({ security: 'own-controls' })).toEqual([]);
  });

  test('what nobody can need is refused', () => {
    const y = yard();
    vm(y, 'a', { requirements: { startUp: 'soon' as 'seconds' } });
    vm(y, 'b', { requirements: { because: ' ' } });
    expect(problemsOf(y.system).map(({ code, path }) => [code, path])).toEqual([
      ['INVALID_VALUE', 'yard/a'],
      ['INVALID_VALUE', 'yard/b'],
    ]);
  });
});

test('the table keeps to the width', () => {
  const text = adviceText(adviceOf(resolved((y) => [database(y, 'db'), vm(y, 'web')]).system), 100);
  for (const part of ['operations: stateful', 'machine', '3 : 0']) expect(text).toContain(part);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(adviceText([], 80)).toBe('There is nothing to be placed.\n');
});

test('the page of the advice has every rule with its reason and its source', () => {
  const page = readFileSync(join(__dirname, '../../../docs/advice.md'), 'utf8');
  for (const [criterion, { title, answers }] of Object.entries(RULES))
    for (const [answer, rule] of Object.entries(
      answers as Readonly<Record<string, { points: number; for?: string; decides?: true; because: string; source: string }>>,
    )) {
      const side = rule.for === undefined ? 'neither' : `${rule.for}, ${rule.decides ? 'decides' : rule.points}`;
      expect(page).toContain(`| ${title} (\`${criterion}\`) | \`${answer}\` | ${side} | ${rule.because} | ${rule.source} |`);
    }
});
