// The bindings by their own name, module by module, as cdktf's prebuilt providers are imported.
import { provider } from '@cdktf/provider-libvirt';
import { Domain } from '@cdktf/provider-libvirt/lib/domain';
import { App, TerraformStack } from 'cdktf';

const stack = new TerraformStack(new App(), 'machines');
new provider.LibvirtProvider(stack, 'libvirt');
const machine: { readonly uuid: string } = new Domain(stack, 'machine', { name: 'machine', type: 'kvm' });
// @ts-expect-error: the type is known, not any
const wrong: number = machine.uuid;
console.log(wrong);
