import { FILTER_MUTATIONS, MANIFEST_MUTATIONS } from '../properties/mutations';
import { type Json, type Kind, lifted, lines, locals, objectGone, objects, resources } from './outputs';

const set = (target: Json, value: Json): boolean => target !== undefined && Object.assign(target, value) === target;

const isType =
  (type: string | undefined) =>
  ({ spec }: Json): boolean =>
    spec.type === type && spec.clusterIP === undefined;
const [inside, outside] = [isType(undefined), isType('LoadBalancer')];
const isHeadless = ({ spec }: Json): boolean => spec.clusterIP === 'None' && !spec.selector;
const isOfMembers = ({ spec }: Json): boolean => spec.clusterIP === 'None' && spec.selector;

const services = (which: (object: Json) => boolean, edit: (spec: Json, object: Json) => Json): Kind =>
  objects('Service', (object) => which(object) && edit(object.spec, object));

/** Where controllers keep the description of their pods. */
const TEMPLATES: Readonly<Record<string, (spec: Json) => Json>> = {
  Deployment: ({ template }) => template,
  StatefulSet: ({ template }) => template,
  DaemonSet: ({ template }) => template,
  Job: ({ template }) => template,
  CronJob: ({ jobTemplate }) => jobTemplate.spec.template,
};

/** Mistakes in controllers of every kind. */
const controllers =
  (make: (kind: string) => Kind): Kind =>
  (outputs) =>
    Object.keys(TEMPLATES).flatMap((kind) => make(kind)(outputs));

const pod = (edit: (template: Json) => Json): Kind => controllers((kind) => objects(kind, ({ spec }) => edit(TEMPLATES[kind]?.(spec))));

const card = (edit: (card: Json) => boolean): Kind => resources('libvirt_domain', ({ devices }) => edit(devices.interfaces[0]));

/** Of machines with several network cards. */
const cardsOf = (edit: (devices: Json) => boolean): Kind =>
  resources('libvirt_domain', ({ devices }) => devices.interfaces.length > 1 && edit(devices));

const swapped = (key: string): Kind =>
  cardsOf(({ interfaces: [one, other] }) => {
    const [mine, theirs] = [one[key], other[key]];
    return set(one, { [key]: theirs }) && set(other, { [key]: mine });
  });

const removed = (pattern: RegExp): Kind => lines((line) => (pattern.test(line) ? undefined : line));
const replaced = (pattern: RegExp, by: string | ((...found: string[]) => string)): Kind =>
  lines((line) => line.replace(pattern, by as string));

const next = (port: string): string => `${Number(port) + 1}`;

const IN_SERVICES: Readonly<Record<string, Kind>> = {
  'the Service of pods is gone': objectGone('Service', inside),
  'the Service of pods selects others': services(inside, ({ selector }) => set(selector, { 'app.kubernetes.io/name': 'other' })),
  'the Service of pods has another port': services(inside, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service of pods leads to another port': services(inside, ({ ports }) => set(ports[0], { targetPort: ports[0].targetPort + 1 })),
  'the Service of pods has another protocol': services(inside, ({ ports }) => set(ports[0], { protocol: 'SCTP' })),
  'the Service for clients outside is gone': objectGone('Service', outside),
  'the Service for clients outside has another address': services(outside, (_, { metadata }) =>
    set(metadata.annotations, { 'metallb.io/loadBalancerIPs': '192.0.2.99' }),
  ),
  'the Service for clients outside has no address': services(outside, (_, { metadata }) =>
    set(metadata.annotations, { 'metallb.io/loadBalancerIPs': undefined }),
  ),
  'the Service for clients outside has another port': services(outside, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service for clients outside leads to another port': services(outside, ({ ports }) =>
    set(ports[0], { targetPort: ports[0].targetPort + 1 }),
  ),
  'the Service for clients outside selects others': services(outside, ({ selector }) => set(selector, { other: 'label' })),
  'the Service of pods is open to the outside': services(inside, (spec) => set(spec, { type: 'NodePort' })),
  'the Service of a machine is gone': objectGone('Service', isHeadless),
  'the Service of a machine has an address of the cluster': services(isHeadless, (spec) => set(spec, { clusterIP: undefined })),
  'the Service of a machine has another port': services(isHeadless, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service of members is gone': objectGone('Service', isOfMembers),
  'the Service of members selects others': services(isOfMembers, ({ selector }) => set(selector, { 'app.kubernetes.io/name': 'other' })),
  'the Service of members has an address of the cluster': services(isOfMembers, (spec) => set(spec, { clusterIP: undefined })),
  'the Service of members waits until they are ready': services(isOfMembers, (spec) => set(spec, { publishNotReadyAddresses: undefined })),
  'members have the names of another Service': objects('StatefulSet', ({ spec }) => set(spec, { serviceName: 'other' })),
  'the EndpointSlice of a machine is gone': objectGone('EndpointSlice'),
  'the EndpointSlice of a machine is not ready': objects('EndpointSlice', ({ endpoints }) =>
    set(endpoints[0], { conditions: { ready: false } }),
  ),
  'the EndpointSlice of a machine has no endpoints': objects('EndpointSlice', (slice) => set(slice, { endpoints: [] })),
  'the EndpointSlice of a machine has another port': objects('EndpointSlice', ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the EndpointSlice of a machine has a port of another name': objects('EndpointSlice', ({ ports }) => set(ports[0], { name: 'other' })),
  'the EndpointSlice of a machine is of another Service': objects('EndpointSlice', ({ metadata }) =>
    set(metadata.labels, { 'kubernetes.io/service-name': 'other' }),
  ),
};

const IN_PODS: Readonly<Record<string, Kind>> = {
  'pods are gone': controllers((kind) => objectGone(kind)),
  'pods have another label': pod(({ metadata }) => set(metadata.labels, { 'app.kubernetes.io/name': 'other' })),
  'pods have no labels': pod((template) => set(template, { metadata: {} })),
  'pods have another account': pod(({ spec }) => set(spec, { serviceAccountName: 'other' })),
  'pods use their node’s network': pod(({ spec }) => set(spec, { hostNetwork: true })),
  'pods see the processes of their nodes': pod(({ spec }) => spec.hostPID === undefined && set(spec, { hostPID: true })),
  'pods see the files of their nodes': pod(({ spec }) =>
    set(spec, { volumes: [...(spec.volumes ?? []), { name: 'more', hostPath: { path: '/' } }] }),
  ),
  'pods are root on their nodes': pod(({ spec }) => set(spec.containers[0], { securityContext: { privileged: true } })),
  'pods are in another namespace': controllers((kind) => objects(kind, ({ metadata }) => set(metadata, { namespace: 'other' }))),
  'pods are kept out of the mesh': pod(
    ({ metadata, spec }) =>
      spec.serviceAccountName !== undefined &&
      set(metadata.labels, { 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' }),
  ),
  'a namespace is in no mesh': objects(
    'Namespace',
    ({ metadata }) =>
      (metadata.labels['istio.io/dataplane-mode'] || metadata.labels['istio-injection'] || metadata.labels['istio.io/rev']) !== undefined &&
      set(metadata, { labels: {} }),
  ),
  'strict mutual TLS is gone': objectGone('PeerAuthentication', ({ spec }) => spec.mtls?.mode === 'STRICT' && !spec.selector),
  'mutual TLS is off': objects('PeerAuthentication', (object) => set(object.spec, { mtls: { mode: 'DISABLE' } })),
};

const AROUND_PODS: Readonly<Record<string, Kind>> = {
  'a namespace is gone': objectGone('Namespace'),
  'a namespace admits every pod': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce': 'privileged' }),
  ),
  'a namespace enforces nothing': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce': undefined }),
  ),
  'a namespace holds pods to what was': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce-version': 'v1.20' }),
  ),
  'a quota is gone': objectGone('ResourceQuota'),
  'a quota is larger': objects('ResourceQuota', ({ spec }) => set(spec.hard, { pods: '99' })),
  'a quota lacks an amount': objects('ResourceQuota', ({ spec }) => set(spec.hard, { 'requests.memory': undefined })),
  'limits are gone': objectGone('LimitRange'),
  'limits are others': objects('LimitRange', ({ spec }) => set(spec.limits[0].default, { memory: '9Gi' })),
  'a Secret is not made': objectGone('ExternalSecret'),
  'a Secret comes out of another store': objects('ExternalSecret', ({ spec }) => set(spec.secretStoreRef, { name: 'other' })),
  'a Secret has another value': objects('ExternalSecret', ({ spec }) => set(spec.data[0].remoteRef, { key: 'other' })),
  'a Secret has another key': objects('ExternalSecret', ({ spec }) => set(spec.data[0], { secretKey: 'other' })),
  'what a server exports is not there': objectGone('PersistentVolume'),
  'another server is mounted': objects('PersistentVolume', ({ spec }) => set(spec.nfs, { server: '192.0.2.99' })),
  'another path is mounted': objects('PersistentVolume', ({ spec }) => set(spec.nfs, { path: '/' })),
  'what a server exports is for any claim': objects('PersistentVolume', ({ spec }) => set(spec, { claimRef: undefined })),
};

const ROUTES: Readonly<Record<string, Kind>> = {
  'a route is for other methods': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].matches[0], { method: 'DELETE' })),
  'a route has another weight': objects('HTTPRoute', ({ spec }) => {
    const [first, second] = spec.rules[0].backendRefs ?? [];
    return second !== undefined && set(first, { weight: first.weight + 7 });
  }),
  'a route lacks a step on the way': objects('HTTPRoute', ({ spec }) => spec.rules[0].filters?.pop() !== undefined),
  'a route is at all listeners': objects(
    'HTTPRoute',
    ({ spec }) => spec.parentRefs[0].sectionName !== undefined && set(spec.parentRefs[0], { sectionName: undefined }),
  ),
  'a route is for plain HTTP, too': objects('HTTPRoute', ({ metadata }) => {
    const { annotations = {} } = metadata;
    return annotations['konghq.com/protocols'] !== undefined && set(annotations, { 'konghq.com/protocols': 'http,https' });
  }),
  'a rule beside the rules of a route': objects(
    'HTTPRoute',
    ({ spec }) => spec.rules.push({ backendRefs: [{ name: 'other', port: 1 }] }) > 0,
  ),
  'a gateway listens for every host name': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.hostname !== undefined);
    return listener !== undefined && set(listener, { hostname: undefined });
  }),
  'a load balancer tells a gateway nothing of its clients': replaced(/ send-proxy-v2 check-send-proxy/, ''),
  'a route for calls is gone': objectGone('GRPCRoute'),
  'a route for calls is for other calls': objects('GRPCRoute', ({ spec }) =>
    set(spec.rules[0].matches[0].method, { service: 'other.Service' }),
  ),
  'a plug-in is gone': objectGone('KongPlugin'),
  'a plug-in is switched off': objects('KongPlugin', (plugin) => set(plugin, { disabled: true })),
  'a plug-in does something else': objects('KongPlugin', ({ config }) => set(config, { anonymous: 'guest' })),
  'a client has another key': objects('KongConsumer', (consumer) => set(consumer, { credentials: ['other'] })),
  'a policy asks nobody for keys': objects(
    'SecurityPolicy',
    ({ spec }) => spec.apiKeyAuth !== undefined && set(spec, { apiKeyAuth: undefined }),
  ),
  'a limit is higher': objects('BackendTrafficPolicy', ({ spec }) => set(spec.rateLimit.local.rules[0].limit, { requests: 1000000 })),
  'proxies are reached past their address': objects('EnvoyProxy', ({ spec }) =>
    set(spec.provider.kubernetes.envoyService, { type: 'LoadBalancer' }),
  ),
  'a gateway has proxies of another sort': objects(
    'Gateway',
    ({ spec }) => spec.infrastructure !== undefined && set(spec.infrastructure.parametersRef, { name: 'other' }),
  ),
  'a certificate is for another host name': objects('Certificate', ({ spec }) => set(spec, { dnsNames: ['other.example'] })),
  'a certificate is not made': objectGone('Certificate'),
  'a route is gone': objectGone('HTTPRoute'),
  'a route leads to another Service': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].backendRefs?.[0], { name: 'other' })),
  'a route leads to another namespace': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].backendRefs?.[0], { namespace: 'other' })),
  'a route leads to nothing': objects('HTTPRoute', ({ spec }) => spec.rules[0].backendRefs && set(spec.rules[0], { backendRefs: [] })),
  'a route is of another gateway': objects('HTTPRoute', ({ spec }) => set(spec.parentRefs[0], { name: 'other' })),
  'a route leads to another port': objects('HTTPRoute', ({ spec }) => {
    const [backend] = spec.rules[0].backendRefs ?? [];
    return set(backend, { port: backend?.port + 1 });
  }),
  'a route has another path': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].matches[0].path, { value: '/other' })),
  'a route is for all hosts': objects('HTTPRoute', ({ spec }) => spec.hostnames !== undefined && set(spec, { hostnames: undefined })),
  'a gateway is gone': objectGone('Gateway'),
  'a gateway is of another class': objects('Gateway', ({ spec }) => set(spec, { gatewayClassName: 'other' })),
  'a gateway listens at another port': objects('Gateway', ({ spec }) => set(spec.listeners[0], { port: spec.listeners[0].port + 1 })),
  'a gateway lacks a listener': objects('Gateway', ({ spec }) => spec.listeners.pop() !== undefined),
  'a gateway speaks plain HTTP': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.protocol === 'HTTPS');
    return listener !== undefined && set(listener, { protocol: 'HTTP', tls: undefined });
  }),
  'a gateway has another certificate': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.tls !== undefined);
    return listener !== undefined && set(listener.tls.certificateRefs[0], { name: 'other' });
  }),
  'a gateway takes routes of everyone': objects('Gateway', ({ spec }) =>
    set(spec.listeners[0], { allowedRoutes: { namespaces: { from: 'All' } } }),
  ),
  'a grant is gone': objectGone('ReferenceGrant'),
  'a grant is for another Service': objects('ReferenceGrant', ({ spec }) => set(spec.to[0], { name: 'other' })),
  'a grant is for all Services': objects('ReferenceGrant', ({ spec }) => set(spec.to[0], { name: undefined })),
  'the pool of addresses is gone': objectGone('IPAddressPool'),
  'the pool has other addresses': objects('IPAddressPool', ({ spec }) => set(spec, { addresses: ['192.0.2.0/28'] })),
  'the pool is for everyone': objects('IPAddressPool', ({ spec }) => set(spec, { autoAssign: true, serviceAllocation: undefined })),
  'the pool is not announced': objectGone('L2Advertisement'),
  'another pool is announced': objects('L2Advertisement', ({ spec }) => set(spec, { ipAddressPools: ['other'] })),
};

const ON_HOSTS: Readonly<Record<string, Kind>> = {
  'a machine is gone': (outputs) =>
    Object.entries(outputs.terraform).flatMap(([file, stack]: [string, Json]) =>
      Object.keys(stack.resource.libvirt_domain).map((name) => {
        const { [name]: _, ...others } = stack.resource.libvirt_domain;
        const changed = { ...stack, resource: { ...stack.resource, libvirt_domain: others } };
        return { place: name, outputs: { ...outputs, terraform: { ...outputs.terraform, [file]: changed } } };
      }),
    ),
  'a card has no filter': card((nic) => set(nic, { filter_ref: undefined })),
  'a card has a filter that is not there': card((nic) => set(nic, { filter_ref: { filter: 'other' } })),
  'a card has another Ethernet address': card((nic) => set(nic, { mac: { address: '52:54:00:00:00:01' } })),
  'a card is on another bridge': card((nic) => set(nic, { source: { bridge: { bridge: 'br9' } } })),
  'a card is not isolated': card((nic) => nic.port_options !== undefined && set(nic, { port_options: undefined })),
  'another card is gone': cardsOf(({ interfaces }) => interfaces.pop() !== undefined),
  'another card has no filter': cardsOf(({ interfaces }) => set(interfaces[1], { filter_ref: undefined })),
  'cards have changed their places': cardsOf(({ interfaces }) => interfaces.reverse() !== undefined),
  'cards have changed their Ethernet addresses': swapped('mac'),
  'cards have changed their filters': swapped('filter_ref'),
  'cards have changed their networks': swapped('source'),
  'a machine has no CD': resources('libvirt_domain', ({ devices }) => {
    const left = devices.disks.filter((disk: Json) => disk.device !== 'cdrom');
    return left.length < devices.disks.length && set(devices, { disks: left });
  }),
  'a machine has two cards': resources('libvirt_domain', ({ devices }) => devices.interfaces.push(devices.interfaces[0]) > 0),
  'a network has another address': resources('libvirt_network', ({ ips }) => ips?.[0] && set(ips[0], { address: '192.0.2.1' })),
  'a network is larger': resources('libvirt_network', ({ ips }) => ips?.[0] && set(ips[0], { prefix: 16 })),
  'a network forwards in another way': resources('libvirt_network', (network) =>
    set(network, { forward: { mode: network.forward?.mode === 'nat' ? 'route' : 'nat' } }),
  ),
  'a network does not forward': resources('libvirt_network', (network) => set(network, { forward: undefined })),
  'a filter is not defined': locals('filter_rules', () => undefined),
  'a filter has another name': locals('filter', (filter) => ({ ...filter, name: 'other' })),
  'a name is not answered (when the network is made)': resources('libvirt_network', ({ dns }) => dns?.host?.pop() !== undefined),
  'a name has another address (when the network is made)': resources(
    'libvirt_network',
    ({ dns }) => dns?.host?.[0] !== undefined && set(dns.host[0], { ip: '192.0.2.9' }),
  ),
  'a name is another (when the network is made)': resources(
    'libvirt_network',
    ({ dns }) => dns?.host?.[0] !== undefined && set(dns.host[0].hostnames[0], { hostname: 'other' }),
  ),
  'no names are answered': resources('libvirt_network', ({ dns }) => dns !== undefined && set(dns, { enable: 'no' })),
  'a reservation is gone (when the network is made)': resources('libvirt_network', ({ ips }) => ips?.[0]?.dhcp?.hosts?.pop() !== undefined),
  'a reservation is for another address (when the network is made)': resources(
    'libvirt_network',
    ({ ips }) => ips?.[0]?.dhcp?.hosts?.[0] !== undefined && set(ips[0].dhcp.hosts[0], { ip: '192.0.2.9' }),
  ),
  'an entry of a network is gone (later)': locals('network_entry', () => undefined),
  'an entry of a network has another address (later)': locals('network_entry', (entry) => ({
    ...entry,
    entry: entry.entry.replace(/ip='[\d.]+'/, "ip='192.0.2.9'"),
  })),
  'an entry of a network is of another (later)': locals('network_entry', (entry) => ({ ...entry, network: 'other' })),
};

const IN_GUESTS: Readonly<Record<string, Kind>> = {
  'nftables: a port is not let in': removed(/^\s+(ip saddr \S+|meta nfproto ipv4) (tcp|udp) dport \d+ accept$/),
  'nftables: another port': replaced(/(?<=dport )(\d+)(?= accept$)/, (port) => next(port)),
  'nftables: from anyone': replaced(/(?<=^\s+)ip saddr \S+ /, ''),
  'nftables: from fewer': replaced(/(?<=ip saddr )[\d.]+\/\d+/, '10.20.77.0/30'),
  'nftables: a protocol is another': replaced(/tcp(?= dport)/, 'udp'),
  'nftables: the rest is let in': replaced(/policy drop;/, 'policy accept;'),
  'nftables: replies are dropped': removed(/ct state established,related accept/),
  'nftables: pings are dropped': removed(/meta l4proto \{ icmp, icmpv6 \} accept/),
  'nftables: neighbours of nodes are dropped': removed(/^\s+ip saddr \S+ accept$/),
  'firewalld: the rest is let in': replaced(/<zone target="DROP">/, '<zone target="ACCEPT">'),
  'firewalld: a port is another': replaced(/(?<=port=")(\d+)/, (port) => next(port)),
  'firewalld: from fewer': replaced(/(?<=<source address=")[^"]+/, '10.20.77.0/30'),
  'firewalld: from anyone': replaced(/<source address="[^"]+"\/>/, ''),
  'firewalld: another zone is the default': replaced(/--set-default-zone=isthmus/, '--set-default-zone=public'),
  'Windows: a port is not let in': removed(
    /(netsh (advf|f)irewall (firewall )?add .*(localport|port)=)|(New-NetFirewallRule .*-LocalPort)/,
  ),
  'Windows: from anyone': replaced(/remoteip=\S+| scope=CUSTOM addresses=\S+| -RemoteAddress \S+/, ''),
  'Windows: another port': replaced(/(?<=(?:localport|protocol=TCP port)=|-LocalPort )(\d+)/, (port) => next(port)),
  'Windows: the rest is let in': replaced(/blockinbound|DefaultInboundAction Block|opmode mode=ENABLE/, (found) =>
    found.replace('block', 'allow').replace('Block', 'Allow').replace('ENABLE', 'DISABLE'),
  ),
  'PostgreSQL: a client is not listed': removed(/^\s+host +"app" +"\w+" +(?!127)\S+ +scram/),
  'PostgreSQL: more clients are listed': replaced(/(?<=^\s+host +"app" +"\w+" +(?!127)[\d.]+\/)\d+/, (prefix) => `${Number(prefix) - 1}`),
  'PostgreSQL: nobody is asked for a password': replaced(/(?<=^\s+host +"app" +"\w+" +(?!127)\S+ +)scram-sha-256/, 'trust'),
  'PostgreSQL: it listens to itself alone': replaced(/(?<=listen_addresses = ')0\.0\.0\.0/, '127.0.0.1'),
  'PostgreSQL: another port': replaced(/(?<=^\s+port = )5432/, '5433'),
  'PostgreSQL: another list of clients': removed(/hba_file = /),
  'PostgreSQL: another role owns the database': replaced(/(?<=^\s+host +"app" +")keeper/, 'other'),
  'PostgreSQL: another role runs the SQL of a new database': replaced(/(?<=-c role=)keeper/, 'other'),
  'MySQL: another role runs the SQL of a new database': replaced(/(?<=--user=)keeper/, 'other'),
  'MySQL: the SQL is run in another database': replaced(/(?<=--user=keeper --database=)app/, 'mysql'),
  'the SQL of a new database is other SQL': replaced(/CREATE TABLE shelf/, 'CREATE TABLE wall'),
  'the SQL of a new database is not run': removed(/ < \/etc\/isthmus\/initial\.sql /),
  'MySQL: a client is not listed': replaced(/(?<=for host in .*) '(?!127|localhost)[\d./]+'/, ''),
  'MySQL: anyone is listed': replaced(/(?<=for host in .*)'(?!127|localhost)[\d./]+'/, "'%'"),
  'MySQL: it listens to itself alone': replaced(/(?<=bind_address = )0\.0\.0\.0/, '127.0.0.1'),
  'MySQL: another port': replaced(/(?<=^\s+port = )3306/, '3307'),
  'HAProxy: a server is gone': removed(/^\s+server /),
  'HAProxy: a server is another': replaced(/(?<=^\s+server \S+ )[\d.]+/, '192.0.2.9'),
  'HAProxy: a server has another port': replaced(/(?<=^\s+server \S+ [\d.]+:)(\d+)/, (port) => next(port)),
  'HAProxy: it listens at another port': replaced(/(?<=bind \*:)(\d+)/, (port) => next(port)),
  'an account of a guest is another': replaced(/(?<=^\s+- name: )deploy$/, 'eve'),
  'an account of a guest may do everything as root': replaced(/(?<=^\s+sudo: "?)ALL=\(root\) NOPASSWD: [^"]+/, 'ALL=(ALL) NOPASSWD:ALL'),
  'an account of a guest is in another group': replaced(/^(\s+- )wheel$/, '      - root'),
  'a file of a guest is elsewhere': replaced(/(?<=path: \/etc\/)app\.conf$/, 'other.conf'),
  "a file of a guest is somebody else's": replaced(/(?<=owner: )deploy:deploy/, 'root:root'),
  'a guest has another address': replaced(/(?<=^\s+- )[\d.]+(?=\/\d+$)/, '192.0.2.9'),
  'a guest has another route': replaced(/(?<=^\s+- to: )(?!0\.0\.0\.0)[\d.]+(?=\/)/, '192.0.2.0'),
  'a guest knows its card by another address': replaced(/(?<=macaddress: )"?[\d:a-f]+"?/, '52:54:00:00:00:01'),
  'a guest passes packets on': replaced(/(?<=net\.ipv4\.ip_forward = )0/, '1'),
  'a guest has another gateway': replaced(/(?<=via: )[\d.]+/, '192.0.2.9'),
};

const all = (mutations: Readonly<Record<string, Parameters<typeof lifted>[0]>>, what: string): [string, Kind][] =>
  Object.entries(mutations).map(([name, mutation]) => [`${what}: ${name}`, lifted(mutation)]);

/** What can be wrong in outputs, by what it is. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...all(MANIFEST_MUTATIONS, 'rules of clusters'),
  ...all(FILTER_MUTATIONS, 'filters'),
  ...[IN_SERVICES, IN_PODS, AROUND_PODS, ROUTES, ON_HOSTS, IN_GUESTS].flatMap((kinds) => Object.entries(kinds)),
]);
