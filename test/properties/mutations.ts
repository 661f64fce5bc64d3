import type { Manifest } from '../both-outputs/render';
import type { Rendered } from './outputs';

/** One deliberate mistake in one place of the outputs. */
export interface Mutant {
  readonly place: string;
  readonly rendered: Rendered;
}

/** A kind of mistake, at every place where it can be made. */
export type Mutation = (rendered: Rendered) => readonly Mutant[];

// biome-ignore lint/suspicious/noExplicitAny: manifests are taken apart freely here
type Json = any;

/** Changes one manifest of a kind after the other. @param edit answers false where the mistake cannot be made */
function manifests(kind: string, edit: (spec: Json, manifest: Json) => boolean): Mutation {
  return (rendered) =>
    eachManifest(rendered, kind, (manifest) => {
      const copy = structuredClone(manifest);
      return edit(copy.spec, copy) ? [copy as unknown as Manifest] : undefined;
    });
}

const removed =
  (kind: string, which: (manifest: Manifest) => boolean = () => true): Mutation =>
  (rendered) =>
    eachManifest(rendered, kind, (manifest) => (which(manifest) ? [] : undefined));

function eachManifest(rendered: Rendered, kind: string, change: (manifest: Manifest) => readonly Manifest[] | undefined): Mutant[] {
  return [...rendered.manifests].flatMap(([cluster, list]) =>
    list.flatMap((manifest, index): Mutant[] => {
      const changed = manifest.kind === kind ? change(manifest) : undefined;
      if (!changed) return [];
      const place = `${cluster}: ${kind} ${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
      return [
        { place, rendered: { ...rendered, manifests: new Map(rendered.manifests).set(cluster, list.toSpliced(index, 1, ...changed)) } },
      ];
    }),
  );
}

/** Changes one line of one filter after the other. @param edit answers the line unchanged where the mistake cannot be made */
const lines =
  (edit: (line: string) => string | undefined): Mutation =>
  (rendered) =>
    [...rendered.filters].flatMap(([machine, xml]) =>
      xml.split('\n').flatMap((line, index, all): Mutant[] => {
        const changed = edit(line);
        if (changed === line) return [];
        const text = all.toSpliced(index, 1, ...(changed === undefined ? [] : [changed])).join('\n');
        return [{ place: `${machine}: ${line.trim()}`, rendered: { ...rendered, filters: new Map(rendered.filters).set(machine, text) } }];
      }),
    );

/** Asking by ARP whether an address is free is a courtesy, without which everything works. */
const isAccept = (line: string): boolean => line.includes("<rule action='accept'") && !line.includes("comment='probes'");

/** Edits what matches; the line as it is where nothing does. Comments are not meant. */
const replaced = (pattern: RegExp, by: (...found: string[]) => string): Mutation =>
  lines((line) => (isAccept(line) ? line.replace(pattern, by) : line));

const rulesOf = (spec: Json): Json[] => [...(spec.ingress ?? []), ...(spec.egress ?? [])];
const peersOf = (spec: Json): Json[] => rulesOf(spec).flatMap((rule) => rule.from ?? rule.to ?? []);
const blocksOf = (spec: Json): Json[] => peersOf(spec).flatMap((peer) => peer.ipBlock ?? []);
const portsOf = (spec: Json): Json[] => rulesOf(spec).flatMap((rule) => rule.ports ?? []);
const authorized = (spec: Json): Json[] => spec.rules ?? [];

/** Edits the first thing of a list. */
const first = (list: Json[], edit: (item: Json) => void): boolean => {
  const [item] = list;
  if (item !== undefined) edit(item);
  return item !== undefined;
};

const set = (target: Json, value: Json): boolean => Object.assign(target, value) === target;

/** One bit less: twice as many addresses. */
const widened = (cidr: string): string => {
  const [address = '', prefix = '32'] = cidr.split('/');
  return `${address}/${Number(prefix) - 1}`;
};

const isDefault = ({ metadata }: Manifest): boolean => metadata.name === 'default-deny';

/** What goes wrong in manifests. */
export const MANIFEST_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a NetworkPolicy is gone': removed('NetworkPolicy', (manifest) => !isDefault(manifest)),
  'the default deny is gone': removed('NetworkPolicy', isDefault),
  'a port is another': manifests('NetworkPolicy', (spec) =>
    first(portsOf(spec), (port) => set(port, { port: port.port + 1, ...(port.endPort && { endPort: port.endPort + 1 }) })),
  ),
  'a range is longer': manifests('NetworkPolicy', (spec) =>
    first(portsOf(spec), (port) => set(port, { endPort: (port.endPort ?? port.port) + 1 })),
  ),
  'a protocol is another': manifests('NetworkPolicy', (spec) =>
    first(portsOf(spec), (port) => set(port, { protocol: port.protocol === 'TCP' ? 'UDP' : 'TCP' })),
  ),
  'the ports are gone': manifests('NetworkPolicy', (spec) => first(rulesOf(spec), (rule) => set(rule, { ports: undefined }))),
  'a CIDR is wider': manifests('NetworkPolicy', (spec) =>
    first(
      blocksOf(spec).filter((block) => !block.cidr.endsWith('/0')),
      (block) => set(block, { cidr: widened(block.cidr) }),
    ),
  ),
  'an exception is gone': manifests('NetworkPolicy', (spec) =>
    first(
      blocksOf(spec).filter((block) => block.except),
      (block) => block.except.shift(),
    ),
  ),
  'a peer may be any pod of its namespace': manifests('NetworkPolicy', (spec) =>
    first(
      peersOf(spec).filter((peer) => peer.podSelector),
      (peer) => set(peer, { podSelector: {} }),
    ),
  ),
  'a peer may be in any namespace': manifests('NetworkPolicy', (spec) =>
    first(
      peersOf(spec).filter((peer) => peer.namespaceSelector),
      (peer) => set(peer, { namespaceSelector: {} }),
    ),
  ),
  'a policy is for all pods': manifests(
    'NetworkPolicy',
    (spec, { metadata }) => metadata.name !== 'default-deny' && set(spec, { podSelector: {} }),
  ),
  'ingress and egress are swapped': manifests('NetworkPolicy', (spec) => {
    const { ingress, egress } = spec;
    if (!ingress && !egress) return false;
    const turned = (rules: Json[] | undefined, from: string, to: string) =>
      rules?.map(({ [from]: peers, ports }) => ({ [to]: peers, ports }));
    return set(spec, {
      policyTypes: [ingress ? 'Egress' : 'Ingress'],
      egress: turned(ingress, 'from', 'to'),
      ingress: turned(egress, 'to', 'from'),
    });
  }),
  'an AuthorizationPolicy is gone': removed('AuthorizationPolicy'),
  'an AuthorizationPolicy lets in everyone': manifests('AuthorizationPolicy', (spec) => set(spec, { action: 'ALLOW', rules: [{}] })),
  'an AuthorizationPolicy is for all ports': manifests('AuthorizationPolicy', (spec) =>
    // Under strict mutual TLS nobody without an account gets through at other ports anyway.
    first(
      authorized(spec).filter((rule) => rule.from.some((from: Json) => from.source.principals)),
      (rule) => set(rule, { to: undefined }),
    ),
  ),
  'an AuthorizationPolicy does not ask who it is': manifests('AuthorizationPolicy', (spec) =>
    first(authorized(spec), (rule) => set(rule, { from: undefined })),
  ),
  'an AuthorizationPolicy names another account': manifests('AuthorizationPolicy', (spec) =>
    first(
      authorized(spec).flatMap((rule) => rule.from.filter((from: Json) => from.source.principals)),
      ({ source }) => set(source, { principals: source.principals.map((principal: string) => `${principal}-x`) }),
    ),
  ),
  'a rule of an AuthorizationPolicy is gone': manifests('AuthorizationPolicy', (spec) => authorized(spec).shift() !== undefined),
  'a PeerAuthentication for single ports is gone': removed('PeerAuthentication', ({ metadata }) => metadata.name !== 'default'),
  'plaintext is taken everywhere': manifests(
    'PeerAuthentication',
    (spec) => spec.mtls.mode === 'STRICT' && set(spec, { mtls: { mode: 'PERMISSIVE' } }),
  ),
  'a Sidecar is gone': removed('Sidecar'),
  'a Sidecar is told of everybody': manifests('Sidecar', (spec) => set(spec, { egress: [{ hosts: ['*/*'] }] })),
  'a Sidecar is told of one fewer': manifests('Sidecar', ({ egress: [listener] }) => {
    const hosts = listener.hosts.filter((host: string) => !host.startsWith('istio-system/'));
    return hosts.length > 0 && set(listener, { hosts: listener.hosts.filter((host: string) => host !== hosts[0]) });
  }),
  'a DestinationRule is gone': removed('DestinationRule'),
  'a DestinationRule asks machines for mutual TLS': manifests('DestinationRule', (spec) =>
    set(spec, { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }),
  ),
  'how a port is called is gone': manifests(
    'DestinationRule',
    ({ trafficPolicy }) => trafficPolicy.portLevelSettings !== undefined && delete trafficPolicy.portLevelSettings,
  ),
  'a VirtualService is gone': removed('VirtualService'),
  'requests may take longer': manifests('VirtualService', ({ http }) => first(http, (rule) => set(rule, { timeout: '99s' }))),
  'every request is made again': manifests('VirtualService', ({ http }) =>
    first(http, (rule) => set(rule, { retries: { attempts: 3, retryOn: '5xx' } })),
  ),
  'an EndpointSlice leads to another machine': manifests('EndpointSlice', (_, { endpoints }) =>
    first(endpoints, (endpoint) => set(endpoint, { addresses: ['10.10.99.99'] })),
  ),
  'a LoadBalancer hides its senders': manifests(
    'Service',
    (spec) => spec.externalTrafficPolicy === 'Local' && set(spec, { externalTrafficPolicy: 'Cluster' }),
  ),
};

/** What goes wrong in filters. */
export const FILTER_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a rule is gone': lines((line) => (isAccept(line) ? undefined : line)),
  'a destination port is another': replaced(/dstportstart='(\d+)'/, (_, port) => `dstportstart='${Number(port) + 1}'`),
  'a source port is another': replaced(/srcportstart='(\d+)'/, (_, port) => `srcportstart='${Number(port) - 1}'`),
  'a range of client ports is longer': replaced(/portend='(\d+)'/, (found, port) => (port === '65535' ? found : `portend='65535'`)),
  'replies may come to any port': replaced(/ dstportstart='\d+' dstportend='\d+'/, () => ''),
  'replies may come from any port': replaced(/ srcportstart='\d+'(?! srcportend)/, () => ''),
  'a protocol is another': replaced(/protocol='(tcp|udp|sctp)'/, (_, protocol) => `protocol='${protocol === 'tcp' ? 'udp' : 'tcp'}'`),
  'every protocol is meant': replaced(/ protocol='(icmp)'/, () => ''),
  'whatever the other machine of a pair sends is let in': replaced(/ protocol='112'/, () => ''),
  'a direction is another': replaced(/direction='(in|out)'/, (_, direction) => `direction='${direction === 'in' ? 'out' : 'in'}'`),
  // Not ICMP: whoever serves the world exchanges that with everyone outside.
  'a block is wider': replaced(/ipmask='(\d+)'(?=.* protocol='(?:tcp|udp|sctp)')/, (_, prefix) => `ipmask='${Number(prefix) - 1}'`),
  // Not the nearest alone: that can be the receiver itself.
  'a sender may be its neighbour': replaced(/ srcipaddr='([\d.]+)'(?! srcipmask)/, (found) => `${found} srcipmask='30'`),
  'a sender may be anyone': replaced(/ srcipaddr='[\d.]+'( srcipmask='\d+')?/, () => ''),
  'a receiver may be anyone': replaced(/ dstipaddr='[\d.]+'( dstipmask='\d+')?/, () => ''),
  'any address may be announced': replaced(/ arpsrcipaddr='[\d.]+'( arpsrcipmask='\d+')?/, () => ''),
  'any Ethernet address may be announced': replaced(/ arpsrcmacaddr='[\da-f:]+'/, () => ''),
  'the protection against false Ethernet addresses is gone': lines((line) => (line.includes('no-mac-spoofing') ? undefined : line)),
  'the rest is not dropped': lines((line) => (line.includes("priority='1000'") ? undefined : line)),
  'the rest is accepted': lines((line) => (line.includes("priority='1000'") ? line.replace('drop', 'accept') : line)),
  'an exception is gone': lines((line) => (line.includes("<rule action='drop'") && line.includes('<ip ') ? undefined : line)),
};

const containersOf = (spec: Json): Json[] => (spec.jobTemplate?.spec ?? spec).template.spec.containers;
const firstTold = (spec: Json, name: RegExp): Json | undefined =>
  containersOf(spec)
    .flatMap(({ env = [] }) => env)
    .find((each: Json) => name.test(each.name));

/** What would lead pods astray that were told of others: in their templates, in their files, and at the names that they are told. */
export const CONNECTION_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a variable names another host': manifests('Deployment', (spec) => {
    const told = firstTold(spec, /^TOLD_\d+_HOST$/);
    return told !== undefined && set(told, { value: `not-${told.value}` });
  }),
  'a variable names another port': manifests('Deployment', (spec) => {
    const told = firstTold(spec, /^TOLD_\d+_PORT$/);
    return told !== undefined && set(told, { value: String(Number(told.value) + 1) });
  }),
  'a URL names another host': manifests('Deployment', (spec) => {
    const told = firstTold(spec, /^TOLD_\d+_URL$/);
    return told !== undefined && set(told, { value: told.value.replace(/@/, '@not-') });
  }),
  'an argument names another port': manifests('Deployment', (spec) => {
    const [container] = containersOf(spec);
    const index = (container.args ?? []).findIndex((each: string) => each.startsWith('told:'));
    if (index < 0) return false;
    container.args[index] = container.args[index].replace(/:(\d+)\//, ':1/');
    return true;
  }),
  'a file names another port': manifests('ConfigMap', (_spec, { data = {} }) => {
    const key = Object.keys(data).find((each) => data[each].startsWith('told:'));
    return key !== undefined && set(data, { [key]: data[key].replace(/:(\d+)\//, ':1/') });
  }),
};
