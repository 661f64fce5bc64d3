import { stringify } from 'yaml';
import { programOfManifests } from '../../src/import/manifest-program';
import { manifestsIn } from '../../src/import/manifests';
import { synthKubernetes } from '../../src/testing';
import { EXAMPLES, exampleOf } from '../examples/outputs';
import { compiled, systemOf } from './program';

const importOf = (...objects: readonly unknown[]): string =>
  programOfManifests(manifestsIn(objects.map((object) => stringify(object)).join('---\n')), 'imported');

const EXAMPLE_PROGRAMS = Object.fromEntries(
  Object.keys(EXAMPLES).map((name) => [name, importOf(...Object.values(exampleOf(name).kubernetes).flat())]),
);

describe.each(Object.keys(EXAMPLES))('%s, out of its own manifests', (name) => {
  const text = EXAMPLE_PROGRAMS[name] as string;
  const { resolution } = exampleOf(name);

  test('has the same workloads with the same images, ports and flows between them', () => {
    const { system } = systemOf(text).resolve();
    const facts = ({ workloads }: typeof system) =>
      workloads.map(({ name, kind, namespace, ports, pods }) => ({
        // Jobs are called after what they run, too.
        name: kind === 'job' ? name.replace(/-[0-9a-f]{8}$/, '') : name,
        kind,
        namespace,
        ports: ports.map(({ from, protocol, servicePort }) => ({ from, protocol, servicePort })),
        containers: pods.containers.map(({ image, env }) => ({ image, env: env.map((each) => each.name).sort() })),
      }));
    expect(facts(system)).toEqual(facts(resolution.system));
    const between = ({ flows }: typeof system) =>
      flows
        .filter(
          ({ origin, from, to }) =>
            origin === 'declared' && from.is === 'pods' && to.is === 'pods' && from.owner === 'us' && to.owner === 'us',
        )
        .map(({ id }) => id.replace(/-[0-9a-f]{8}-to-/, '-to-'));
    expect(between(system)).toEqual(between(resolution.system));
  });

  test('is written as manifests again', () => {
    expect(Object.values(synthKubernetes(systemOf(text))).flat().length).toBeGreaterThan(10);
  });
});

const ODD = [
  `"; process.exit(1); //`,
  ['`$', '{process.exit(1)}`'].join(''),
  '*/ process.exit(1) /*',
  "it's\nprocess.exit(1)",
  '\u2028process.exit(1)',
  '</script>',
  '__proto__',
];

const odd = (text: string, index: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `odd-${index}`, namespace: 'odd', annotations: { [text]: text } },
  spec: {
    template: {
      metadata: { labels: { app: text } },
      spec: { containers: [{ name: text, image: 'a:1', args: [text], env: [{ name: 'TEXT', value: text }], [text]: text }] },
    },
  },
});

test('texts stay texts, whatever is in them', () => {
  const program = importOf(...ODD.map(odd), { apiVersion: 'v1', kind: ODD[3], metadata: { name: ODD[4], namespace: ODD[2] } });
  const { props } = (systemOf(program)
    .node.findAll()
    .find(({ node }) => node.id === 'odd-0') ?? {}) as { props?: Record<string, unknown> };
  expect(props).toMatchObject({ args: [ODD[0]], env: { TEXT: ODD[0] } });
  for (const [index, text] of ODD.entries()) {
    const found = systemOf(program)
      .node.findAll()
      .find(({ node }) => node.id === `odd-${index}`) as unknown as { props: Record<string, unknown> };
    expect(found.props).toMatchObject({ args: [text], env: { TEXT: text } });
  }
});

test('nothing that is secret is printed', () => {
  const program = importOf(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'shop' },
      data: { password: 'aHVudGVyMg==' },
      stringData: { other: 'hunter2' },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'mail', namespace: 'shop', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hunter2' } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'mail',
                image: 'mail:1',
                args: ['--password=hunter2'],
                command: ['mail', '--token', 'hunter2'],
                env: [
                  { name: 'DB_PASSWORD', value: 'hunter2' },
                  { name: 'URL', value: 'amqp://me:hunter2@queue' },
                  { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'login', key: 'other' } } },
                ],
              },
            ],
          },
        },
      },
    },
  );
  expect(program).not.toContain('hunter2');
  expect(program).not.toContain('aHVudGVyMg');
  expect(program).toContain('Secret.fromExisting(this, "login", { keys: ["other"] })');
  expect(program).toContain('// DB_PASSWORD: its text looks like a secret and is not printed');
  expect(program).toContain('// not said: Secret login in shop');
});

test('what cannot be said stands beside it, by its path', () => {
  const [only] = ODD.slice(0, 1).map(odd);
  expect(importOf({ ...only, spec: { ...only?.spec, minReadySeconds: 7 } })).toContain('// not said:\n    //   metadata.annotations.');
});

test('the compiler takes all of it', () => {
  expect(compiled({ ...EXAMPLE_PROGRAMS, odd: importOf(...ODD.map(odd)) })).toBe('');
});
