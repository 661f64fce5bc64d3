import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { End } from '../../src/model/resolved';
import { endsCalled, reachability } from '../../src/report';
import { canReach, verify as compareOutputs, findParty, reachable, readOutputs } from '../../src/verify';
import { STACK, writeReferenceOutputs } from './reference-outputs';

const { system, folder, pristine, remove } = writeReferenceOutputs();

afterAll(remove);

const optionsFor = (project: string) => ({ terraform: join(project, 'cdktf.out'), kubernetes: join(project, 'dist'), system });
const verify = (project: string): readonly string[] => compareOutputs(optionsFor(project)).map(({ kind, text }) => `${kind}: ${text}`);

/** The outputs after an edit of one file. */
function edited(file: string, edit: (text: string) => string): string {
  const project = mkdtempSync(join(folder, 'edited-'));
  cpSync(pristine, project, { recursive: true });
  const before = readFileSync(join(project, file), 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(join(project, file), after);
  return project;
}

test('the outputs of the reference system do what the model says', () => {
  expect(verify(pristine)).toEqual([]);
});

describe('hand edits and escape hatches in the stack', () => {
  interface Card {
    mac: { address: string };
    source: { network?: { network: string }; bridge?: { bridge: string } };
    filter_ref?: { filter: string };
    port_options?: unknown;
  }
  interface Stack {
    libvirt_domain: Record<string, { devices: { interfaces: Card[] } }>;
    libvirt_network: Record<string, { forward?: unknown }>;
    filter_rules: Record<string, { xml: string }>;
  }
  const inStack = (edit: (resource: Stack) => void) => (text: string) => {
    const stack = JSON.parse(text) as { resource: Omit<Stack, 'filter_rules'>; locals: Pick<Stack, 'filter_rules'> };
    edit({ ...stack.resource, ...stack.locals });
    return JSON.stringify(stack);
  };
  const cards = ({ libvirt_domain }: Stack): Card[] => libvirt_domain['database-vm']?.devices.interfaces ?? [];
  const card =
    (change: (card: Card) => void) =>
    (resource: Stack): void =>
      cards(resource).forEach(change);
  const rules =
    (edit: (xml: string) => string) =>
    ({ filter_rules }: Stack): void => {
      const step = filter_rules['database-vm'];
      if (step) step.xml = edit(step.xml);
    };
  const added = (rule: string) => rules((xml) => xml.replace('</filter>', `${rule}</filter>`));
  const CASES: readonly (readonly [name: string, edit: (resource: Stack) => void, expected: RegExp])[] = [
    ['no filter on a card', card((c) => delete c.filter_ref), /^too-wide: database-vm: its network card has no filter/],
    [
      'the filter of another machine',
      card((c) => Object.assign(c, { filter_ref: { filter: 'shop-lb-1' } })),
      /^too-wide: database-vm: it may announce 10.10.40.3 by ARP/,
    ],
    [
      'a filter that nobody defines',
      card((c) => Object.assign(c, { filter_ref: { filter: 'nope' } })),
      /^unreadable: .*nwfilter "nope" is not defined/,
    ],
    [
      'a second card',
      (r) =>
        cards(r).push({
          mac: { address: '52:54:00:aa:aa:aa' },
          source: { bridge: { bridge: 'br0' } },
          filter_ref: { filter: 'shop-database-vm' },
        }),
      /^too-wide: database-vm: it has another network card/,
    ],
    [
      'another network',
      card((c) => Object.assign(c, { source: { network: { network: `\${libvirt_network.edge.name}` } } })),
      /^too-wide: database-vm: it is on shop-edge \(route\), not on shop-data \(route\)/,
    ],
    [
      'a network that is not forwarded',
      ({ libvirt_network }) => delete libvirt_network.data?.forward,
      /^missing: .*database-vm.*there is no way between them/,
    ],
    [
      'another MAC address',
      card((c) => Object.assign(c, { mac: { address: '52:54:00:aa:aa:aa' } })),
      /^missing: database-vm: its MAC address is 52:54:00:aa:aa:aa/,
    ],
    ['a bridge port that is not isolated', card((c) => delete c.port_options), /^too-wide: database-vm: its bridge port is not isolated/],
    [
      'a rule for everyone',
      added(`<rule action='accept' direction='in' priority='1'><ip protocol='tcp' dstportstart='22'/></rule>`),
      /^too-wide: database-vm: it lets in tcp 22, .*which no flow allows/,
    ],
    [
      'a rule for a neighbour that its own filter stops',
      added(`<rule action='accept' direction='in' priority='1'><ip srcipaddr='10.10.40.3' protocol='tcp' dstportstart='22'/></rule>`),
      /which no flow allows .*; the filter of shop-lb-1 still stops it$/,
    ],
    [
      'rules by connection tracking',
      added(`<rule action='accept' direction='in'><tcp dstportstart='22'/></rule>`),
      /^unreadable: .*<tcp> rules are not known/,
    ],
    [
      'IPv6',
      added(`<rule action='accept' direction='inout' priority='1'><ipv6/></rule>`),
      /^too-wide: database-vm: it may receive IPv6 packets/,
    ],
    [
      'no protection against false MAC addresses',
      rules((xml) => xml.replace(/<filterref filter='no-mac-spoofing'\/>/, '')),
      /^too-wide: database-vm: it may send ipv4 frames under other MAC addresses/,
    ],
    [
      'no drop at the end',
      rules((xml) => xml.replace(/<rule action='drop' direction='inout' priority='1000'\/>/, '')),
      /^too-wide: database-vm: it lets in every/,
    ],
    [
      'an unbounded rule for answers',
      rules((xml) => xml.replace(` srcportstart='53' dstportstart='32768' dstportend='60999'`, ` srcportstart='53'`)),
      /^too-wide: database-vm: it lets in tcp 0–32767 from source port 53, 10.10.10.1 → 10.10.10.2/,
    ],
    [
      'a machine that sends under the address of another',
      added(
        `<rule action='accept' direction='out' priority='1'><ip srcipaddr='10.10.20.2' dstipaddr='10.10.30.193' protocol='tcp' dstportstart='8080'/></rule>`,
      ),
      /^too-wide: database-vm: it lets out tcp 8080, 10.10.20.2 \(legacy-app-vm\) → 10.10.30.193/,
    ],
    [
      'a missing rule',
      rules((xml) => xml.replace(/ *<rule [^\n]*>(<ip [^\n]*dstportstart='5432'[^\n]*)<\/rule>\n/, '')),
      /^missing: order-service → database-vm \(declared\) is allowed by the model, but tcp 5432 is stopped by the filter of shop-database-vm \(in\)/,
    ],
    [
      'a machine that is gone',
      ({ libvirt_domain }) => delete libvirt_domain['database-vm'],
      /^missing: database-vm: the machine is not in the output/,
    ],
  ];
  test.each(CASES)('%s', (_, edit, expected) => {
    expect(verify(edited(STACK, inStack(edit)))).toContainEqual(expect.stringMatching(expected));
  });

  test('a stack that is not JSON', () => {
    expect(verify(edited(STACK, (text) => text.slice(1)))).toContainEqual(
      expect.stringMatching(/^unreadable: stacks\/shop\/cdk.tf.json: not JSON/),
    );
  });
});

describe('hand edits of manifests', () => {
  const CASES: readonly (readonly [name: string, file: string, from: RegExp | string, to: string, expected: RegExp])[] = [
    [
      'another port',
      '50-order-service',
      'port: 5432',
      'port: 5433',
      /^missing: order-service → database-vm .*tcp 5432 is stopped by the NetworkPolicies of shop\/order-service/,
    ],
    [
      'a wider block',
      '50-order-service',
      'cidr: 10.10.10.2/32',
      'cidr: 10.10.10.0/24',
      /^too-wide: shop\/order-service: it may reach .*10.10.10.0/,
    ],
    [
      'every port',
      '50-order-service',
      /ports:\n +- port: 5432\n +protocol: TCP\n +to:/,
      'to:',
      /^too-wide: shop\/order-service: it may reach 10.10.10.2 \(everything but tcp 5432\)/,
    ],
    ['every namespace', '50-payment-service', /kubernetes.io\/metadata.name: shop/, 'x: y', /^missing: order-service → payment-service/],
    // The gateway's sidecar knows Services by their names; past them it speaks plaintext, and nobody can tell who it is.
    [
      "a route that hands on the client's Host",
      '60-gateway-api',
      'konghq.com/preserve-host: "false"',
      'konghq.com/preserve-host: "true"',
      /^missing: api → .*: the route api-.* keeps the client's Host, which its sidecar does not know/,
    ],
    [
      'a gateway that dials pods',
      '50-order-service',
      'ingress.kubernetes.io/service-upstream: "true"',
      'x: y',
      /^missing: api → order-service: the gateway dials its pods, past the Service that its sidecar knows/,
    ],
    [
      'a route to another service',
      '60-gateway-api',
      / name: order-service\n/,
      ' name: other-service\n',
      /^missing: api → order-service: no route leads there/,
    ],
    [
      'no default deny',
      '20-policy',
      'kind: NetworkPolicy',
      'kind: ConfigMap',
      /^too-wide: any pod of the namespace shop: it may be reached from .*\(no NetworkPolicy selects it\)/,
    ],
    [
      'a policy of another make',
      '20-policy',
      'networking.k8s.io/v1',
      'cilium.io/v2',
      /^unreadable: .*what a NetworkPolicy \(cilium.io\) does to traffic is not known/,
    ],
    [
      'plaintext for everyone',
      '20-policy',
      'mode: STRICT',
      'mode: PERMISSIVE',
      /^too-wide: shop\/user-service: the mesh takes plaintext at port 0–65535/,
    ],
    [
      'an account of another namespace',
      '50-order-service',
      'ns/kong/sa',
      'ns/other/sa',
      /^too-wide: shop\/order-service: the mesh lets in the account other\/kong-gateway/,
    ],
    [
      'a name that leads elsewhere',
      '11-endpoints',
      '- 10.10.10.2',
      '- 10.10.20.2',
      /^too-wide: the name database-vm.shop leads to 10.10.20.2 instead of 10.10.10.2/,
    ],
    [
      'port names that do not meet',
      '11-endpoints',
      /(ports:\n +- appProtocol: tcp\n +name: )postgresql(\n.*\n.*\n---)/,
      '$1psql$2',
      /^missing: the name database-vm.shop does not lead to tcp 5432/,
    ],
    [
      'another virtual address',
      '50-order-service',
      'loadBalancerIPs: 10.10.30.193',
      'loadBalancerIPs: 10.10.30.199',
      /^missing: legacy-app-vm → order-service .*is stopped by/,
    ],
    [
      'a Service that hides senders',
      '50-order-service',
      'externalTrafficPolicy: Local',
      'externalTrafficPolicy: Cluster',
      /^missing: legacy-app-vm → order-service .*which hides senders/,
    ],
    [
      'a Service that lets everyone in as a node',
      '50-order-service',
      'externalTrafficPolicy: Local',
      'externalTrafficPolicy: Cluster',
      /^too-wide: the Service order-service-external.shop lets everyone in to order-service under the address of a node/,
    ],
    [
      'a Service on a port of every node',
      '50-user-service',
      /(kind: Service\n(?:.*\n)*?spec:\n)/,
      '$1  type: NodePort\n  externalTrafficPolicy: Local\n',
      /^too-wide: the Service user-service.shop opens user-service to the outside/,
    ],
    [
      'pods on the network of their node',
      '50-user-service',
      /( +)(automountServiceAccountToken: false\n +containers)/,
      '$1hostNetwork: true\n$1$2',
      /^unreadable: .*shop\/user-service uses its node's network/,
    ],
    ['text that is not YAML', '20-policy', 'podSelector: {}', 'podSelector: {', /^unreadable: 20-policy.k8s.yaml: not YAML/],
  ];
  test.each(CASES)('%s', (_, file, from, to, expected) => {
    expect(verify(edited(`dist/${file}.k8s.yaml`, (text) => text.replace(from, to)))).toContainEqual(expect.stringMatching(expected));
  });
});

test('questions about the outputs', () => {
  const { world, problems } = readOutputs(optionsFor(pristine));
  expect(problems).toEqual([]);
  const ask = (from: string, to: string, port: number) => canReach(world, findParty(world, from), findParty(world, to), 'tcp', port);
  expect(ask('shop/order-service', 'shop-database-vm', 5432)).toMatchObject({ allowed: true, assured: [[1024, 65535]] });
  expect(ask('shop-legacy-app-vm', 'shop-database-vm', 5432)).toMatchObject({ allowed: false, sourcePorts: [] });
  expect(ask('192.0.2.1', 'shop-database-vm', 22).allowed).toBe(false);
  // What bounded rules for answers leave open at the hypervisor, the guest's own firewall shuts: it knows what it asked for.
  expect(ask('shop-database-vm', 'shop-k8s-node-1', 10250)).toMatchObject({ allowed: false, sourcePorts: [] });
  expect(ask('shop-database-vm', 'shop-k8s-node-1', 10250).obstacles).toContain('the firewall inside shop-k8s-node-1');
  const pods = [...reachable(world)]
    .filter(({ from }) => from === 'shop/order-service')
    .map(({ to, protocol, ports }) => `${to} ${protocol} ${ports[0]}`);
  expect(pods.sort()).toEqual([
    'shop-database-vm tcp 5432',
    'shop-legacy-app-vm tcp 8080',
    'shop/payment-service tcp 8080',
    'shop/stock-service tcp 8080',
  ]);
});

test('the outputs do what `why` answers: let through what it calls allowed, and stop the rest where it names a point that is exact', () => {
  const { world } = readOutputs(optionsFor(pristine));
  const parties = [
    ...system.machines.map(({ name, objectName }) => [name, objectName] as const),
    ...system.workloads.map(({ name, namespace }) => [name, `${namespace}/${name}`] as const),
  ].map(([name, called]) => ({ end: endsCalled(name, system)[0] as End, party: findParty(world, called) }));
  const asked = { allowed: 0, stopped: 0 };
  for (const from of parties) {
    for (const to of parties) {
      if (from === to) continue;
      for (const port of [22, 443, 5432, 8080]) {
        const answer = reachability(system, from.end, to.end, { protocol: 'tcp', from: port, to: port, name: '' });
        const question = `${answer.from.name} to ${answer.to.name} at ${port}`;
        const { allowed } = canReach(world, from.party, to.party, 'tcp', port);
        const written = answer.flows.filter(({ exempt }) => exempt === undefined);
        if (written.length > 0) expect([question, allowed]).toEqual([question, true]);
        else if (answer.flows.length === 0 && answer.stops.some(({ wider }) => wider.length === 0))
          expect([question, allowed]).toEqual([question, false]);
        else continue;
        asked[written.length > 0 ? 'allowed' : 'stopped'] += 1;
      }
    }
  }
  // Eight declared pairs; three nodes, each of which may reach both others at all four ports.
  expect(asked).toEqual({ allowed: 8 + 3 * 2 * 4, stopped: expect.any(Number) });
  expect(asked.stopped).toBeGreaterThan(200);
});
