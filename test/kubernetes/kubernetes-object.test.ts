import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, type ApiObjectMetadata, App, type AppProps, Chart, JsonPatch, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import fc from 'fast-check';
import { KubernetesObject } from '../../src/kubernetes';
import { runs } from '../runs';

/** The library's own objects are rendered faster than cdk8s' own, and to the same. */

type Fields = Readonly<Record<string, unknown>>;
type Edit = (object: ApiObject) => void;

interface Given {
  readonly metadata?: ApiObjectMetadata;
  readonly fields?: Fields;
  readonly edit?: Edit;
  readonly app?: AppProps;
}

const chartOf = (app: AppProps = {}): Chart => new Chart(new App(app), 'chart', { namespace: 'shop', labels: { a: 'chart', b: 'chart' } });

/** What is rendered, key by key in order; or the error. */
function rendered(object: ApiObject, edit?: Edit): string {
  try {
    edit?.(object);
    return JSON.stringify(object.toJson(), (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  } catch (error) {
    return String(error);
  }
}

function expectSame({ metadata = {}, fields = {}, edit, app }: Given): string {
  const stock = new ApiObject(chartOf(app), 'object', { ...fields, apiVersion: 'v1', kind: 'Thing', metadata });
  const ours = new KubernetesObject(chartOf(app), 'object', 'v1', 'Thing', { ...fields, metadata });
  const json = rendered(ours, edit);
  expect(json).toBe(rendered(stock, edit));
  return json;
}

const lazy = (value: unknown): unknown => Lazy.any({ produce: () => value });

const FIELDS: Readonly<Record<string, Fields>> = {
  'keys out of order': { spec: { b: 1, a: { d: [], c: {} } }, data: { z: 'z', A: 'a', 10: 'ten', 9: 'nine' }, automount: false },
  'nothing set': { spec: { a: undefined, b: null, list: [undefined, null, 1], none: { a: undefined } }, data: undefined },
  'a lazy value': { spec: { late: lazy({ b: 1, a: [lazy('x')] }) } },
  'a union': { spec: { port: k8s.IntOrString.fromNumber(80) } },
  'a token': { spec: { token: { resolve: () => ({ b: 1, a: 2 }) } } },
  'an instance of a class': { spec: { at: new Date(0) } },
  'a function': { spec: [() => 1] },
  'no prototype': { spec: Object.assign(Object.create(null), { a: 1 }) },
  'numbers of any kind': { spec: { a: 1n, b: Number.NaN, c: -0 } },
  'names of other things': { data: { constructor: 'x' }, spec: { toString: 'y' } },
  'names of its own': { apiVersion: 'v2', kind: 'Other' },
};

const METADATA: Readonly<Record<string, ApiObjectMetadata>> = {
  'a name': { name: 'mine' },
  'what the chart has too': { namespace: 'own', labels: { b: 'own', c: 'own' }, annotations: { z: 'z', a: 'a' } },
  'nothing in them': { labels: {}, annotations: {}, finalizers: [], ownerReferences: [], more: { deep: {}, list: [] } },
  'lists and more': {
    finalizers: ['b', 'a'],
    ownerReferences: [{ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' }],
    generateName: 'g-',
    more: { b: 1, a: null },
  },
  'a lazy value': { annotations: { late: lazy('x') as string } },
};

const EDITS: Readonly<Record<string, Edit>> = {
  'a patch': (object) => object.addJsonPatch(JsonPatch.add('/spec', { added: true }), JsonPatch.remove('/metadata/labels/a')),
  'a label': (object) => object.metadata.addLabel('a', 'late'),
  'an annotation': (object) => object.metadata.addAnnotation('late', lazy('x') as string),
  'a finalizer': (object) => object.metadata.addFinalizers('late'),
  'an owner': (object) => object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' }),
  'another field': (object) => object.metadata.add('late', { b: [], a: 1 }),
};

describe('an object is rendered as cdk8s renders its own', () => {
  test.each(Object.entries(FIELDS))('with %s', (_what, fields) => {
    expectSame({ fields });
  });

  test.each(Object.entries(METADATA))('with %s in its metadata', (_what, metadata) => {
    expectSame({ metadata });
  });

  test.each(Object.entries(EDITS))('with %s added later', (_what, edit) => {
    const fields = { spec: { b: 1, a: [] } };
    expect(expectSame({ metadata: METADATA['what the chart has too'], fields, edit })).not.toBe(
      expectSame({ metadata: METADATA['what the chart has too'], fields }),
    );
  });

  test("with the app's resolvers", () => {
    const app: AppProps = {
      resolvers: [{ resolve: (context) => (context.value === 'before' ? context.replaceValue('after') : undefined) }],
    };
    expect(expectSame({ fields: { data: { a: 'before' } }, metadata: { annotations: { a: 'before' } }, app })).not.toContain('before');
  });

  test('without sorting, where that is asked for', () => {
    process.env.CDK8S_DISABLE_SORT = '1';
    try {
      expect(expectSame({ fields: { spec: { b: 1, a: 2 } } })).toContain('{"b":1,"a":2}');
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
  });

  test('with anything at all', () => {
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, '', 'x', 0, true, lazy({ b: 1, a: 2 }), k8s.Quantity.fromString('1')),
      fc.string(),
    );
    const key = fc.constantFrom('a', 'b', 'B', 'value', 'resolve', 'x-y', '1', '');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    const fields = fc.dictionary(key, tree, { maxKeys: 3, noNullPrototype: true });
    fc.assert(
      fc.property(fields, fields, fc.option(fc.constantFrom(...Object.values(EDITS)), { nil: undefined }), (spec, metadata, edit) => {
        expectSame({ fields: { spec }, metadata, edit });
      }),
      runs(50),
    );
  });
});

test('the spelling of fields is all that the bindings change', () => {
  const bindings = readFileSync(require.resolve('cdk8s-plus-27/lib/imports/k8s.js'), 'utf8');
  const own = readFileSync(join(__dirname, '../../src/kubernetes/imports/kubernetes.ts'), 'utf8');
  const renamed = [...bindings.matchAll(/^ {8}'([^']+)': (?:toJson_\w+)?\(*obj\.(\w+)/gm)].filter(([, wire, name]) => wire !== name);
  // Schemas of CustomResourceDefinitions have names of their own, and are never written here.
  const pairs = renamed
    .map(([, wire, name]) => `${name}: '${wire}'`)
    .filter((pair) => !/^(?:ref|schema|openApiv3Schema|xKubernetes)/.test(pair));
  const known = [...own.matchAll(/^ {2}readonly (\w+: '\w+');$/gm)].map(([, pair]) => pair);
  expect(pairs.length).toBeGreaterThan(20);
  expect(known).toEqual([...new Set(pairs)].sort());
});
