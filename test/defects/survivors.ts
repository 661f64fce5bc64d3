/** Bytes of the reference system's outputs: `test/reference/expected`. */
const EXPECTED = 'test/reference/expected.test.ts';

/** Mistakes that `verify` does not notice everywhere, and where they are seen. A kind that it begins to notice has to leave this list. */
export const SEEN_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  // By this name a filter is deleted with its machine; the one that counts is in its rules.
  ['a filter has another name', EXPECTED],
  // Flows of the model are TCP, UDP and SCTP there; what reports about a path's MTU needs is a reply.
  ['nftables: pings are dropped', EXPECTED],
  // It is said twice, and the mistake made once.
  ['firewalld: another zone is the default', EXPECTED],
]);

/** Changes after which everything is as true as before. */
export const TRUE_AS_WELL: readonly { readonly kind: string; readonly place: string; readonly why: string }[] = [
  {
    kind: 'a guest knows its card by another address',
    place: 'locals.cloud_init_files.leased.network_config',
    why: 'Windows asks DHCP by each card that nobody tells of',
  },
  // No AuthorizationPolicy asks for the accounts of these.
  ...[
    'shop/mail',
    'shop/stock-service',
    'depot/back',
    'depot/plain',
    'yard/api',
    'yard/far',
    'yard/stock',
    'front/web',
    'lab/web',
    'edge/calls',
    'edge/orders',
    'edge/web',
    'stocks/stock',
    'shop/pods',
    'encrypted/web',
    'replicated/reports',
    'replicated/web',
    'stall/counter',
  ].map((name) => ({
    kind: 'pods have another account',
    place: `Deployment ${name}`,
    why: 'nobody whom they call asks for their account',
  })),
  ...['is gone', 'selects others', 'has another port', 'leads to another port', 'has another protocol'].flatMap((what) =>
    [
      'lab/web',
      'shop/pods',
      'encrypted/web',
      'replicated/reports',
      'replicated/web',
      'apart/other',
      'monitored/prometheus',
      'light/web',
      'stall/counter',
    ].map((name) => ({
      kind: `the Service of pods ${what}`,
      place: `Service ${name}`,
      why: 'no pods call it',
    })),
  ),
  ...[
    'depot/plain',
    'yard/api',
    'yard/far',
    'lab/web',
    'edge/calls',
    'shop/pods',
    'encrypted/web',
    'monitored/prometheus',
    'light/other',
    'light/web',
    'stall/counter',
  ].map((name) => ({
    kind: 'pods are kept out of the mesh',
    place: `Deployment ${name}`,
    why: 'they are in none',
  })),
  {
    kind: 'rules of clusters: a CIDR is wider',
    place: 'NetworkPolicy front/allow-web-to-office',
    why: 'a flow to a name opens every address outside of the system to these pods, at the same port',
  },
  {
    kind: 'rules of clusters: a CIDR is wider',
    place: 'NetworkPolicy light/allow-other-from-web',
    why: 'it holds the next node, whose pods may call, too',
  },
  {
    kind: 'a disk is made anew when its size changes',
    place: '-ignition',
    why: 'these files have one size, whatever a system says',
  },
  {
    kind: 'filters: a range of client ports is longer',
    place: "srcipaddr='192.0.2.200' dstipaddr='10.1.2.",
    why: 'pods of these nodes may call a name, which is anybody at that port, and its answers come to every port from 1024',
  },
  {
    kind: 'nftables: a port is not let in',
    place: 'ip saddr 10.40.0.0/16 tcp dport 8080 accept',
    why: 'another rule of these machines lets everyone in there',
  },
  {
    kind: 'nftables: replies are dropped',
    place: 'locals.guests.cluster-node-debian-12',
    why: 'these nodes ask nobody but their neighbours, from whom everything is let in',
  },
];
