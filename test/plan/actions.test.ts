import { resourceChanges } from '../../src/plan/hosts/actions';

const PLACE = 'stacks/yard/cdk.tf.json';
const OWN = new Set(['yard']);

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** `action address` of each change, with the effects of attributes. */
function said(before: Resources, after: Resources, more: object = {}): readonly string[] {
  const stack = (resource: Resources, rest: object = {}) => ({ [PLACE]: { resource, ...rest } });
  return resourceChanges(stack(before), stack(after, more), OWN).map(({ action, address, attributes }) =>
    [action, address, ...attributes.map(({ path, effect }) => `${path.join('.')}=${effect}`)].join(' '),
  );
}

const domain = (body: object) => ({ libvirt_domain: { db: { name: 'yard-db', memory: 1024, ...body } } });
const volume = (body: object) => ({ libvirt_volume: { 'db-data': { name: 'yard-db-data.qcow2', pool: 'default', capacity: 1, ...body } } });

test('what comes is created, what goes is deleted', () => {
  expect(said({}, domain({}))).toEqual(['create libvirt_domain.db']);
  expect(said(domain({}), {})).toEqual(['delete libvirt_domain.db']);
});

test('what is let go of is forgotten', () => {
  const removed = { removed: [{ from: 'libvirt_volume.db-data', lifecycle: { destroy: false } }] };
  expect(said(volume({}), {}, removed)).toEqual(['forget libvirt_volume.db-data']);
  expect(said(volume({}), {}, { removed: [{ from: 'libvirt_volume.db-data', lifecycle: { destroy: true } }] })).toEqual([
    'delete libvirt_volume.db-data',
  ]);
});

test('a change that is ignored is none, and what lies beside it is one', () => {
  const ignoring = { lifecycle: { ignore_changes: ['capacity'] } };
  expect(said(volume(ignoring), volume({ ...ignoring, capacity: 2 }))).toEqual([]);
  expect(said(volume({}), volume({ capacity: 2 }))).toEqual(['update libvirt_volume.db-data capacity=refused']);
  const network = (gateway: string, hosts: readonly string[]) => ({
    libvirt_network: { lan: { ips: [{ address: gateway, dhcp: { hosts } }], lifecycle: { ignore_changes: ['ips[0].dhcp'] } } },
  });
  expect(said(network('10.0.0.1', []), network('10.0.0.1', ['a']))).toEqual([]);
  expect(said(network('10.0.0.1', []), network('10.0.0.254', ['a']))).toEqual(['update libvirt_network.lan ips=refused']);
});

test('what runs a step, when it depends on it and how it is written change nothing', () => {
  expect(said(domain({ depends_on: ['a'] }), domain({ depends_on: ['b'], lifecycle: { prevent_destroy: true } }))).toEqual([]);
  const step = (command: string) => ({ terraform_data: { it: { provisioner: [{ 'local-exec': { command } }] } } });
  expect(said(step('one'), step('two'))).toEqual([]);
});

test('another provider is another host: what is there is not found, and made a second time', () => {
  expect(said(domain({ provider: 'libvirt.one' }), domain({ provider: 'libvirt.two' }))).toEqual([
    'create libvirt_domain.db provider=elsewhere',
  ]);
});

test('an attribute of which nothing is known is not taken for harmless', () => {
  expect(said(domain({}), domain({ title: 'x' }))).toEqual(['update libvirt_domain.db title=unknown']);
  const own = (size: number) => ({ aws_instance: { it: { size } } });
  expect(said(own(1), own(2))).toEqual(['update aws_instance.it size=unknown']);
});

test('references are followed: to what is configured, and to what only an apply tells', () => {
  const disks = (name: string) => ({ ...volume({ name }), ...domain({ disk: `\${libvirt_volume.db-data.name}` }) });
  expect(said(disks('a'), disks('a'))).toEqual([]);
  expect(said(disks('a'), disks('b'))).toEqual(['update libvirt_domain.db disk=unknown', 'replace libvirt_volume.db-data name=replace']);
  const made = (name: string) => ({
    libvirt_network: { lan: { name } },
    terraform_data: { it: { triggers_replace: { made: `\${libvirt_network.lan.id}` } } },
  });
  expect(said(made('a'), made('a'))).toEqual([]);
  expect(said(made('a'), made('b'))).toEqual([
    'replace libvirt_network.lan name=replace',
    'replace terraform_data.it triggers_replace.made=again',
  ]);
  // Its name is told, and only its id is not.
  const literal = domain({ disk: 'a' });
  expect(said({ ...volume({ name: 'a' }), ...literal }, disks('a'))).toEqual([]);
});

test('what is replaced with another is replaced when that is changed or replaced, and not when it is made', () => {
  const started = (memory?: number) => ({
    ...(memory === undefined ? {} : domain({ memory })),
    terraform_data: { start: { lifecycle: { replace_triggered_by: ['libvirt_domain.db'] } } },
  });
  expect(said(started(1), started(2))).toEqual(['update libvirt_domain.db memory=restart', 'replace terraform_data.start']);
  expect(said(started(), started(1))).toEqual(['create libvirt_domain.db']);
});

test('instances are resources of their own', () => {
  const steps = (entries: object) => [
    {
      terraform_data: {
        filter: { for_each: `\${local.filter}`, triggers_replace: { xml: `\${each.value.xml}` }, input: { of: `\${each.key}` } },
      },
    },
    { locals: { filter: entries } },
  ];
  const [resource, before] = steps({ a: { xml: '1' }, b: { xml: '1' }, c: { xml: '1' } }) as [Resources, object];
  const [, after] = steps({ a: { xml: '1' }, b: { xml: '2' }, d: { xml: '1' } });
  const changes = resourceChanges({ [PLACE]: { resource, ...before } }, { [PLACE]: { resource, ...after } }, OWN);
  expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'replace terraform_data.filter["b"]',
    'delete terraform_data.filter["c"]',
    'create terraform_data.filter["d"]',
  ]);
});

test('resources of other stacks have the name of theirs in front', () => {
  const changes = resourceChanges({}, { 'stacks/other/cdk.tf.json': { resource: domain({}) } }, OWN);
  expect(changes.map(({ address }) => address)).toEqual(['other/libvirt_domain.db']);
});
