import { Forward, GuestOs, Port, type ResolvedPort, type ResolvedSystem } from '../../src/model';
import { address } from '../../src/verify/sets/addresses';
import { PROTOCOL_NUMBERS } from '../../src/verify/sets/transport';
import { legacy, named, resolved, vm, type Yard } from '../model/fixture';
import { render, worldFrom } from '../properties/outputs';

const because = 'test';
const SQL = Port.tcp(1433);

/** Ports of a machine that its card lets another one send to from a port, as `first-last`. */
function openTo(system: ResolvedSystem, name: string, peer: string, protocol: 'tcp' | 'udp', port: number): readonly string[] {
  const { nic, objectName } = named(system.machines, name);
  const number = PROTOCOL_NUMBERS[protocol];
  const from = address(named(system.machines, peer).nic.address);
  const own = address(nic.address);
  const passed = worldFrom(system, render(system))
    .machines.get(objectName)
    ?.filter.through('in', {
      src: [from, from],
      dst: [own, own],
      protocol: [number, number],
      srcPorts: [port, port],
      dstPorts: [0, 65535],
    });
  return (passed ?? []).map(({ dstPorts: [first, last] }) => `${first}-${last}`).sort();
}

const note = (system: ResolvedSystem, id: string): string | undefined =>
  system.flows.find((flow) => flow.id === id)?.enforcement.find(({ point }) => point === 'hypervisor-egress')?.why;

const OLD = { os: GuestOs.windowsServer2003(), listens: [SQL, Port.tcp(3306), Port.udp(1434)] };

describe('answers reach a machine at the ports that its connections come from, and not at those that it listens on', () => {
  test('Windows Server 2003, whose own range holds them: remote desktop and databases', () => {
    const { system } = resolved((y) => y.system.policy.allow(legacy(y, 'old', OLD), vm(y, 'web'), { because }));
    expect(openTo(system, 'old', 'web', 'tcp', 8080)).toEqual(['1025-1432', '1434-3305', '3307-3388', '3390-5000']);
    expect(note(system, 'old-to-web')).toContain('to ports 1025 to 1432, 1434 to 3305, 3307 to 3388 and 3390 to 5000 of the sender');
  });

  test('of each protocol by itself', () => {
    const { system } = resolved((y) =>
      y.system.policy.allow(legacy(y, 'old', OLD), vm(y, 'web', { listens: [Port.udp(9000)] }), { because }),
    );
    expect(openTo(system, 'old', 'web', 'udp', 9000)).toEqual(['1025-1433', '1435-5000']);
  });

  test('not less than that: single ports of a range may be free, and be chosen', () => {
    const listens = [Port.tcpRange(40000, 50000), Port.tcp(55000)];
    const { system } = resolved((y) => y.system.policy.allow(vm(y, 'ftp', { listens }), vm(y, 'web'), { because }));
    expect(openTo(system, 'ftp', 'web', 'tcp', 8080)).toEqual(['32768-54999', '55001-60999']);
  });

  test('one of a whole subnet that may send: its own ports, whatever its neighbours are', () => {
    const { system } = resolved((y) => {
      const net = y.net.addSubnet('mixed', { cidr: '10.1.5.0/24' });
      vm(y, 'new', { subnet: net });
      legacy(y, 'old', { ...OLD, subnet: net });
      y.system.policy.allow(net, vm(y, 'web'), { because });
    });
    expect(openTo(system, 'new', 'web', 'tcp', 8080)).toEqual(['32768-60999']);
    expect(openTo(system, 'old', 'web', 'tcp', 8080)).toEqual(['1025-1432', '1434-3305', '3307-3388', '3390-5000']);
    expect(note(system, 'subnet-mixed-to-web')).toContain('1025 to 1432, 1434 to 3305, 3307 to 3388, 3390 to 5000 and 32768 to 60999');
  });

  test('behind NAT, where the receiver sees the ports of the host', () => {
    const build = (y: Yard) => {
      const nat = y.net.addSubnet('nat', { cidr: '10.1.5.0/24', forward: Forward.NAT });
      y.system.policy.allow(legacy(y, 'old', { ...OLD, subnet: nat }), [vm(y, 'web'), vm(y, 'near', { subnet: nat })], { because });
    };
    const { system } = resolved(build);
    expect(openTo(system, 'old', 'web', 'tcp', 8080)).toEqual(['1025-1432', '1434-3305', '3307-3388', '3390-5000']);
    const replies = system.flows.find(({ id }) => id === 'old-to-web')?.replyPorts.tcp as readonly Pick<ResolvedPort, 'from' | 'to'>[];
    expect(replies).toEqual([{ from: 1024, to: 65535 }]);
  });
});
