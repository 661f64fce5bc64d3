import type { load } from './library';

/**
 * A stack that uses many kinds of attributes and references, by names that `cdktf get` makes too.
 * `fixtures/rich-stack.json` is what this very program gave with the bindings of `cdktf get` (cdktf-cli 0.21.0, provider 0.9.7).
 */
export function richStack({ cdktf, bindings, app }: ReturnType<typeof load>): import('cdktf').TerraformStack {
  const { Fn, TerraformCount, TerraformIterator, TerraformStack, TerraformVariable } = cdktf;
  const stack = new TerraformStack(app(), 'rich');
  const memory = new TerraformVariable(stack, 'memory', { type: 'number' });
  const running = new TerraformVariable(stack, 'running', { type: 'bool' });
  const provider = new bindings.provider.LibvirtProvider(stack, 'kvm1', { uri: 'qemu:///system', alias: 'kvm1' });
  const base = new bindings.volume.Volume(stack, 'base', {
    name: 'base',
    pool: 'default',
    target: { format: { type: 'qcow2' }, features: [{}] },
    create: { content: { url: '/images/base.qcow2' } },
    provider,
  });
  const root = new bindings.volume.Volume(stack, 'root', {
    name: 'root',
    pool: 'default',
    capacity: 5e9,
    backingStore: { path: base.path, format: base.target.format },
    lifecycle: { preventDestroy: true, ignoreChanges: ['capacity'] },
    dependsOn: [base],
  });
  const network = new bindings.network.Network(stack, 'net', {
    name: 'net',
    autostart: true,
    bridge: { name: 'br0', stp: 'on' },
    forward: { mode: 'nat', nat: { ports: [{ start: 1024, end: 65535 }] } },
    dns: { enable: 'yes', host: [{ ip: '10.0.0.1', hostnames: [{ hostname: 'a' }] }] },
    ips: [{ address: '10.0.0.1', prefix: 24, dhcp: { hosts: [{ mac: '52:54:00:00:00:01', ip: '10.0.0.2', name: 'a' }] } }],
  });
  const cloudInit = new bindings.cloudinitDisk.CloudinitDisk(stack, 'ci', {
    name: 'ci',
    userData: '#cloud-config',
    metaData: 'instance-id: a',
    networkConfig: 'version: 2',
  });
  const database = new bindings.domain.Domain(stack, 'db', {
    name: 'db',
    type: 'kvm',
    memory: memory.numberValue,
    memoryUnit: 'MiB',
    vcpu: 4,
    running: running.booleanValue,
    autostart: true,
    provider,
    description: Fn.join('-', ['on', network.name]),
    os: { type: 'hvm', typeArch: 'x86_64', bootDevices: [{ dev: 'hd' }], initArgs: ['a', 'b'], nvRam: { nvRam: '/x', template: '/y' } },
    features: { acpi: true, apic: {}, hyperV: { mode: 'custom', spinlocks: { state: 'on', retries: 8191 }, stimer: { state: 'on' } } },
    clock: { offset: 'localtime', timer: [{ name: 'rtc', tickPolicy: 'catchup' }] },
    ioThreadIDs: { ioThreads: [{ id: 1 }] },
    devices: {
      disks: [
        { source: { volume: { pool: root.pool, volume: root.name } }, target: { dev: 'vda', bus: 'virtio' }, boot: { order: 1 } },
        { device: 'cdrom', source: { file: { file: cloudInit.path } }, readOnly: true, target: { dev: 'sda', bus: 'sata' } },
      ],
      interfaces: [
        { source: { network: { network: network.name } }, filterRef: { filter: 'f', parameters: [{ name: 'IP', value: '1' }] } },
      ],
      channels: [{ source: { unix: {} }, target: { virtIo: { name: 'org.qemu.guest_agent.0' } } }],
      videos: [{ model: { type: 'vga', accel: { accel2D: 'yes' } } }],
    },
  });
  database.addOverride('devices.watchdogs', [{ model: 'i6300esb' }]);
  database.importFrom('5e8f6c80-0000-4000-8000-000000000001');
  const copy = new bindings.domain.Domain(stack, 'copy', {
    name: database.devices.interfaces.get(0).mac.address,
    type: database.type,
    vcpu: database.vcpu,
    title: database.uuid,
    autostart: database.autostart,
    devices: { disks: database.devices.disks },
    os: { initArgs: database.os.initArgs, typeArch: database.os.typeArch, bootDevices: [] },
    count: TerraformCount.of(2),
  });
  copy.description = 'set later';
  copy.overrideLogicalId('second');
  const addresses = new bindings.dataLibvirtDomainInterfaceAddresses.DataLibvirtDomainInterfaceAddresses(stack, 'addresses', {
    domain: database.uuid,
    source: 'lease',
  });
  const devices = new bindings.dataLibvirtNodeDevices.DataLibvirtNodeDevices(stack, 'devices');
  const device = new bindings.dataLibvirtNodeDeviceInfo.DataLibvirtNodeDeviceInfo(stack, 'device', {
    name: Fn.element(devices.devices, 0),
  });
  new bindings.pool.Pool(stack, 'pool', {
    name: addresses.interfaces.get(1).addrs.get(0).addr,
    type: device.capability.vendorName,
    target: { path: root.target.path, permissions: { owner: '1' } },
    create: { buildAttribute: true, start: true },
    source: { host: [{ name: 'a', port: String(device.capability.slot) }] },
  });
  const each = TerraformIterator.fromList(devices.devices);
  new bindings.volume.Volume(stack, 'each', {
    forEach: each,
    name: each.value,
    pool: root.target.format.type,
    capacity: root.capacity,
    target: { format: root.backingStore.format },
  });
  return stack;
}
