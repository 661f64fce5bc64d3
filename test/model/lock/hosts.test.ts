import { GuestOs, Host, type HostProps, Size, StoragePool, VirtualMachine } from '../../../src/model';
import type { Lock, LockedHost } from '../../../src/model/lock/lock';
import { release } from '../../../src/model/lock/release';
import { connectionOf } from '../../../src/model/resolve/lock/connection';
import { codesOf, IMAGE, resolved, vm, type Yard, yard } from '../fixture';

type Way = Pick<HostProps, 'uri' | 'ssh'>;
const ssh = (address: string, more: Partial<NonNullable<HostProps['ssh']>> = {}): Way => ({ ssh: { user: 'root', address, ...more } });

describe('the connection of a host', () => {
  test.each<[string, Way, Way]>([
    ['another user', ssh('kvm1'), ssh('kvm1', { user: 'ops' })],
    ['another key', ssh('kvm1'), ssh('kvm1', { keyFile: '/keys/id' })],
    ['the port that is meant anyway', ssh('kvm1'), ssh('kvm1', { port: 22 })],
    ['capitals, and the dot of the root domain', ssh('kvm1.example'), ssh('KVM1.Example.')],
    ['an IPv6 address in another form', ssh('fd00::1'), ssh('FD00:0:0::1', { port: 22 })],
    ['certificates elsewhere', { uri: 'qemu+tls://kvm1/system' }, { uri: 'qemu+tls://kvm1:16514/system?pkipath=/etc/pki' }],
    ['a transport that is meant anyway', { uri: 'qemu://kvm1/system' }, { uri: 'qemu+tls://kvm1/system' }],
    ['a user in the URI', { uri: 'qemu+tcp://kvm1/system' }, { uri: 'qemu+tcp://ops@kvm1:16509/system' }],
  ])('is the same with %s', (_what, a, b) => expect(connectionOf(a)).toBe(connectionOf(b)));

  test.each<[string, Way, Way]>([
    ['another address', ssh('kvm1'), ssh('kvm2')],
    ['another IPv6 address', ssh('fd00::1'), ssh('fd00::2')],
    ['an IPv6 address that ends like a port', ssh('fd00::1'), ssh('fd00::1:2201')],
    ['another port, where a tunnel may begin', ssh('localhost', { port: 2201 }), ssh('localhost', { port: 2202 })],
    ['another host', { uri: 'qemu+tls://kvm1/system' }, { uri: 'qemu+tls://kvm2/system' }],
    ['the machine itself', { uri: 'qemu:///system' }, ssh('kvm1')],
    ['the machines of a user', { uri: 'qemu:///system' }, { uri: 'qemu:///session' }],
    ['another socket', { uri: 'qemu:///system?socket=/run/a' }, { uri: 'qemu:///system?socket=/run/b' }],
    ['another hypervisor', { uri: 'qemu:///system' }, { uri: 'xen:///system' }],
  ])('is another one with %s', (_what, a, b) => expect(connectionOf(a)).not.toBe(connectionOf(b)));
});

describe('the lock of hosts', () => {
  const at = (way: Way & Partial<HostProps>, build: (y: Yard) => unknown): Yard => {
    const y = yard({}, { uri: undefined, ...way });
    build(y);
    return y;
  };
  const web = (y: Yard): VirtualMachine => vm(y, 'web', { stateless: true });

  test('notes those that have something, with the pools that it lies in', () => {
    const { lock } = resolved((y) => {
      const pool = StoragePool.owned('fast', { path: '/srv/fast' });
      const props = {
        subnet: y.net.addSubnet('s', { cidr: '10.1.5.0/24' }),
        os: GuestOs.debian12(),
        image: IMAGE,
        cpus: 1,
        memory: Size.gibibytes(1),
      };
      const host = (id: string): Host =>
        new Host(y.system, id, { ...ssh(id), cpus: 8, memory: Size.gibibytes(64), pool, pools: [StoragePool.lvm('slow')] });
      host('empty');
      const disk = { id: 'data', size: Size.gibibytes(1), pool: 'slow' };
      new VirtualMachine(y.system, 'app', { ...props, host: host('kvm2'), dataDisks: [disk] });
      web(y);
    });
    expect(lock.hosts).toEqual({
      kvm: { connection: 'qemu:///system', pools: { default: {} }, landmark: 'web' },
      kvm2: { connection: 'qemu+ssh://kvm2/system', pools: { fast: { path: '/srv/fast' }, slow: { type: 'lvm' } }, landmark: 'app' },
    });
  });

  test('holds as long as something of the system may be there: also after its machines have left, until they are released', () => {
    const first = at({ uri: 'qemu:///system' }, web).system.resolve().lock;
    const second = at({ uri: 'qemu:///system' }, () => undefined).system.resolve({ lock: first }).lock;
    expect(second.hosts).toEqual({ kvm: { connection: 'qemu:///system', pools: { default: {} } } });
    const elsewhere = (): Yard => at(ssh('kvm9'), () => undefined);
    expect(codesOf(elsewhere().system, second)).toEqual(['HOST_CHANGED']);
    const third = elsewhere().system.resolve({ lock: release(second, 'web') }).lock;
    expect(third.hosts).toEqual({});
  });

  test('takes another connection once it is written into it', () => {
    const first = at({ uri: 'qemu:///system' }, web).system.resolve().lock;
    const moved = { ...first, hosts: { kvm: { connection: 'qemu+ssh://kvm9/system', pools: { default: {} } } } };
    expect(codesOf(at(ssh('kvm9'), web).system, moved)).toEqual([]);
    expect(codesOf(at({ uri: 'qemu:///system' }, web).system, moved)).toEqual(['HOST_CHANGED']);
  });

  test('knows a host again by the same machine as long as that is there, and then by one that was there before', () => {
    const known = (before: Lock | undefined, ...machines: readonly (readonly [string, string])[]): Lock =>
      resolved((y) => {
        for (const [name, address] of machines) vm(y, name, { address, stateless: true });
      }, before).lock;
    const by = ({ hosts }: Lock): string | undefined => hosts.kvm?.landmark;
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name, index) => [name, `10.1.1.${40 - index}`] as const) as [
      readonly [string, string],
      readonly [string, string],
      readonly [string, string],
      readonly [string, string],
    ];
    const first = known(undefined, a);
    const second = known(first, a, b, c);
    expect([by(first), by(second)]).toEqual(['a', 'a']);
    // The one with the lowest address is new: Terraform knows nothing of it yet.
    expect(by(known(second, b, c, d))).toBe('c');
    expect(by(known(second, d))).toBe('d');
    // Locks of before did not say it.
    const { landmark: _, ...bare } = second.hosts.kvm as LockedHost;
    expect(by(known({ ...second, hosts: { kvm: bare } }, a, b, c, d))).toBe('c');
  });

  test('lets a host leave once an earlier run has removed its machines', () => {
    const two = (present: boolean, host: boolean) => (y: Yard) => {
      web(y);
      if (!host) return;
      const kvm2 = new Host(y.system, 'kvm2', { ...ssh('kvm2'), cpus: 8, memory: Size.gibibytes(64) });
      if (present) vm(y, 'app', { host: kvm2, subnet: y.net.addSubnet('s', { cidr: '10.1.5.0/24' }), stateless: true });
    };
    const first = resolved(two(true, true)).lock;
    const y = yard();
    two(false, false)(y);
    expect(codesOf(y.system, first)).toEqual(['HOST_LEAVES_TOO_SOON']);
    const second = resolved(two(false, true), first).lock;
    expect(resolved(two(false, false), second).lock.hosts).toEqual(second.hosts);
  });
});
