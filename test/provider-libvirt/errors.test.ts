import { Construct } from 'constructs';
import { load } from './library';

const { cdktf, bindings, app } = load('cdktf');
const { Testing, TerraformStack, Token } = cdktf;

/** The message for a config that TypeScript would not have let through, as from JavaScript. */
function messageOf(type: 'domain' | 'volume', config: unknown): string {
  const stack = new TerraformStack(app(), 'stack');
  const Class = (type === 'domain' ? bindings.domain.Domain : bindings.volume.Volume) as new (...args: unknown[]) => unknown;
  try {
    new Class(stack, 'db', config);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

const domain = { name: 'db', type: 'kvm' };
const volume = { name: 'v', pool: 'default' };

test.each([
  [
    'a typing error deep inside',
    { devices: { disks: [{ sorce: {} }] } },
    'devices.disks[0].sorce: unknown attribute; did you mean source?',
  ],
  ['swapped letters', { tilte: 'x' }, 'tilte: unknown attribute; did you mean title?'],
  ['the Terraform name', { os: { type_arch: 'x86_64' } }, 'os.type_arch: unknown attribute; did you mean typeArch?'],
  ['nothing near', { devices: { quantumLinks: [] } }, 'devices.quantumLinks: unknown attribute'],
  ['a name that objects inherit', { toString: 'x' }, 'toString: unknown attribute'],
  [
    'an attribute of an empty object',
    { devices: { channels: [{ address: { a: 1 } }] } },
    'devices.channels[0].address.a: unknown attribute',
  ],
  ['a computed attribute', { uuid: 'x' }, 'uuid: computed by the provider, cannot be set'],
  ['a number for text', { description: 1 }, 'description: expected a string, got the number 1'],
  ['text for a number', { memory: '2048' }, 'memory: expected a number, got the string 2048'],
  ['not a number', { memory: Number.NaN }, 'memory: expected a number, got the number NaN'],
  ['text for a boolean', { running: 'yes' }, 'running: expected true or false, got the string yes'],
  ['a boolean for text', { onCrash: false }, 'onCrash: expected a string, got the boolean false'],
  ['an object for text', { title: {} }, 'title: expected a string, got an object'],
  ['a list for text', { title: [] }, 'title: expected a string, got a list'],
  ['an object for a list', { devices: { disks: {} } }, 'devices.disks: expected a list, got an object'],
  ['a list for an object', { devices: [] }, 'devices: expected an object, got a list'],
  ['text for an object', { features: { apic: 'on' } }, 'features.apic: expected an object, got the string on'],
  ['a number in a list of text', { os: { initArgs: ['a', 1] } }, 'os.initArgs[1]: expected a string, got the number 1'],
  ['a missing nested attribute', { devices: { disks: [{}, { alias: {} }] } }, 'devices.disks[1].alias.name: required, but not set'],
])('%s', (_, config, message) => {
  expect(messageOf('domain', { ...domain, ...config })).toBe(`libvirt_domain.db: ${message}`);
});

test('an attribute renamed for other languages is suggested', () => {
  const stack = new TerraformStack(app(), 'stack');
  expect(() => new bindings.pool.Pool(stack, 'p', { name: 'p', type: 'dir', create: { build: true } as never })).toThrow(
    'libvirt_pool.p: create.build: unknown attribute; did you mean buildAttribute?',
  );
});

test('all problems come together', () => {
  expect(messageOf('volume', { capacity: '10', target: { fromat: {}, path: '/x' } }).split('\n')).toEqual([
    'libvirt_volume.db: capacity: expected a number, got the string 10',
    'libvirt_volume.db: target.fromat: unknown attribute; did you mean format?',
    'libvirt_volume.db: target.path: computed by the provider, cannot be set',
    'libvirt_volume.db: name: required, but not set',
    'libvirt_volume.db: pool: required, but not set',
  ]);
});

test.each([undefined, null, {}])('no config: %p', (config) => {
  expect(messageOf('volume', config)).toBe(
    'libvirt_volume.db: name: required, but not set\nlibvirt_volume.db: pool: required, but not set',
  );
});

test('null does not stand for a required attribute', () => {
  expect(messageOf('volume', { ...volume, name: null })).toBe('libvirt_volume.db: name: required, but not set');
});

test('the path within the stack tells which one', () => {
  const group = new Construct(new TerraformStack(app(), 'stack'), 'shop');
  expect(() => new bindings.volume.Volume(group, 'root', { ...volume, size: 1 } as never)).toThrow(
    /^libvirt_volume.shop\/root: size: unknown/,
  );
});

test('data sources and the provider are checked alike', () => {
  const stack = new TerraformStack(app(), 'stack');
  const { DataLibvirtNodeDeviceInfo } = bindings.dataLibvirtNodeDeviceInfo;
  expect(() => new DataLibvirtNodeDeviceInfo(stack, 'd', {} as never)).toThrow('libvirt_node_device_info.d: name: required, but not set');
  expect(() => new bindings.provider.LibvirtProvider(stack, 'p', { url: 'x' } as never)).toThrow(
    'libvirt.p: url: unknown attribute; did you mean uri?',
  );
  expect(() => new bindings.provider.LibvirtProvider(stack, 'q', { count: 1 } as never)).toThrow('libvirt.q: count: unknown attribute');
});

test('tokens may stand for any value', () => {
  const any = Token.asAny({}) as never;
  const text = `${'$'}{var.x}` as never;
  expect(messageOf('domain', { ...domain, memory: any, running: text, os: any, devices: { disks: any, interfaces: [any, text] } })).toBe(
    'no error',
  );
  expect(messageOf('domain', { ...domain, memory: Token.asNumber(text), features: text })).toBe('no error');
  expect(messageOf('domain', { ...domain, devices: { disks: Token.asList(text) } })).toBe('no error');
});

test('what was changed after it was given is checked when the stack is synthesized', () => {
  const stack = new TerraformStack(app(), 'stack');
  const target: { compat: string } = { compat: '1.1' };
  new bindings.volume.Volume(stack, 'v', { ...volume, target });
  (target as { compat: unknown }).compat = 1;
  expect(() => Testing.synth(stack)).toThrow('libvirt_volume.v: target.compat: expected a string, got the number 1');
});

test('TypeScript refuses them too', () => {
  const stack = new TerraformStack(app(), 'stack');
  const { Volume } = bindings.volume;
  // @ts-expect-error: a required attribute is missing
  expect(() => new Volume(stack, 'a', { name: 'a' })).toThrow();
  // @ts-expect-error: unknown attribute
  expect(() => new Volume(stack, 'b', { ...volume, size: 1 })).toThrow();
  // @ts-expect-error: wrong kind
  expect(() => new Volume(stack, 'c', { ...volume, capacity: '1' })).toThrow();
  // @ts-expect-error: computed
  expect(() => new Volume(stack, 'd', { ...volume, target: { path: '/x' } })).toThrow();
});
