import type { ResolvedSystem } from '../../src/model/resolved';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { addOnDifferences } from '../../src/verify/compare';
import { Stall } from '../add-on-fixture';
import { STALLS } from './add-ons';

type Files = Readonly<Record<string, readonly unknown[]>>;

/** A value that is another one. */
const other = (value: unknown): unknown => (typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}-x`);

/** Every way to change one value of plain data, by where it is. */
function* changed(value: unknown, at: readonly string[] = []): Generator<readonly [where: string, next: unknown]> {
  if (typeof value !== 'object' || value === null) return yield [at.join(' '), other(value)];
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    for (const [where, next] of changed(part, [...at, key]))
      yield [where, Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next }];
  }
}

/** What users may choose: the verifier holds nobody to it. */
const USUAL = new Set(['frrk8s enabled', 'speaker frr enabled', 'gateway manager enabled', 'resources 0']);

/** The model as it would be if a row of an add-on had another value. */
const withContent = (system: ResolvedSystem, file: string, content: unknown): ResolvedSystem => ({
  ...system,
  clusters: system.clusters.map((cluster) => ({
    ...cluster,
    addOns: (cluster.addOns ?? []).map((addOn) => ({
      ...addOn,
      steps: addOn.steps.map((step) =>
        'file' in step && step.file === file ? { ...step, content: content as typeof step.content } : step,
      ),
    })),
  })),
});

describe.each(Object.entries(STALLS))('%s', (_, options) => {
  const { system } = new Stall(options).resolve();
  const terraform = synthTerraform(new Stall(options));
  const kubernetes = synthKubernetes(new Stall(options));
  const found = (files: Files, of: ResolvedSystem = system) => verify({ system: of, terraform, kubernetes: files });
  const ofAddOns = Object.keys(kubernetes).filter((file) => file.startsWith('add-ons/'));

  test('is what the model says', () => expect(found(kubernetes)).toEqual([]));

  test.each(ofAddOns)('%s: without it something is missing', (file) => {
    const { [file]: __, ...rest } = kubernetes;
    expect(found(rest).map(({ kind }) => kind)).toContain('missing');
  });

  const ofFiles = (files: Files, of: ResolvedSystem): readonly unknown[] =>
    addOnDifferences(of, new Map([['k8s', new Map(ofAddOns.map((file) => [file.slice(8), files[file]?.[0]]))]]));

  test.each(ofAddOns)('%s: a value that is changed by hand is seen', (file) => {
    const unseen = [...changed(kubernetes[file]?.[0])].filter(
      ([, next]) => ofFiles({ ...kubernetes, [file]: [next] }, system).length === 0,
    );
    expect(unseen).toEqual([]);
  });

  test.each(ofAddOns)('%s: a value that this library would write otherwise is seen', (file) => {
    const unseen = [...changed(kubernetes[file]?.[0])]
      .filter(([, next]) => ofFiles({ ...kubernetes, [file]: [next] }, withContent(system, file, next)).length === 0)
      .map(([where]) => where);
    expect(unseen.filter((where) => !USUAL.has(where))).toEqual([]);
  });

  test('a file for what the model does not know is too much', () => {
    expect(found({ ...kubernetes, 'add-ons/80-strange.values.yaml': [{}] })).toMatchObject([
      { kind: 'too-wide', about: '80-strange.values.yaml' },
    ]);
  });
});

test('the class of a gateway is there, and answered for by who was installed', () => {
  const options = STALLS['sidecars, Calico and Kong'] ?? {};
  const { system } = new Stall(options).resolve();
  const terraform = synthTerraform(new Stall(options));
  const { '14-gateway-classes.k8s.yaml': classes = [], ...rest } = synthKubernetes(new Stall(options));
  const found = (made: readonly unknown[]) =>
    verify({ system, terraform, kubernetes: { ...rest, 'classes.k8s.yaml': made } }).map(({ text }) => text);
  expect(found(classes)).toEqual([]);
  expect(found([])).toEqual(['the gateway edge.stall has no GatewayClass kong']);
  const [made] = classes as [Readonly<Record<string, unknown>>];
  expect(found([{ ...made, spec: { controllerName: 'example.com/x' } }])).toEqual([
    'the gateway edge.stall is of the class kong, which example.com/x answers for',
  ]);
  expect(found([{ ...made, metadata: { name: 'kong' } }])).toEqual([
    'the gateway edge.stall is of the class kong, which konghq.com/kic-gateway-controller answers for in another way',
  ]);
});
