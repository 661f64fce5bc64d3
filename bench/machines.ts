import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Libvirt from '@cdktf/provider-libvirt';
import { App, TerraformStack } from 'cdktf';
import { report } from './report';

/** `node machines.js <bindings> <number>`: builds and synthesizes machines written by hand with one or the other bindings. */
const [folder = '', number = '1000'] = process.argv.slice(2);
const { cloudinitDisk, domain, provider, volume } = require(folder) as typeof Libvirt;

report(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'machines');
  new provider.LibvirtProvider(stack, 'kvm1', { uri: 'qemu:///system' });
  for (let index = 0; index < Number(number); index++) machine(stack, `vm${index}`);
  app.synth();
  rmSync(outdir, { recursive: true });
});

function machine(stack: TerraformStack, name: string): void {
  const pool = 'default';
  const target = { format: { type: 'qcow2' } };
  const root = new volume.Volume(stack, `${name}-root`, {
    name: `${name}-root`,
    pool,
    capacity: 5e9,
    target,
    backingStore: { path: '/base', format: { type: 'qcow2' } },
  });
  const data = new volume.Volume(stack, `${name}-data`, { name: `${name}-data`, pool, capacity: 5e9, target });
  const seed = new cloudinitDisk.CloudinitDisk(stack, `${name}-seed`, {
    name: `${name}-seed`,
    userData: '#cloud-config',
    metaData: '{}',
    networkConfig: '{}',
  });
  const iso = new volume.Volume(stack, `${name}-iso`, { name: `${name}-iso`, pool, create: { content: { url: seed.path } } });
  const driver = { name: 'qemu', type: 'qcow2', discard: 'unmap' };
  new domain.Domain(stack, name, {
    name,
    type: 'kvm',
    memory: 2048,
    memoryUnit: 'MiB',
    vcpu: 4,
    autostart: true,
    os: { type: 'hvm', typeArch: 'x86_64', typeMachine: 'q35' },
    features: { acpi: true, apic: {} },
    cpu: { mode: 'host-model' },
    update: { shutdown: { timeout: 60 } },
    destroy: { shutdown: { timeout: 60 } },
    devices: {
      controllers: [{ type: 'scsi', index: 0, model: 'virtio-scsi' }],
      disks: [
        { driver, source: { volume: { pool, volume: root.name } }, target: { dev: 'vda', bus: 'virtio' }, boot: { order: 1 } },
        { driver, source: { volume: { pool, volume: data.name } }, target: { dev: 'vdb', bus: 'virtio' }, serial: 'data' },
        { device: 'cdrom', source: { volume: { pool, volume: iso.name } }, target: { dev: 'sda', bus: 'scsi' }, readOnly: true },
      ],
      interfaces: [
        {
          mac: { address: '52:54:00:00:00:01' },
          model: { type: 'virtio' },
          source: { network: { network: 'net' } },
          target: { dev: name },
          filterRef: { filter: name },
        },
      ],
      channels: [{ source: { unix: {} }, target: { virtIo: { name: 'org.qemu.guest_agent.0' } } }],
      rngs: [{ model: 'virtio', backend: { random: '/dev/urandom' } }],
      serials: [{ target: { port: 0 } }],
      consoles: [{ target: { type: 'serial', port: 0 } }],
    },
  });
}
