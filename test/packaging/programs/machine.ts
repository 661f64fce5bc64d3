// A user's program with a machine of the model and a raw volume beside it. It is JavaScript too, and run as such.
import { Testing } from 'cdktf';
import { GuestOs, Host, Image, Network, Size, System, VirtualMachine } from 'isthmus';
import { volume } from 'isthmus/provider-libvirt';
import { VirtualMachinesStack } from 'isthmus/terraform';

const system = new System('shop');
const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(16) });
const subnet = new Network(system, 'net', { cidr: '10.10.0.0/16' }).addSubnet('apps', { cidr: '10.10.10.0/24' });
new VirtualMachine(system, 'app', {
  host,
  subnet,
  os: GuestOs.windowsServer2012(),
  image: Image.file('/images/win2012.qcow2', { version: '1' }),
  cpus: 2,
  memory: Size.gibibytes(4),
});

const stack = new VirtualMachinesStack(Testing.app({ outdir: '.' }), 'shop', { system: system.resolve().system });
new volume.Volume(stack, 'scratch', { name: 'scratch', pool: 'default', capacity: 1024, provider: stack.providerOf('kvm1') });
console.log(Testing.synth(stack));
