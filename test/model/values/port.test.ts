import { comparePorts, EVERY_PACKET, Port, portsOverlap, portText, portWithin } from '../../../src/model/values';

describe('ports', () => {
  test.each([
    [Port.tcp(5432), 'tcp/5432', 'tcp-5432'],
    [Port.tcp(5432, 'postgresql'), 'tcp/5432', 'postgresql'],
    [Port.udp(53, 'dns'), 'udp/53', 'dns'],
    [Port.sctp(36412, 's1'), 'sctp/36412', 's1'],
    [Port.tcpRange(8000, 8010), 'tcp/8000-8010', 'tcp-8000'],
    [Port.udpRange(10000, 10000), 'udp/10000', 'udp-10000'],
    [Port.icmp(), 'icmp', 'icmp'],
  ])('%s', (port, text, name) => {
    expect([`${port}`, port.resolved.name, port.defect]).toEqual([text, name, undefined]);
  });

  test.each([1, 65535])('%d is a port', (number) => expect(Port.tcp(number, 'a').defect).toBeUndefined());
  test.each([0, -1, 65536, 1.5, Number.NaN, Infinity])('%d is none', (number) =>
    expect(Port.tcp(number, 'a').defect).toBe(`tcp port ${number} is not a whole number from 1 to 65535`));
  test('a range does not run backwards', () => expect(Port.tcpRange(9, 8).defect).toBe('tcp port range 9 to 8 ends before it starts'));

  test.each(['http', 'a', '3com-net', 'a-b-c', 'x'.repeat(15)])('%j is a name', (name) => expect(Port.tcp(1, name).defect).toBeUndefined());
  test.each(['', '123', 'HTTP', 'a--b', '-a', 'a-', 'a_b', 'x'.repeat(16)])('%j is no name', (name) =>
    expect(Port.tcp(1, name).defect).toContain(`port name "${name}" is not an IANA service name`));

  test.each([
    [Port.tcp(25), true],
    [Port.tcp(2525, 'smtp'), true],
    [Port.tcp(2525, 'smtp-relay'), true],
    [Port.tcp(3306), true],
    [Port.tcp(465, 'smtps'), false], // TLS: the client greets
    [Port.tcp(8080, 'http'), false],
    [Port.udp(25), false],
    [Port.tcp(2525, 'smtp', { serverFirst: false }), false],
    [Port.tcp(7777, 'motd', { serverFirst: true }), true],
    [Port.tcpRange(20, 30), false],
    [Port.tcpRange(20, 30, 'ftp', { serverFirst: true }), true],
  ])('%s: whether its server speaks first', (port, expected) => expect(port.resolved.serverFirst ?? false).toBe(expected));

  test('lie within others of their protocol', () => {
    const [range, one, udp] = [Port.tcpRange(10, 20).resolved, Port.tcp(15).resolved, Port.udp(15).resolved];
    expect([portWithin(one, range), portWithin(range, one), portWithin(udp, range), portWithin(range, range)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test.each([
    [Port.tcp(80), Port.tcp(80, 'other'), true],
    [Port.tcpRange(10, 20), Port.tcpRange(20, 30), true],
    [Port.tcpRange(10, 20), Port.tcpRange(21, 30), false],
    [Port.tcp(53), Port.udp(53), false],
    [Port.icmp(), Port.icmp(), true],
    [{ resolved: EVERY_PACKET }, Port.udp(53), true],
  ])('%s and %s overlap: %s', (a, b, overlap) => {
    expect([portsOverlap(a.resolved, b.resolved), portsOverlap(b.resolved, a.resolved)]).toEqual([overlap, overlap]);
  });

  test('are ordered by protocol, then by number', () => {
    const ports = [Port.icmp(), Port.udp(1), Port.tcp(100), Port.tcp(20, 'b'), Port.tcp(20, 'a'), Port.tcpRange(20, 30)].map(
      (port) => port.resolved,
    );
    expect(ports.sort(comparePorts).map((port) => `${portText(port)} ${port.name}`)).toEqual([
      'tcp/20 a',
      'tcp/20 b',
      'tcp/20-30 tcp-20',
      'tcp/100 tcp-100',
      'udp/1 udp-1',
      'icmp icmp',
    ]);
  });

  test('that stand for everything are written so', () => expect(portText({ protocol: 'any', from: 0, to: 0, name: 'any' })).toBe('any'));
});
