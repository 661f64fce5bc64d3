// A user's program, compiled under each kind of module resolution.
import { App, TerraformStack } from 'cdktf';
import { domain, provider, volume } from 'isthmus/provider-libvirt';

const stack = new TerraformStack(new App(), 'machines');
new provider.LibvirtProvider(stack, 'libvirt', { uri: 'qemu:///system' });
const root = new volume.Volume(stack, 'root', { name: 'root', pool: 'default', capacity: 1024 });
const disks: domain.DomainDevicesDisks[] = [{ source: { volume: { pool: root.pool, volume: root.name } }, target: { dev: 'vda' } }];
const machine = new domain.Domain(stack, 'machine', { name: 'machine', type: 'kvm', devices: { disks } });
const address: string = machine.devices.interfaces.get(0).mac.address;
machine.description = address;
// @ts-expect-error: no such attribute
machine.descripton = address;
// @ts-expect-error: a number
new volume.Volume(stack, 'data', { name: 'data', pool: 'default', capacity: '1024' });
