import fc from 'fast-check';
import { Fields } from '../../src/verify/fields';
import { readCluster } from '../../src/verify/kubernetes/cluster';
import { readJson } from '../../src/verify/kubernetes/documents';
import { protocolNumber } from '../../src/verify/kubernetes/network-policy';
import type { Pods } from '../../src/verify/kubernetes/pods';
import type { PolicySet, Remote } from '../../src/verify/kubernetes/policies';
import { readSelector, selects } from '../../src/verify/kubernetes/selector';
import { addresses } from '../../src/verify/sets/addresses';
import { intersection } from '../../src/verify/sets/intervals';
import { transport } from '../../src/verify/sets/transport';
import { judge, judged, type Question, type TrafficPeer } from './judge';

const NAMESPACES: Readonly<Record<string, Record<string, string>>> = { shop: { team: 'a' }, ops: { team: 'b' }, other: {} };

const labels = fc
  .record({ app: fc.constantFrom('x', 'y', 'z'), tier: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) })
  .map((record) => {
    const { app, tier } = record;
    return { app, ...(tier && { tier }) } as Record<string, string>;
  });

/** @param always keys that every object has: the engine takes NotIn for false where a key is missing, Kubernetes for true */
const expression = (keys: readonly string[], always = keys) =>
  fc.oneof(
    fc.record({
      key: fc.constantFrom(...always),
      operator: fc.constant('NotIn'),
      values: fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y'), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      key: fc.constantFrom(...keys),
      operator: fc.constant('In'),
      values: fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y'), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ key: fc.constantFrom(...keys), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  );

const selector = (keys: readonly string[], always?: readonly string[]) =>
  fc.record(
    {
      matchLabels: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('a', 'b', 'x', 'y'), { maxKeys: 1 }),
      matchExpressions: fc.array(expression(keys, always), { maxLength: 1 }),
    },
    { requiredKeys: [] },
  );

const podSelector = selector(['app', 'tier'], ['app']);
const namespaceSelector = selector(['team', 'kubernetes.io/metadata.name'], ['kubernetes.io/metadata.name']);

const block = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.1.2.0/24'] },
  { cidr: '10.1.0.0/16' },
  { cidr: '10.1.2.3/32' },
  { cidr: '10.0.0.0/24', except: ['10.0.0.4/30'] },
  { cidr: '192.168.0.0/16', except: ['192.168.0.0/17', '192.168.128.0/17'] },
);

const peer = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
  fc.record({ ipBlock: block }),
);

const port = fc.oneof(
  fc.record({ port: fc.constantFrom(80, 8080, 8090), protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
  fc.record({ port: fc.constantFrom<string | number>('http', 'dns'), protocol: fc.constantFrom('TCP', 'UDP') }),
  fc.record({ port: fc.constantFrom(70, 80, 8085), endPort: fc.constantFrom(8085, 8090) }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
  fc.record({ port: fc.constantFrom(80, 8080) }),
);

const rules = (ends: 'from' | 'to') =>
  fc.array(fc.record({ [ends]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }, { requiredKeys: [] }), {
    maxLength: 3,
  });

const policy = fc
  .record({
    namespace: fc.constantFrom('shop', 'ops'),
    podSelector,
    policyTypes: fc.uniqueArray(fc.constantFrom('Ingress', 'Egress'), { minLength: 1 }),
    ingress: rules('from'),
    egress: rules('to'),
  })
  .map(({ namespace, ...spec }) => ({ namespace, spec }));

interface End {
  readonly peer: TrafficPeer;
  readonly remote: Remote;
  readonly pods?: Pods;
}

const PORTS = [
  { name: 'http', protocol: 6, port: 8080 },
  { name: 'dns', protocol: 17, port: 53 },
];

const podEnd = fc
  .tuple(fc.constantFrom('shop', 'ops', 'other'), labels, fc.constantFrom('10.0.0.5', '10.1.2.3', '10.244.0.9'))
  .map(([namespace, own, ip]): End => {
    const pods: Pods = {
      name: `${namespace}/pod`,
      namespace,
      labels: own,
      identity: own,
      serviceAccount: 'default',
      hasToken: false,
      hostAccess: [],
      ports: PORTS,
      probes: [],
      addresses: [addresses(ip)],
    };
    const all = { ...NAMESPACES[namespace], 'kubernetes.io/metadata.name': namespace };
    return { peer: { IP: ip, Internal: { Namespace: namespace, NamespaceLabels: all, PodLabels: own } }, remote: { pods }, pods };
  });

const outsideEnd = fc
  .constantFrom('10.1.2.3', '10.1.9.9', '10.0.0.6', '192.168.200.1', '203.0.113.5')
  .map((ip): End => ({ peer: { IP: ip }, remote: { addresses: [addresses(ip)] } }));

const ends = fc.oneof(fc.tuple(podEnd, podEnd), fc.tuple(podEnd, podEnd), fc.tuple(outsideEnd, podEnd), fc.tuple(podEnd, outsideEnd));

const dialled = fc.constantFrom(
  { ResolvedPort: 8080, Protocol: 'TCP' as const },
  { ResolvedPort: 53, Protocol: 'UDP' as const },
  { ResolvedPort: 53, Protocol: 'TCP' as const },
  { ResolvedPort: 80, Protocol: 'TCP' as const },
  { ResolvedPort: 8085, Protocol: 'TCP' as const },
  { ResolvedPort: 8090, Protocol: 'SCTP' as const },
  { ResolvedPort: 9999, Protocol: 'UDP' as const },
);

const asked = fc.tuple(ends, dialled).map(([[from, to], { ResolvedPort, Protocol }]) => {
  // Names are those of the pods that receive.
  const name = to.pods?.ports.find((p) => p.port === ResolvedPort && p.protocol === protocolNumber(Protocol))?.name ?? '';
  const question: Question = { Source: from.peer, Destination: to.peer, ResolvedPort, ResolvedPortName: name, Protocol };
  return { from, to, question };
});

const world = fc.tuple(fc.array(policy, { minLength: 1, maxLength: 6 }), fc.array(asked, { minLength: 30, maxLength: 30 }));

function verdict(policies: PolicySet, from: End, to: End, { ResolvedPort, Protocol }: Question) {
  const wanted = transport(protocolNumber(Protocol), [ResolvedPort, ResolvedPort]);
  const passes = (direction: 'ingress' | 'egress', own: End, other: End) =>
    !own.pods || intersection(policies.allowed(direction, own.pods, other.remote), wanted).length > 0;
  return { ingress: passes('ingress', to, from), egress: passes('egress', from, to) };
}

judged('NetworkPolicies mean the same to cyclonus', () => {
  const worlds = fc.sample(world, 400).map(([policies, questions]) => ({
    policies: policies.map(({ namespace, spec }, i) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `p${i}`, namespace },
      spec,
    })),
    questions,
  }));
  const theirs = judge(
    worlds.map(({ policies, questions }) => ({ policies, questions: questions.map(({ question }) => question), selections: [] })),
  );
  const namespaces = Object.entries(NAMESPACES).map(([name, own]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: own },
  }));
  let [allowed, refused] = [0, 0];
  worlds.forEach(({ policies, questions }, i) => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...namespaces, ...policies] });
    const ours = readCluster(readJson(text, 'list'), undefined, []);
    expect(ours.problems).toEqual([]);
    questions.forEach(({ from, to, question }, j) => {
      const found = verdict(ours.policies, from, to, question);
      expect({ question, policies, ...found }).toEqual({ question, policies, ...theirs[i]?.traffic[j] });
      if (found.ingress && found.egress) allowed++;
      else refused++;
    });
  });
  // Worlds in which everything, or nothing, passes would prove nothing.
  expect(Math.min(allowed, refused)).toBeGreaterThan(2000);
});

judged("label selectors mean the same to Kubernetes' own matcher", () => {
  const selections = fc.sample(fc.record({ selector: selector(['app', 'tier']), labels }), 2000);
  const [theirs] = judge([{ policies: [], questions: [], selections }]);
  const ours = selections.map((selection) => selects(readSelector(new Fields(selection.selector)), selection.labels));
  expect(ours).toEqual(theirs?.selected);
  expect(new Set(ours).size).toBe(2);
});
