import { AddressedBy, External, GuestOs, Host, Image, Network, Port, Size, System, VirtualMachine } from '../../src/model';
import { FILES_DISK, ON_WHOLE_IMAGE } from '../first-boot-fixture';
import { sshKey } from '../model/fixture';

/** Guests that Ignition sets up, on both systems: with everything and two cards, with nothing, and with addresses from elsewhere. */
export function ignition(): System {
  const admins = External.cidr('10.2.0.0/24', { name: 'admins' });
  const system = new System('edge', {
    provisioning: {
      packages: External.cidr('192.0.2.0/25', { name: 'packages' }),
      ntp: External.cidrs(['192.0.2.129/32', '192.0.2.130/32'], { name: 'time' }),
    },
    admin: { from: admins, sshAuthorizedKeys: [sshKey('me')] },
  });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.60.0.0/16' });
  const [lan, tapes] = [net.addSubnet('lan', { cidr: '10.60.1.0/24' }), net.addSubnet('tapes', { cidr: '10.60.2.0/24', mtu: 9000 })];
  const listens = [Port.tcp(443, 'https'), Port.udp(5060, 'sip')];
  for (const [name, os] of [
    ['coreos', GuestOs.fedoraCoreOs()],
    ['flatcar', GuestOs.flatcar()],
  ] as const) {
    const image = Image.file(`/images/${name}.qcow2`, { version: '1' });
    const machine = { host, subnet: lan, image, os, cpus: 2, memory: Size.gibibytes(2), listens };
    const sharedFolders = [{ id: 'drop', path: '/srv/drop', mount: '/var/drop' }];
    const full = new VirtualMachine(system, name, { ...machine, sharedFolders, dataDisks: [FILES_DISK], firstBoot: ON_WHOLE_IMAGE });
    full.addInterface('tapes', { subnet: tapes, routes: [{ to: '203.0.113.0/24' }] });
    const bare = new VirtualMachine(system, `${name}-bare`, machine);
    const leased = new VirtualMachine(system, `${name}-leased`, { ...machine, addressedBy: AddressedBy.DHCP });
    new VirtualMachine(system, `${name}-fixed`, { ...machine, addressedBy: AddressedBy.IMAGE });
    system.policy.allow([bare, leased], full, { because: 'variety' });
    system.policy.allow(External.cidr('192.0.2.192/28', { name: 'office' }), [full, bare], { because: 'variety' });
  }
  return system;
}
