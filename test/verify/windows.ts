import { AddressedBy, External, GuestOs, Host, Image, Network, Port, Size, System, VirtualMachine, WindowsSetup } from '../../src/model';
import { sshKey } from '../model/fixture';
import { ON_WINDOWS, WINDOWS_DISKS } from '../windows-fixture';

/** Windows guests that are set up, in both ways: with everything, with nothing, with several cards, and with addresses from elsewhere. */
export function windows(): System {
  const admins = External.cidr('10.2.0.0/24', { name: 'admins' });
  const system = new System('office', {
    provisioning: {
      packages: External.cidr('192.0.2.0/25', { name: 'packages' }),
      ntp: External.address('192.0.2.129', { name: 'time' }),
    },
    admin: { from: admins, sshAuthorizedKeys: [sshKey('me')] },
    waitForFirstBoot: { minutes: 90 },
  });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.50.0.0/16' });
  const [lan, tapes] = [net.addSubnet('lan', { cidr: '10.50.1.0/24' }), net.addSubnet('tapes', { cidr: '10.50.2.0/24', mtu: 9000 })];
  const image = Image.file('/images/windows.qcow2', { version: '1' });
  const machine = {
    host,
    subnet: lan,
    image,
    cpus: 2,
    memory: Size.gibibytes(4),
    listens: [Port.tcp(443, 'https'), Port.udp(5060, 'sip')],
  };
  const all = (name: string, os: GuestOs, windowsSetup: WindowsSetup) =>
    new VirtualMachine(system, name, { ...machine, os, dataDisks: WINDOWS_DISKS, windowsSetup });
  const full = all('full', GuestOs.windowsServer2022(), WindowsSetup.unattend({ ...ON_WINDOWS, ssh: true }));
  const other = all(
    'other',
    GuestOs.windowsServer2016(),
    WindowsSetup.cloudbaseInit({ ...ON_WINDOWS, computerName: 'ERP-02', serverCertificate: undefined }),
  );
  const plain = (name: string, setup: WindowsSetup, addressedBy = AddressedBy.CLOUD_INIT) =>
    new VirtualMachine(system, name, { ...machine, os: GuestOs.windowsServer2019(), addressedBy, windowsSetup: setup });
  const own = (name: string) => ({ administratorPassword: `${name}_administrator`, keepCdsReadable: true });
  const [bare, leased] = [
    plain('bare', WindowsSetup.unattend(own('bare'))),
    plain('leased', WindowsSetup.cloudbaseInit(own('leased')), AddressedBy.DHCP),
  ];
  plain('fixed', WindowsSetup.cloudbaseInit(own('fixed')), AddressedBy.IMAGE);
  for (const each of [full, other]) each.addInterface('tapes', { subnet: tapes, routes: [{ to: '203.0.113.0/24' }] });
  system.policy.allow([bare, leased], [full, other], { because: 'variety' });
  system.policy.allow(External.cidr('192.0.2.192/28', { name: 'office' }), [full, bare], { because: 'variety' });
  return system;
}
