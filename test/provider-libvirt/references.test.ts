import { LIBRARIES, load } from './library';

describe.each(LIBRARIES)('upon %s', (library) => {
  const { cdktf, bindings, app } = load(library);
  const { Testing, TerraformStack } = cdktf;
  const stack = new TerraformStack(app(), 'stack');
  const resolve = (value: unknown) =>
    cdktf.Tokenization.resolve(value, { scope: stack, resolver: new cdktf.DefaultTokenResolver(new cdktf.StringConcat()) });
  const domain = new bindings.domain.Domain(stack, 'db', { name: 'db', type: 'kvm' });
  const volume = new bindings.volume.Volume(stack, 'root', { name: 'root', pool: 'default' });
  const addresses = new bindings.dataLibvirtDomainInterfaceAddresses.DataLibvirtDomainInterfaceAddresses(stack, 'at', { domain: 'db' });

  test.each([
    ['computed', () => domain.uuid, 'libvirt_domain.db.uuid'],
    ['given', () => domain.name, 'libvirt_domain.db.name'],
    ['a number', () => volume.capacity, 'libvirt_volume.root.capacity'],
    ['a boolean', () => domain.autostart, 'libvirt_domain.db.autostart'],
    ['a nested object', () => domain.devices, 'libvirt_domain.db.devices'],
    ['within it', () => domain.os.typeArch, 'libvirt_domain.db.os.type_arch'],
    ['a list', () => domain.devices.interfaces, 'libvirt_domain.db.devices.interfaces'],
    ['its element', () => domain.devices.interfaces.get(0), 'libvirt_domain.db.devices.interfaces[0]'],
    ['within the element', () => domain.devices.interfaces.get(0).mac.address, 'libvirt_domain.db.devices.interfaces[0].mac.address'],
    ['a list of text', () => domain.os.initArgs, 'libvirt_domain.db.os.init_args'],
    ['nested and only computed', () => volume.target.path, 'libvirt_volume.root.target.path'],
    ['of a data source', () => addresses.interfaces.get(1).hwaddr, 'data.libvirt_domain_interface_addresses.at.interfaces[1].hwaddr'],
    [
      'in a list of a list',
      () => addresses.interfaces.get(1).addrs.get(2).prefix,
      'data.libvirt_domain_interface_addresses.at.interfaces[1].addrs[2].prefix',
    ],
  ])('%s', (_, read, expected) => {
    expect(resolve(read())).toBe(`${'$'}{${expected}}`);
  });

  test('references have the type of the value they stand for', () => {
    const uuid: string = domain.uuid;
    const capacity: number = volume.capacity;
    const autostart: import('cdktf').IResolvable = domain.autostart;
    const initArgs: string[] = domain.os.initArgs;
    const order: number = domain.devices.disks.get(0).boot.order;
    const prefix: number = addresses.interfaces.get(0).addrs.get(0).prefix;
    expect([uuid, initArgs[0]].map((value) => typeof value)).toEqual(['string', 'string']);
    expect([capacity, order, prefix].map((value) => typeof value)).toEqual(['number', 'number', 'number']);
    expect(cdktf.Tokenization.isResolvable(autostart)).toBe(true);
    // @ts-expect-error: there is no such attribute
    expect(domain.devices.disk).toBeUndefined();
    // @ts-expect-error: a reference is not the configured value
    const wrong: { dev: string } = domain.devices.disks;
    expect(wrong).toBeDefined();
  });

  test('nested references can be used where their values are expected', () => {
    const copy = new bindings.volume.Volume(stack, 'copy', { name: 'copy', pool: volume.pool, target: { format: volume.target.format } });
    copy.create = volume.create;
    const json = JSON.parse(Testing.synth(stack)) as { resource: { libvirt_volume: { copy: unknown } } };
    expect(json.resource.libvirt_volume.copy).toEqual({
      name: 'copy',
      pool: `${'$'}{libvirt_volume.root.pool}`,
      target: { format: `${'$'}{libvirt_volume.root.target.format}` },
      create: `${'$'}{libvirt_volume.root.create}`,
    });
  });

  test('lists can be made maps to iterate over', () => {
    const each = domain.devices.disks.allWithMapKey('serial');
    new bindings.volume.Volume(stack, 'each', { forEach: each, name: each.key, pool: 'default' });
    const json = JSON.parse(Testing.synth(stack)) as { resource: { libvirt_volume: { each: unknown } } };
    expect(json.resource.libvirt_volume.each).toEqual({
      for_each: `${'$'}{{ for key, val in libvirt_domain.db.devices.disks: val.serial => val }}`,
      name: `${'$'}{each.key}`,
      pool: 'default',
    });
  });

  test('the logical id may be overridden after the construct was made', () => {
    const other = new bindings.volume.Volume(new cdktf.TerraformStack(app(), 's'), 'a', { name: 'a', pool: 'default' });
    other.overrideLogicalId('b');
    expect(other.friendlyUniqueId).toBe('b');
  });
});
