import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type AppProps, Chart, JsonPatch, Lazy, App as StockApp, Testing, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { App, ManifestChart } from '../../src/kubernetes';
import { runs } from '../runs';

const folders: string[] = [];
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'isthmus-')));
  return folders.at(-1) as string;
};
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true });
});

const read = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(dir.length + 1), readFileSync(path, 'utf8')]),
  );

type Build = (app: StockApp) => void;

const synth = (AppClass: new (props: AppProps) => StockApp, build: Build, props: AppProps = {}): Record<string, string> => {
  const app = new AppClass({ ...props, outdir: folder() });
  build(app);
  app.synth();
  return read(app.outdir);
};

const configMap = (scope: Construct, id: string, more: object = {}): ApiObject =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', data: { id }, ...more });

/** Both Apps write the same files. */
const expectSame = (build: Build, props?: AppProps): Record<string, string> => {
  const ours = synth(App, build, props);
  expect(ours).toEqual(synth(StockApp, build, props));
  return ours;
};

describe('App writes what the stock App writes', () => {
  const nested: Build = (app) => {
    const parent = new Chart(app, 'parent', { namespace: 'x', labels: { a: 'b' } });
    configMap(parent, 'late').addDependency(configMap(parent, 'early'));
    configMap(new Chart(parent, 'child'), 'inside');
    configMap(new Construct(parent, 'group'), 'deep');
  };

  test('for charts without dependencies', () => {
    const written = expectSame((app) => {
      configMap(new Chart(app, 'two'), 'a');
      configMap(new Chart(app, 'one'), 'b');
    });
    expect(Object.keys(written)).toEqual(['one.k8s.yaml', 'two.k8s.yaml']);
  });

  test('for charts inside charts', () => {
    expect(Object.keys(expectSame(nested))).toEqual(['0000-parent-child-c83edac1.k8s.yaml', '0001-parent.k8s.yaml']);
  });

  test.each(Object.values(YamlOutputType).filter((value) => typeof value === 'number'))('in layout %s', (yamlOutputType) => {
    expectSame(nested, { yamlOutputType: yamlOutputType as YamlOutputType });
  });

  test('with resolvers, lazy values, patches and another extension', () => {
    const written = expectSame(
      (app) => {
        const object = configMap(new Chart(app, 'chart'), 'a', { data: { lazy: Lazy.any({ produce: () => 'produced' }), word: 'before' } });
        object.addJsonPatch(JsonPatch.add('/data/patched', 'yes'));
      },
      {
        outputFileExtension: '.yml',
        resolvers: [{ resolve: (context) => (context.value === 'before' ? context.replaceValue('after') : undefined) }],
      },
    );
    expect(written['chart.yml']).toContain('lazy: produced\n  word: after\n  patched: "yes"');
  });

  test('for a chart that writes its own objects', () => {
    class Own extends Chart {
      override toJson() {
        return [{ apiVersion: 'v1', kind: 'Own', metadata: { name: 'own' } }];
      }
    }
    expect(expectSame((app) => configMap(new Own(app, 'own'), 'never'))['own.k8s.yaml']).toContain('kind: Own');
  });

  test('for an app without charts and a chart without objects', () => {
    expect(expectSame(() => undefined)).toEqual({});
    expect(expectSame((app) => new Chart(app, 'empty'))).toEqual({ 'empty.k8s.yaml': '' });
  });

  test('for random charts, groups and dependencies, or both refuse a circle', () => {
    const shape = fc.record({
      charts: fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      nestedIn: fc.array(fc.nat(3), { maxLength: 2 }),
      dependencies: fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(shape, ({ charts, nestedIn, dependencies }) => {
        const build: Build = (app) => {
          const all: Construct[] = [];
          charts.forEach((contents, index) => {
            const chart = new Chart(app, `chart-${index}`);
            all.push(chart);
            contents.forEach((grouped, position) => {
              const scope = grouped === 0 ? chart : new Construct(chart, `group-${position}`);
              if (grouped > 0) all.push(scope);
              for (let number = 0; number <= grouped; number++) all.push(configMap(scope, `object-${position}-${number}`));
            });
          });
          const parents = all.filter((construct) => Chart.isChart(construct));
          nestedIn.forEach((parent, index) => {
            const chart = new Chart(parents[parent % parents.length] as Construct, `nested-${index}`);
            all.push(chart, configMap(chart, 'inside'));
          });
          for (const [from, to] of dependencies) {
            const [source, target] = [all[from % all.length] as Construct, all[to % all.length] as Construct];
            if (source !== target && !target.node.scopes.includes(source) && !source.node.scopes.includes(target))
              source.node.addDependency(target);
          }
        };
        const attempt = (AppClass: typeof App | typeof StockApp) => {
          try {
            return synth(AppClass as typeof StockApp, build);
          } catch (error) {
            return /cycle/i.test(String(error)) ? 'circle' : String(error);
          }
        };
        const [ours, stock] = [attempt(App), attempt(StockApp)];
        if (typeof stock === 'string') expect([stock, ours]).toEqual(['circle', 'circle']);
        else expect(ours).toEqual(stock);
      }),
      // A group that depends on a later chart and pulls it forward, before the chart that it stands in.
      {
        ...runs(25),
        examples: [
          [
            {
              charts: [[2, 0], []],
              nestedIn: [0, 0],
              dependencies: [
                [28, 0],
                [12, 53],
              ],
            },
          ],
        ],
      },
    );
  });

  test('Testing.synth and synthYaml work, before and after', () => {
    const app = new App({ outdir: folder() });
    const chart = new Chart(app, 'chart');
    configMap(chart, 'b').addDependency(configMap(chart, 'a'));
    const before = [Testing.synth(chart), app.synthYaml()];
    app.synth();
    expect([Testing.synth(chart), app.synthYaml()]).toEqual(before);
    expect(read(app.outdir)['chart.k8s.yaml']).toBe(before[1]);
  });
});

describe('App.synth', () => {
  test('validates and renders every construct once, however many charts there are', () => {
    const counts = { validated: 0, rendered: 0 };
    synth(App, (app) => {
      for (let index = 0; index < 50; index++) {
        const object = configMap(new Chart(app, `chart-${index}`), 'a', {
          data: { counted: Lazy.any({ produce: () => ++counts.rendered }) },
        });
        object.node.addValidation({
          validate: () => {
            counts.validated++;
            return [];
          },
        });
      }
    });
    expect(counts).toEqual({ validated: 50, rendered: 50 });
  });

  test('takes a chain of thousands of charts', () => {
    const written = synth(App, (app) => {
      let previous: Chart | undefined;
      for (let index = 0; index < 3000; index++) {
        const chart = new Chart(app, `chart-${index}`);
        if (previous) chart.addDependency(previous);
        previous = chart;
      }
    });
    expect(Object.keys(written)).toHaveLength(3000);
  });

  test('reports every failed validation and writes nothing', () => {
    const app = new App({ outdir: join(folder(), 'dist') });
    const chart = new Chart(app, 'chart');
    for (const id of ['a', 'b']) configMap(chart, id).node.addValidation({ validate: () => [`${id} is wrong`] });
    expect(() => app.synth()).toThrow(/VALIDATION at chart\/a\n {2}a is wrong[\s\S]*VALIDATION at chart\/b\n {2}b is wrong/);
    expect(existsSync(app.outdir)).toBe(false);
  });

  test('writes nothing when a later chart cannot be rendered', () => {
    const app = new App({ outdir: join(folder(), 'dist') });
    configMap(new Chart(app, 'a'), 'fine');
    configMap(new Chart(app, 'b'), 'broken', { data: new (class Strange {})() });
    expect(() => app.synth()).toThrow("can't render non-simple object of type 'Strange'");
    expect(existsSync(app.outdir)).toBe(false);
  });

  test('refuses what no reader would read back, by object and place, and writes nothing', () => {
    const app = new App({ outdir: join(folder(), 'dist') });
    configMap(new Chart(app, 'a'), 'fine');
    configMap(new Chart(app, 'b'), 'broken', { metadata: { name: 'motd' }, data: { text: ['', 'half \udc00'] } });
    expect(() => app.synth()).toThrow(
      /UNWRITABLE_VALUE at b\n {2}"data\.text\[1\]" of ConfigMap "motd" has half of a surrogate pair \(U\+DC00\), which is no character\./,
    );
    expect(existsSync(app.outdir)).toBe(false);
  });

  test('names a circle of charts', () => {
    const build: Build = (app) => {
      const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
      configMap(a, 'x').addDependency(b);
      configMap(b, 'y').addDependency(a);
    };
    expect(() => synth(App, build)).toThrow('DEPENDENCY_CYCLE at a\n  It depends on itself: a => b => a.');
  });

  test('refuses two objects of one name in what is applied together', () => {
    const twice: Build = (app) => {
      const named = { metadata: { name: 'same', namespace: 'apps' } };
      configMap(new Chart(app, 'one'), 'a', named);
      configMap(new Chart(app, 'two'), 'a', named);
    };
    expect(() => synth(App, twice)).toThrow('OBJECT_TWICE at two\n  ConfigMap "same" in the namespace "apps" is in "one" too');
    const apart: Build = (app) => {
      for (const cluster of ['east', 'west']) configMap(new ManifestChart(app, cluster, { fileName: `${cluster}/50-x` }), 'a');
    };
    expect(Object.keys(synth(App, apart))).toHaveLength(2);
  });

  test('refuses to write two charts, or two objects, to one file', () => {
    const twice: Build = (app) => {
      configMap(new ManifestChart(app, 'one', { fileName: 'same' }), 'a');
      configMap(new ManifestChart(app, 'two', { fileName: 'same' }), 'a');
    };
    expect(() => synth(App, twice)).toThrow(
      'FILE_CLASH at two\n  It would be written to the file "same.k8s.yaml", which is that of "one" too.',
    );
    const sameName: Build = (app) => {
      for (const namespace of ['x', 'y']) configMap(new Chart(app, namespace, { namespace }), 'a', { metadata: { name: 'same' } });
    };
    expect(() => synth(App, sameName, { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE })).toThrow('file "ConfigMap.same.k8s.yaml"');
  });

  test('leaves nothing but manifests, also under validation plugins', () => {
    process.env.CDK8S_RECORD_CONSTRUCT_METADATA = 'true';
    try {
      expect(Object.keys(synth(App, (app) => configMap(new Chart(app, 'chart'), 'a')))).toEqual(['chart.k8s.yaml']);
    } finally {
      delete process.env.CDK8S_RECORD_CONSTRUCT_METADATA;
    }
  });
});

describe('charts with their own file names', () => {
  const stage = (app: StockApp, id: string, fileName?: string): ManifestChart => {
    const chart = new ManifestChart(app, id, { fileName });
    configMap(chart, 'object');
    return chart;
  };

  test('lie where they say, also in a folder', () => {
    const written = synth(App, (app) => {
      stage(app, '00-first');
      stage(app, 'k8s', 'east/50-second');
    });
    expect(Object.keys(written)).toEqual(['00-first.k8s.yaml', 'east/50-second.k8s.yaml']);
  });

  test("leave the names of users' charts alone", () => {
    const written = synth(App, (app) => {
      stage(app, '00-first');
      configMap(new Chart(app, 'mine'), 'a');
    });
    expect(Object.keys(written)).toEqual(['00-first.k8s.yaml', 'mine.k8s.yaml']);
  });

  test("stand before users' charts that depend on them and behind those that they depend on", () => {
    const written = synth(App, (app) => {
      stage(app, '00-first');
      const last = stage(app, '90-last');
      const [after, before] = [new Chart(app, 'after'), new Chart(app, 'before')];
      after.addDependency(last);
      last.addDependency(before);
    });
    expect(Object.keys(written)).toEqual(['00-first', '0000-before', '90-last', '9000-after'].map((name) => `${name}.k8s.yaml`));
  });

  test('refuse a dependency that their order contradicts', () => {
    const build: Build = (app) => {
      const first = stage(app, '00-first');
      first.addDependency(stage(app, '50-second'));
    };
    expect(() => synth(App, build)).toThrow(
      'FILE_ORDER at 00-first\n  It depends on "50-second", but its file "00-first" is applied before "50-second".',
    );
  });
});
