import { LIBRARIES, load, type TerraformJson } from './library';

describe.each(LIBRARIES)('upon %s', (library) => {
  const { cdktf, bindings, app } = load(library);
  const { Aspects, Testing, TerraformStack } = cdktf;
  const { Domain } = bindings.domain;
  const { Volume } = bindings.volume;

  function stackWith(visit: (construct: unknown) => void) {
    const stack = new TerraformStack(app(), 'stack');
    new Domain(stack, 'db', { name: 'db', type: 'kvm', title: 'old', features: { acpi: true }, devices: { disks: [{ serial: 'a' }] } });
    new Volume(stack, 'root', { name: 'root', pool: 'default' });
    Aspects.of(stack).add({ visit });
    return (JSON.parse(Testing.synth(stack)) as TerraformJson).resource;
  }

  test('an aspect finds resources by class and by type, and sets attributes', () => {
    const resources = stackWith((construct) => {
      if (construct instanceof Domain) construct.description = 'by an aspect';
      if (cdktf.TerraformResource.isTerraformResource(construct) && construct.terraformResourceType === Volume.tfResourceType) {
        (construct as InstanceType<typeof Volume>).target = { format: { type: 'qcow2' } };
      }
    });
    expect(resources.libvirt_domain?.db).toMatchObject({ name: 'db', description: 'by an aspect' });
    expect(resources.libvirt_volume?.root).toMatchObject({ target: { format: { type: 'qcow2' } } });
  });

  test('an aspect extends what was given', () => {
    const resources = stackWith((construct) => {
      if (!(construct instanceof Domain)) return;
      const { disks = [] } = construct.input.devices ?? {};
      construct.devices = { ...construct.input.devices, disks: [...(disks as object[]), { serial: 'b' }] };
      construct.features = { ...construct.input.features, pae: true };
    });
    expect(resources.libvirt_domain?.db).toMatchObject({
      devices: { disks: [{ serial: 'a' }, { serial: 'b' }] },
      features: { acpi: true, pae: true },
    });
  });

  test('setting undefined takes an attribute away', () => {
    const resources = stackWith((construct) => {
      if (construct instanceof Domain) construct.title = undefined;
    });
    expect(resources.libvirt_domain?.db).not.toHaveProperty('title');
  });

  test('a setter refuses what the constructor refuses', () => {
    const domain = new Domain(new TerraformStack(app(), 'stack'), 'db', { name: 'db', type: 'kvm' });
    expect(() => {
      domain.name = undefined as never;
    }).toThrow('libvirt_domain.db: name: required, but not set');
    expect(() => {
      domain.devices = { disks: [{ alias: {} as never }] };
    }).toThrow('libvirt_domain.db: devices.disks[0].alias.name: required, but not set');
    expect(domain.input).toEqual({ name: 'db', type: 'kvm' });
  });

  test('computed attributes have no setter', () => {
    const domain = new Domain(new TerraformStack(app(), 'stack'), 'db', { name: 'db', type: 'kvm' });
    expect(() => {
      // @ts-expect-error: read-only
      domain.uuid = 'x';
    }).toThrow(TypeError);
  });

  test('input leaves out what cdktf handles', () => {
    const stack = new TerraformStack(app(), 'stack');
    const volume = new Volume(stack, 'v', { name: 'v', pool: 'default', lifecycle: { preventDestroy: true }, count: 2 });
    expect(volume.input).toEqual({ name: 'v', pool: 'default' });
    expect(volume.lifecycle).toEqual({ preventDestroy: true });
  });
});
