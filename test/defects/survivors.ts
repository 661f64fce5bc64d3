/** Bytes of the reference system's outputs: `test/reference/expected`. */
const EXPECTED = 'test/reference/expected.test.ts';
const GATEWAY = 'test/kubernetes/gateway.test.ts';

/**
 * Mistakes that `verify` does not notice everywhere, and where they are seen: it does not read gateways, pools of addresses and name servers
 * yet. A kind that it begins to notice has to leave this list.
 */
export const SEEN_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['a route leads to another port', EXPECTED],
  ['a route has another path', EXPECTED],
  ['a route is for all hosts', GATEWAY],
  ['a gateway is gone', EXPECTED],
  ['a gateway is of another class', EXPECTED],
  ['a gateway listens at another port', EXPECTED],
  ['a gateway lacks a listener', EXPECTED],
  ['a gateway speaks plain HTTP', EXPECTED],
  ['a gateway has another certificate', EXPECTED],
  ['a gateway takes routes of everyone', EXPECTED],
  ['a grant is gone', GATEWAY],
  ['a grant is for another Service', GATEWAY],
  ['a grant is for all Services', GATEWAY],
  ['the pool of addresses is gone', EXPECTED],
  ['the pool has other addresses', EXPECTED],
  ['the pool is for everyone', EXPECTED],
  ['the pool is not announced', EXPECTED],
  ['another pool is announced', EXPECTED],
  // An isolated network, and one whose machines do not leave it through their host: nothing in the model depends on the host's address there.
  ['a network has another address', EXPECTED],
  ['a network is larger', EXPECTED],
  // By this name a filter is deleted with its machine; the one that counts is in its rules.
  ['a filter has another name', EXPECTED],
  ['a name is not answered (when the network is made)', EXPECTED],
  ['a name has another address (when the network is made)', EXPECTED],
  ['a name is another (when the network is made)', EXPECTED],
  ['no names are answered', EXPECTED],
  ['a reservation is gone (when the network is made)', EXPECTED],
  ['a reservation is for another address (when the network is made)', EXPECTED],
  ['an entry of a network is gone (later)', EXPECTED],
  ['an entry of a network has another address (later)', EXPECTED],
  ['an entry of a network is of another (later)', EXPECTED],
  // Flows of the model are TCP, UDP and SCTP there; what reports about a path's MTU needs is a reply.
  ['nftables: pings are dropped', EXPECTED],
  // It is said twice, and the mistake made once.
  ['firewalld: another zone is the default', EXPECTED],
  ['PostgreSQL: it listens to itself alone', EXPECTED],
  ['MySQL: it listens to itself alone', 'test/terraform/guest/database.test.ts'],
  ['a guest has another gateway', EXPECTED],
]);

/** Changes after which everything is as true as before. */
export const TRUE_AS_WELL: readonly { readonly kind: string; readonly place: string; readonly why: string }[] = [
  // No AuthorizationPolicy asks for the accounts of these.
  ...['shop/mail', 'depot/back', 'depot/plain', 'yard/api', 'yard/far', 'front/web', 'lab/web'].map((name) => ({
    kind: 'pods have another account',
    place: `Deployment ${name}`,
    why: 'nobody whom they call asks for their account',
  })),
  ...['is gone', 'selects others', 'has another port', 'leads to another port', 'has another protocol'].map((what) => ({
    kind: `the Service of pods ${what}`,
    place: 'Service lab/web',
    why: 'no pods call it',
  })),
  ...['depot/plain', 'yard/api', 'yard/far', 'lab/web'].map((name) => ({
    kind: 'pods are kept out of the mesh',
    place: `Deployment ${name}`,
    why: 'they are in none',
  })),
];
