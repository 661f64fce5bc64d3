import fc from 'fast-check';
import { EnvGroup, EnvSource, type MicroserviceProps } from '../../../src/model';
import { cluster, resolved, secretOf, service, type Yard } from '../../model/fixture';
import { runs } from '../../runs';
import { expanded } from '../expansion';
import { named, objects } from '../manifests';

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

/** The one container of a service with these props. */
function containerOf(props: (y: Yard) => Partial<MicroserviceProps>): { readonly env?: readonly Variable[]; readonly envFrom?: unknown } {
  const { system } = resolved((y) => service(cluster(y), 'api', props(y)));
  return named(objects(system), 'Deployment', 'api').spec.template.spec.containers[0];
}

test('variables come from wherever is said, and are sorted by name', () => {
  const env = {
    TEAM: EnvSource.label('app.kubernetes.io/part-of'),
    NOTE: EnvSource.annotation('example.org/note'),
    NODE: EnvSource.field('spec.nodeName'),
    MEMORY: EnvSource.resource('limits.memory', '1Mi'),
    CORES: EnvSource.resource('requests.cpu'),
    LEVEL: 'info',
    THEME: EnvSource.configMapKey('looks', 'theme.css', { optional: true }),
  };
  expect(containerOf((y) => ({ env: { ...env, PASSWORD: EnvSource.secret(secretOf(y, 'db', 'password').key('password')) } })).env).toEqual([
    { name: 'CORES', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1' } } },
    { name: 'LEVEL', value: 'info' },
    { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'NOTE', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['example.org/note']" } } },
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    { name: 'TEAM', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/part-of']" } } },
    { name: 'THEME', valueFrom: { configMapKeyRef: { name: 'looks', key: 'theme.css', optional: true } } },
  ]);
});

test('whole Secrets and ConfigMaps keep the order in which they hide each other', () => {
  const envFrom = (y: Yard) => [
    { source: EnvGroup.secret(secretOf(y, 'z')), prefix: 'Z_' },
    { source: EnvGroup.configMap('a', { optional: true }) },
    { source: EnvGroup.secret(secretOf(y, 'z')) },
  ];
  expect(containerOf((y) => ({ envFrom: envFrom(y) })).envFrom).toEqual([
    { secretRef: { name: 'z' }, prefix: 'Z_' },
    { configMapRef: { name: 'a', optional: true } },
    { secretRef: { name: 'z' } },
  ]);
});

/** Variables as a process finds them. */
function inProcess(env: readonly Variable[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { name, value = '' } of env) known.set(name, expanded(value, known));
  return known;
}

test('what others stand on comes before them, through any number of steps', () => {
  const env = {
    A_URL: EnvSource.expand('http://$(HOST):$(PORT)/$$(x)'),
    HOST: EnvSource.expand('$(NAME).example'),
    NAME: 'db',
    PORT: '80',
    PRICE: '$(PORT) is not meant',
  };
  const { env: written = [] } = containerOf(() => ({ env }));
  expect(written.map(({ name }) => name)).toEqual(['NAME', 'HOST', 'PORT', 'A_URL', 'PRICE']);
  expect(Object.fromEntries(inProcess(written))).toEqual({
    A_URL: 'http://db.example:80/$(x)',
    HOST: 'db.example',
    NAME: 'db',
    PORT: '80',
    PRICE: '$(PORT) is not meant',
  });
});

test('text arrives as it was given, whatever dollar signs it has', () => {
  const text = fc.array(fc.constantFrom('$', '$', '(', ')', 'A', 'B', ' ', '{'), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (value) => {
      const { env = [] } = containerOf(() => ({ env: { A: 'other', B: value } }));
      expect(inProcess(env).get('B')).toBe(value);
    }),
    runs(25),
  );
});
