import { canReach, findParty, reachable } from '../../../src/verify';
import { accept, filtered, pair, type SmallWorld, smallWorld } from './small-world';

const judge = (world: SmallWorld, from: string, to: string, port: number, protocol: 'tcp' | 'udp' | 'icmp' = 'tcp') => {
  const built = smallWorld(world);
  return canReach(built, findParty(built, from), findParty(built, to), protocol, port);
};
const EVERY = [[0, 65535]];

describe('two machines of one network', () => {
  const world = (server: string, client?: string): SmallWorld => ({
    networks: { 'h1/a': ['route', '10.0.1.0/24'] },
    machines: {
      client: { network: 'h1/a', address: '10.0.1.10', ...(client !== undefined && { rules: client }) },
      server: { network: 'h1/a', address: '10.0.1.20', rules: server },
    },
  });

  test('both filters and the answers count', () => {
    expect(judge(world(filtered(pair('in', 22)), filtered(pair('out', 22))), 'client', 'server', 22)).toMatchObject({
      allowed: true,
      sourcePorts: EVERY,
      // Answers pass to ports from 1024 on.
      assured: [[1024, 65535]],
      path: [
        expect.anything(),
        expect.stringMatching(/nwfilter "client".*accept out/),
        expect.stringMatching(/nwfilter "server".*accept in/),
      ],
      obstacles: ['the filter of server (out), for answers', 'the filter of client (in), for answers'],
    });
  });

  test('a sender that is not let out, and a receiver that lets nothing in', () => {
    expect(judge(world(filtered(pair('in', 22)), filtered(pair('out', 23))), 'client', 'server', 22)).toMatchObject({
      allowed: false,
      assured: [],
      obstacles: ['the filter of client (out)', 'the filter of server (out), for answers', 'the filter of client (in), for answers'],
    });
    expect(judge(world(filtered()), 'client', 'server', 22).allowed).toBe(false);
  });

  test('packets that arrive and are never answered are allowed and not assured', () => {
    const oneWay = judge(world(filtered(accept('in', `protocol='tcp' dstportstart='22'`))), 'client', 'server', 22);
    expect([oneWay.allowed, oneWay.sourcePorts, oneWay.assured]).toEqual([true, EVERY, []]);
  });

  test('an unbounded rule for answers opens every port to the server', () => {
    const careless = filtered(accept('out', `protocol='tcp' dstportstart='8080'`), accept('in', `protocol='tcp' srcportstart='8080'`));
    expect(judge(world(careless), 'client', 'server', 22)).toMatchObject({ allowed: true, sourcePorts: [[8080, 8080]] });
    const careful = filtered(pair('out', 8080));
    expect(judge(world(careful), 'client', 'server', 22).allowed).toBe(false);
    expect(judge(world(careful), 'client', 'server', 5000)).toMatchObject({ allowed: true, sourcePorts: [[8080, 8080]] });
  });

  test('ICMP', () => {
    const both = filtered(accept('in', `protocol='icmp'`), accept('out', `protocol='icmp'`));
    expect(judge(world(both), 'client', 'server', 0, 'icmp')).toMatchObject({ allowed: true, assured: EVERY });
    expect(judge(world(filtered(pair('in', 22))), 'client', 'server', 0, 'icmp').allowed).toBe(false);
  });

  test('isolated bridge ports keep honest machines apart, and only those', () => {
    const { networks, machines } = world(filtered(pair('in', 22)));
    const isolated = Object.fromEntries(Object.entries(machines).map(([name, machine]) => [name, { ...machine, isolated: true }]));
    expect(judge({ networks, machines: isolated }, 'client', 'server', 22)).toMatchObject({
      allowed: true,
      assured: [],
      obstacles: expect.arrayContaining(['the isolation of bridge ports']),
    });
  });

  test('a guest without a route to its client does not answer', () => {
    const { networks, machines } = world(filtered(pair('in', 22)));
    const routes = (destinations: readonly string[]) =>
      judge(
        {
          networks,
          machines: {
            ...machines,
            server: { ...(machines.server as never as object), network: 'h1/a', address: '10.0.1.20', routes: destinations },
          },
        },
        '192.0.2.1',
        'server',
        22,
      );
    expect(routes(['10.0.1.0/24']).obstacles).toContain('the routes of server, for answers');
    expect(routes(['0.0.0.0/0'])).toMatchObject({ allowed: true, assured: [[1024, 65535]] });
  });
});

describe('what hosts forward', () => {
  const OPEN = {};
  const world = (from: string, to: string): SmallWorld => ({
    networks: {
      'h1/route': ['route', '10.0.1.0/24'],
      'h1/nat': ['nat', '10.0.2.0/24'],
      'h1/open': ['open', '10.0.3.0/24'],
      'h1/isolated': ['isolated', '10.0.4.0/24'],
      'h1/target': [to as 'route', '10.0.9.0/24'],
      'h2/route': ['route', '10.0.5.0/24'],
      'h1/bridge': ['bridge', '10.0.6.0/24'],
    },
    machines: {
      client: {
        network: from,
        address: {
          'h1/route': '10.0.1.5',
          'h1/nat': '10.0.2.5',
          'h1/open': '10.0.3.5',
          'h1/isolated': '10.0.4.5',
          'h2/route': '10.0.5.5',
          'h1/bridge': '10.0.6.5',
        }[from] as string,
        ...OPEN,
      },
      server: { network: 'h1/target', address: '10.0.9.5', ...OPEN },
    },
  });

  test.each([
    ['h1/route', { route: true, nat: false, open: true, isolated: false }],
    ['h1/open', { route: true, nat: false, open: true, isolated: false }],
    ['h1/nat', { route: true, nat: false, open: true, isolated: false }],
    ['h1/isolated', { route: false, nat: false, open: false, isolated: false }],
    ['h2/route', { route: true, nat: false, open: true, isolated: false }],
    ['h1/bridge', { route: true, nat: false, open: true, isolated: false }],
  ])('from %s', (from, expected) => {
    const found = Object.keys(expected).map((to) => [to, judge(world(from, to), 'client', 'server', 22).allowed]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test('nothing enters isolated and NAT networks from outside, everything leaves NAT', () => {
    const out = (from: string) => judge(world(from, 'route'), 'client', '192.0.2.1', 443).allowed;
    const into = (to: string) => judge(world('h1/route', to), '192.0.2.1', 'server', 443).allowed;
    expect(['h1/route', 'h1/nat', 'h1/isolated'].map(out)).toEqual([true, true, false]);
    expect(['route', 'nat', 'open', 'isolated'].map(into)).toEqual([true, false, true, false]);
  });

  test('a host reaches all of its own networks, also under its address in another', () => {
    expect(judge(world('h1/route', 'isolated'), '10.0.9.1', 'server', 22).allowed).toBe(true);
    expect(judge(world('h1/route', 'isolated'), 'server', '10.0.9.1', 53, 'udp').allowed).toBe(true);
  });

  test('a sender behind NAT is seen as the host in the network of the receiver', () => {
    const { networks, machines } = world('h1/nat', 'route');
    const serverFor = (source: string) => ({
      ...machines.server,
      network: 'h1/target',
      address: '10.0.9.5',
      rules: filtered(accept('in', `srcipaddr='${source}'`), accept('out', `dstipaddr='${source}'`)),
    });
    expect(judge({ networks, machines: { ...machines, server: serverFor('10.0.2.5') } }, 'client', 'server', 22).allowed).toBe(false);
    expect(judge({ networks, machines: { ...machines, server: serverFor('10.0.9.1') } }, 'client', 'server', 22)).toMatchObject({
      allowed: true,
      assured: EVERY,
    });
  });
});

test('everything that reaches anything is found from the rules', () => {
  const world = smallWorld({
    networks: { 'h1/a': ['route', '10.0.1.0/24'], 'h1/b': ['route', '10.0.2.0/24'], 'h1/c': ['isolated', '10.0.3.0/24'] },
    machines: {
      web: {
        network: 'h1/a',
        address: '10.0.1.10',
        rules: filtered(
          accept('in', `protocol='tcp' srcipaddr='192.0.2.0' srcipmask='24' dstportstart='443'`),
          accept('out', `protocol='tcp' dstipaddr='10.0.2.10' dstportstart='5432'`),
        ),
      },
      database: {
        network: 'h1/b',
        address: '10.0.2.10',
        rules: filtered(accept('in', `protocol='tcp' srcipaddr='10.0.1.0' srcipmask='24' dstportstart='5432'`)),
      },
      alone: { network: 'h1/c', address: '10.0.3.10', rules: filtered(accept('in', '')) },
    },
  });
  const words = [...reachable(world)].map(({ from, to, protocol, ports }) => `${from} → ${to} ${protocol} ${ports[0]}`);
  expect(words.sort()).toEqual(
    [
      // Unknown neighbours of the web machine, which the rule takes in.
      '10.0.1.0–10.0.1.9 → database tcp 5432',
      '10.0.1.11–10.0.1.255 → database tcp 5432',
      'web → database tcp 5432',
      '192.0.2.0/24 → web tcp 443',
      // The neighbourhood of a machine that lets everything in.
      ...['icmp', 'sctp', 'tcp', 'udp', 'vrrp'].flatMap((protocol) =>
        ['10.0.3.0–10.0.3.9', '10.0.3.11–10.0.3.255'].map((from) => `${from} → alone ${protocol} 0`),
      ),
    ].sort(),
  );
});
