import { GuestOs } from '../../src/model';
import type { ResolvedHost } from '../../src/model/resolved';
import { aHost, aMachine, aSubnet, aSystem, aVolume, LINUX, type MachineFacts, WINDOWS } from './fixture';
import { type Json, resourceOf, runStep, synth } from './synth';

const unconfigured: MachineFacts = { guest: { configuredBy: 'none' } };

const render = (facts: MachineFacts = {}, host: Partial<ResolvedHost> = {}): Json =>
  synth(
    aSystem({
      hosts: [aHost(host)],
      subnets: [aSubnet('data', '10.10.10.0/24')],
      machines: [aMachine('db', 'data', '10.10.10.11', facts)],
    }),
  );
const domain = (facts?: MachineFacts, host?: Partial<ResolvedHost>): Json => resourceOf(render(facts, host), 'libvirt_domain', 'db');

describe('a Linux machine', () => {
  const json = domain({ data: [aVolume('db', 'data', 100)], nic: { portIsolated: true, mtu: 1450 } });

  it('has virtio hardware and nothing that a plan would see change by itself', () => {
    const { devices, ...rest } = json;
    expect(rest).toEqual({
      provider: 'libvirt.kvm1',
      depends_on: ['terraform_data.network-in-use["data"]', 'terraform_data.filter-rules["db"]', 'terraform_data.cloud-init["db"]'],
      name: 'shop-db',
      type: 'kvm',
      memory: 2048,
      memory_unit: 'MiB',
      vcpu: 2,
      io_threads: 1,
      autostart: true,
      os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
      features: { acpi: true, apic: {} },
      cpu: { mode: 'host-model' },
      clock: { offset: 'utc' },
      pm: { suspend_to_mem: { enabled: 'no' }, suspend_to_disk: { enabled: 'no' } },
      on_poweroff: 'destroy',
      on_reboot: 'restart',
      on_crash: 'restart',
      update: { shutdown: { timeout: 120 } },
      destroy: { shutdown: { timeout: 120 } },
    });
    const { disks: _disks, controllers: _controllers, interfaces: _interfaces, ...others } = devices as Json;
    expect(others).toEqual({
      serials: [{ target: { port: 0 } }],
      consoles: [{ target: { type: 'serial', port: 0 } }],
      channels: [{ source: { unix: {} }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }],
      rngs: [{ model: 'virtio', backend: { random: '/dev/urandom' } }],
    });
  });

  it('boots from its root disk, knows data disks by serial, and finds its configuration where cloud kernels have a driver', () => {
    const driver = { name: 'qemu', type: 'qcow2', cache: 'none', io: 'native', discard: 'unmap', io_thread: 1 };
    const named = (name: string) => ({ volume: { pool: 'default', volume: `\${libvirt_volume.${name}.name}` } });
    expect(json.devices?.disks).toEqual([
      { driver, source: named('db-root'), target: { dev: 'vda', bus: 'virtio' }, boot: { order: 1 } },
      { driver, source: named('db-data'), target: { dev: 'vdb', bus: 'virtio' }, serial: 'data' },
      {
        device: 'cdrom',
        driver: { name: 'qemu', type: 'raw' },
        source: { volume: { pool: 'default', volume: 'shop-db-cloudinit.iso' } },
        target: { dev: 'sda', bus: 'scsi' },
        read_only: true,
      },
    ]);
    expect(json.devices?.controllers).toEqual([{ type: 'scsi', index: 0, model: 'virtio-scsi' }]);
  });

  it('names its filter literally, without parameters', () => {
    expect(json.devices?.interfaces).toEqual([
      {
        mac: { address: '52:54:00:0a:0a:0b' },
        model: { type: 'virtio' },
        source: { network: { network: `\${libvirt_network.data.name}` } },
        target: { dev: 'tap-10-11' },
        mtu: { size: 1450 },
        filter_ref: { filter: 'shop-db' },
        port_options: { isolated: 'yes' },
      },
    ]);
  });

  it('refers to nothing that a plan may not know: an unknown attribute would stop it', () => {
    const references = JSON.stringify(json).match(/\$\{[^}]*\}/g);
    expect(references).not.toBeNull();
    for (const reference of references ?? []) expect(reference).toMatch(/^\$\{libvirt_(volume|network)\.[\w-]+\.name\}$/);
  });

  it('has no CD when nothing configures it', () => {
    const { devices, depends_on } = domain(unconfigured);
    expect(devices?.disks).toHaveLength(1);
    expect(devices).not.toHaveProperty('controllers');
    expect(depends_on).not.toContain('terraform_data.cloud-init');
  });
});

describe('a Windows machine', () => {
  const windows = (hardware = WINDOWS, host?: Partial<ResolvedHost>): Json =>
    domain(
      {
        ...unconfigured,
        hardware,
        cpus: 4,
        os: GuestOs.windowsServer2019().resolved,
      },
      host,
    );

  it('has hardware that it knows, its own time, a screen on the host alone, and time to shut down', () => {
    const json = windows();
    expect(json.clock?.offset).toBe('localtime');
    expect(json.features?.hyper_v?.spinlocks).toEqual({ state: 'on', retries: 8191 });
    expect(json.cpu?.topology).toEqual({ sockets: 1, cores: 4, threads: 1 });
    expect(json.update).toEqual({ shutdown: { timeout: 300 } });
    expect(json.devices?.disks?.[0]?.target).toEqual({ dev: 'sda', bus: 'sata' });
    expect(json.devices?.interfaces?.[0]?.model).toEqual({ type: 'e1000e' });
    expect(json.devices?.graphics).toEqual([{ vnc: { auto_port: true, listen: '127.0.0.1' } }]);
    expect(json.devices?.inputs).toEqual([{ type: 'tablet', bus: 'usb' }]);
    expect(json.devices).not.toHaveProperty('channels');
    expect(json.devices).not.toHaveProperty('rngs');
  });

  it('gets no enlightenments where KVM is missing: it would not start', () => {
    const json = windows(WINDOWS, { virtualization: 'qemu' });
    expect(json.type).toBe('qemu');
    expect(json.features).not.toHaveProperty('hyper_v');
    expect(json.clock?.timer.map(({ name }: Json) => name)).toEqual(['rtc', 'pit', 'hpet']);
  });

  it('has the version of its machine type, where one is kept', () => {
    expect(domain({}).os).toMatchObject({ type_machine: 'q35' });
    expect(domain({ machineVersion: 'pc-q35-8.2' }).os).toMatchObject({ type_machine: 'pc-q35-8.2' });
  });

  it('starts from UEFI with named files, since libvirt’s own choice shows up as a change', () => {
    expect(windows({ ...WINDOWS, firmware: 'uefi' }).os).toEqual({
      type: 'hvm',
      type_arch: 'x86_64',
      type_machine: 'q35',
      loader: '/usr/share/OVMF/OVMF_CODE_4M.fd',
      loader_readonly: 'yes',
      loader_type: 'pflash',
      nv_ram: { nv_ram: '/var/lib/libvirt/qemu/nvram/shop-db_VARS.fd', template: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
    });
    const firmware = { code: '/c', variables: '/v', secureCode: '/sc', secureVariables: '/sv' };
    const secure = windows({ ...WINDOWS, firmware: 'uefi-secure-boot', tpm: true }, { firmware });
    expect(secure.os).toMatchObject({ loader: '/sc', loader_secure: 'yes', nv_ram: { template: '/sv' } });
    expect(secure.features?.smm).toEqual({ state: 'on' });
    expect(secure.devices?.tpms).toEqual([{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }]);
  });
});

describe('a processor', () => {
  it.each([
    'host-model',
    'host-passthrough',
    'maximum',
  ] as const)('%s is what the host has, and all of the emulator where there is no KVM', (mode) => {
    const hardware = { ...LINUX, cpu: { mode, features: [] } };
    expect(domain({ hardware }).cpu).toEqual({ mode });
    expect(domain({ hardware }, { virtualization: 'qemu' }).cpu).toEqual({ mode: 'maximum' });
  });
});

describe('disks on controllers with few places', () => {
  const on = (diskBus: 'sata' | 'ide', count: number) =>
    domain({
      hardware: { ...WINDOWS, diskBus },
      data: Array.from({ length: count }, (_, index) => ({ ...aVolume('db', `d${index}`, 1), bus: diskBus, place: index + 1 })),
    });

  it('leave one to the CD', () => {
    expect(on('sata', 4).devices?.disks?.map(({ target }: Json) => target?.dev)).toEqual(['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf']);
    expect(on('ide', 2).devices?.disks?.map(({ target }: Json) => target?.dev)).toEqual(['hda', 'hdb', 'hdc', 'hdd']);
  });
});

describe('the start of a machine', () => {
  it('comes again with every change of the domain or its network, by order and not by reference', () => {
    const start = resourceOf(render(), 'terraform_data', 'db-start');
    expect(start.lifecycle).toEqual({ replace_triggered_by: ['libvirt_domain.db', 'libvirt_network.data'] });
    expect(domain()).not.toHaveProperty('running');
  });

  it.each([
    ['shut off', ['domstate shop-db', 'start shop-db']],
    ['crashed', ['domstate shop-db', 'start shop-db']],
    ['running', ['domstate shop-db']],
    ['paused', ['domstate shop-db']],
  ])('of one that is %s', (state, calls) => {
    expect(runStep(render(), 'db-start', { answers: { domstate: `${state}\n` } })).toMatchObject({ status: 0, calls });
  });

  it('fails when it cannot be asked', () => {
    expect(runStep(render(), 'db-start', { answers: { domstate: 1 } }).status).toBe(1);
  });
});
