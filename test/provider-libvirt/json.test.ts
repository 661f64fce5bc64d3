import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARIES, load, type TerraformJson } from './library';
import { richStack } from './rich-stack';

describe.each(LIBRARIES)('upon %s', (library) => {
  const { cdktf, bindings, app } = load(library);
  const { Testing, TerraformStack, Token } = cdktf;
  const synth = (stack: InstanceType<typeof TerraformStack>) => JSON.parse(Testing.synth(stack)) as TerraformJson;
  const newStack = () => new TerraformStack(app(), 'stack');
  const volume = { name: 'v', pool: 'default' };

  test('a stack gives the same JSON as with the bindings of cdktf get', () => {
    const expected = readFileSync(join(__dirname, 'fixtures/rich-stack.json'), 'utf8');
    expect(synth(richStack({ cdktf, bindings, app }))).toEqual(JSON.parse(expected));
  });

  test('empty objects and lists are kept, undefined ones are not written', () => {
    const stack = newStack();
    new bindings.domain.Domain(stack, 'db', {
      name: 'db',
      type: 'kvm',
      title: undefined,
      features: { apic: {}, hyperV: undefined },
      devices: { channels: [{ source: { unix: {} } }], disks: [] },
    });
    expect(synth(stack).resource.libvirt_domain?.db).toEqual({
      name: 'db',
      type: 'kvm',
      features: { apic: {} },
      devices: { channels: [{ source: { unix: {} } }], disks: [] },
    });
  });

  test('null is written, which Terraform takes for not set', () => {
    const stack = newStack();
    new bindings.volume.Volume(stack, 'v', { ...volume, capacity: null as never, target: null as never });
    expect(synth(stack).resource.libvirt_volume?.v).toEqual({ ...volume, capacity: null, target: null });
  });

  test.each([
    ['text with an expression', `${'$'}{var.x}-b`],
    ['escaped text', `$${'$'}{HOME} %%{if} {} #{a} &{b} 1e+5`],
  ])('%s is not altered', (_, text) => {
    const stack = newStack();
    new bindings.cloudinitDisk.CloudinitDisk(stack, 'ci', { name: 'ci', metaData: 'm', userData: text });
    expect(synth(stack).resource.libvirt_cloudinit_disk?.ci).toEqual({ name: 'ci', meta_data: 'm', user_data: text });
  });

  test('number tokens are resolved, alone and in text, deep in a list too', () => {
    const stack = newStack();
    const memory = Token.asNumber(`${'$'}{var.memory}`);
    new bindings.domain.Domain(stack, 'db', {
      name: 'db',
      type: 'kvm',
      memory,
      devices: { disks: [{ serial: `${memory} s`, boot: { order: memory } }, { serial: 'plain' }] },
    });
    expect(synth(stack).resource.libvirt_domain?.db).toEqual({
      name: 'db',
      type: 'kvm',
      memory: `${'$'}{var.memory}`,
      devices: { disks: [{ serial: `${'$'}{var.memory} s`, boot: { order: `${'$'}{var.memory}` } }, { serial: 'plain' }] },
    });
  });

  test('map and list tokens stand for nested objects and lists', () => {
    const stack = newStack();
    new bindings.volume.Volume(stack, 'v', {
      ...volume,
      target: Token.asStringMap(`${'$'}{var.target}`) as never,
      create: Token.asAny({ content: { url: 'x' } }) as never,
    });
    new bindings.domain.Domain(stack, 'db', { name: 'db', type: 'kvm', os: { initArgs: Token.asList(`${'$'}{var.args}`) } });
    expect(synth(stack).resource).toEqual({
      libvirt_volume: { v: { ...volume, target: `${'$'}{var.target}`, create: { content: { url: 'x' } } } },
      libvirt_domain: { db: { name: 'db', type: 'kvm', os: { init_args: `${'$'}{var.args}` } } },
    });
  });

  test('overrides of the resource and of the stack reach into nested attributes', () => {
    const stack = newStack();
    const resource = new bindings.volume.Volume(stack, 'v', { ...volume, target: { format: { type: 'raw' } } });
    resource.addOverride('target.format.type', 'qcow2');
    resource.addOverride('target.compat', '1.1');
    stack.addOverride('resource.libvirt_volume.v.target.cluster_size', 65536);
    expect(synth(stack).resource.libvirt_volume?.v).toEqual({
      ...volume,
      target: { format: { type: 'qcow2' }, compat: '1.1', cluster_size: 65536 },
    });
  });

  test('providers keep their alias and are referred to by it', () => {
    const stack = newStack();
    const kvm1 = new bindings.provider.LibvirtProvider(stack, 'kvm1', { uri: 'qemu:///system', alias: 'kvm1' });
    kvm1.alias = 'kvm2';
    new bindings.volume.Volume(stack, 'v', { ...volume, provider: kvm1 });
    expect(kvm1.uri).toBe('qemu:///system');
    const json = synth(stack);
    expect(json.provider).toEqual({ libvirt: [{ alias: 'kvm2', uri: 'qemu:///system' }] });
    expect(json.resource.libvirt_volume?.v).toEqual({ ...volume, provider: 'libvirt.kvm2' });
  });

  test('a moved resource leaves only where it went', () => {
    const stack = newStack();
    new bindings.volume.Volume(stack, 'old', volume).moveTo('target');
    new bindings.volume.Volume(stack, 'new', volume).addMoveTarget('target');
    const json = synth(stack);
    expect(json.resource).toEqual({ libvirt_volume: { new: volume } });
    expect(json.moved).toEqual([{ from: 'libvirt_volume.old', to: 'libvirt_volume.new' }]);
  });

  test('a reference from another stack becomes an output there', () => {
    const both = app();
    const [from, to] = [new TerraformStack(both, 'from'), new TerraformStack(both, 'to')];
    const base = new bindings.volume.Volume(from, 'base', volume);
    new bindings.volume.Volume(to, 'v', { ...volume, backingStore: { path: base.path } });
    for (const stack of [from, to]) stack.prepareStack();
    expect(synth(from).output).toEqual({
      'cross-stack-output-libvirt_volumebasepath': { sensitive: true, value: `${'$'}{libvirt_volume.base.path}` },
    });
    expect(JSON.stringify(synth(to).resource)).toContain('data.terraform_remote_state');
  });

  test('HCL output is refused', () => {
    const stack = newStack();
    new bindings.volume.Volume(stack, 'v', volume);
    expect(() => stack.toHclTerraform()).toThrow('@cdktf/provider-libvirt: HCL output is not supported, only JSON');
  });
});
