import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { External, GuestOs, type Host, Image, Isolation, type Network, Port, Size, VirtualMachine } from '../../src';
import type { ResolvedSystem } from '../../src/model/resolved';
import { Shop } from '../../system';
import { resourcesOf } from '../terraform-instances';
import { manifestsOf, terraformOf } from './render';

/**
 * The day-2 promise: a change of policy changes rules, names and addresses, and nothing that restarts or replaces anything.
 * What may change is listed here by kind, so whatever comes new to the outputs breaks the promise until somebody thinks about it.
 */
const LIVE_KINDS = [
  'NetworkPolicy',
  'AuthorizationPolicy',
  'PeerAuthentication',
  'Sidecar',
  'DestinationRule',
  'ServiceEntry',
  'Service',
  'EndpointSlice',
];
/** Half-applied pairs of outputs are told by the digest; the scripts are for people. */
const READ_ONLY = ['ConfigMap shop/shop-digest', 'output digest', 'output windows-firewall'];

type Things = ReadonlyMap<string, string>;
type Edit = (shop: Shop) => void;

const lock = readFileSync(join(__dirname, '../../isthmus.lock.json'), 'utf8');

function outputsOf(edit: Edit): { readonly system: ResolvedSystem; readonly things: Things } {
  const shop = new Shop();
  edit(shop);
  const { system } = shop.resolve({ lock });
  return { system, things: new Map([...kubernetesThings(system), ...terraformThings(system)]) };
}

function kubernetesThings(system: ResolvedSystem): [string, string][] {
  return [...manifestsOf(system).values()].flat().map((manifest) => {
    const { kind, metadata } = manifest;
    return [`${kind} ${metadata.namespace ?? '-'}/${metadata.name}`, JSON.stringify(manifest)];
  });
}

/** Values whose names are digests of them: who speaks of another one, changes. */
const SHARED = new Set(['guests', 'cloud_init_images']);

/** Every block of the configuration by its address; an instance of a resource with `for_each` by its own. */
function terraformThings(system: ResolvedSystem): [string, string][] {
  const configuration = terraformOf(system);
  const { '//': _remarks, resource: _resources, locals, ...sections } = configuration;
  const steps = new Set(
    [...resourcesOf(configuration).keys()].flatMap(
      (address) => /^terraform_data\.([a-z-]+)\["/.exec(address)?.[1]?.replaceAll('-', '_') ?? [],
    ),
  );
  const keyed = (section: string, content: object): [string, string][] =>
    Object.entries(content).map(([name, block]) => [`${section} ${name}`, JSON.stringify(block)]);
  return [
    ...Object.entries(sections).flatMap(([section, content]) => keyed(section, content as object)),
    ...Object.entries(locals as object).flatMap(([name, values]) =>
      steps.has(name) || SHARED.has(name) ? [] : keyed(`locals ${name}`, values),
    ),
    ...[...resourcesOf(configuration)].map(([address, body]): [string, string] => [
      address,
      JSON.stringify(address.startsWith('libvirt_network.') ? withoutIgnored(body) : body),
    ]),
  ];
}

/** Without what Terraform ignores once the network exists; the rest of a network must not change. */
function withoutIgnored(network: Record<string, unknown>): Record<string, unknown> {
  const { dns, ips, lifecycle, ...rest } = network as {
    dns: { host?: unknown };
    ips: { dhcp?: unknown }[];
    lifecycle: { ignore_changes: string[] };
  };
  expect(lifecycle.ignore_changes).toEqual(['dns.host', 'ips[0].dhcp']);
  return {
    ...rest,
    lifecycle,
    dns: { ...dns, host: undefined },
    ips: ips.map((ip, index) => (index === 0 ? { ...ip, dhcp: undefined } : ip)),
  };
}

function differences(before: Things, after: Things) {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return {
    added: names.filter((name) => !before.has(name)),
    removed: names.filter((name) => !after.has(name)),
    changed: names.filter((name) => before.has(name) && after.has(name) && before.get(name) !== after.get(name)),
  };
}

/** Whether a policy change may add, remove or change it. */
function isLive(thing: string): boolean {
  const [kind = ''] = thing.split(' ');
  if (READ_ONLY.includes(thing) || LIVE_KINDS.includes(kind)) return true;
  return /^terraform_data\.(filter-rules\["[a-z0-9-]+"\]|network-entry\["[a-z0-9-]+\/dns\/[0-9.]+"\])$/.test(thing);
}

const base = outputsOf(() => undefined);

/** @param allowed what may change beside what is live */
function expectLive(edit: Edit, allowed: (thing: string) => boolean = () => false) {
  const edited = outputsOf(edit);
  const found = differences(base.things, edited.things);
  const all = [...found.added, ...found.removed, ...found.changed];
  expect(all.filter((thing) => !isLive(thing) && !allowed(thing))).toEqual([]);
  return found;
}

const rulesOf = (machine: string): RegExp => new RegExp(`^terraform_data\\.filter-rules\\["${machine}"\\]$`);

const EDITS: Readonly<Record<string, { readonly edit: Edit; readonly changes: RegExp[] }>> = {
  'pod to pod': {
    edit: (shop) => shop.policy.allow(shop.payment, shop.user, { because: 'refunds' }),
    changes: [/^NetworkPolicy shop\/.*payment-service/, /^AuthorizationPolicy shop\/user-service/, /^Sidecar shop\/payment-service$/],
  },
  'pod to VM': {
    edit: (shop) => shop.policy.allow(shop.payment, shop.erp, { because: 'invoices' }),
    changes: [/^NetworkPolicy shop\/allow-payment-service-to-legacy-app-vm/],
  },
  'pod to another port of a VM': {
    edit: (shop) => shop.policy.allow(shop.payment, shop.erp, { because: 'invoices', ports: [Port.tcp(9000, 'invoices')] }),
    changes: [rulesOf('legacy-app-vm'), /^Service shop\/legacy-app-vm$/, /^EndpointSlice shop\/legacy-app-vm$/],
  },
  'first VM to a pod: a new LoadBalancer address': {
    edit: (shop) => shop.policy.allow(shop.erp, shop.user, { because: 'address book' }),
    changes: [
      /^Service shop\/user-service/,
      /^NetworkPolicy shop\/.*legacy-app-vm/,
      /^PeerAuthentication shop\/user-service$/,
      rulesOf('legacy-app-vm'),
      rulesOf('k8s-node-1'),
      /^terraform_data\.network-entry\["legacy\/dns\//,
    ],
  },
  'VM to VM': {
    edit: (shop) => shop.policy.allow(shop.erp, shop.database, { because: 'reports' }),
    changes: [rulesOf('legacy-app-vm'), rulesOf('database-vm'), /^terraform_data\.network-entry\["legacy\/dns\/10\.10\.10\.2"\]$/],
  },
  'VM to VM, ICMP': {
    edit: (shop) => shop.policy.allow(shop.erp, shop.database, { because: 'monitoring', ports: [Port.icmp()] }),
    changes: [rulesOf('legacy-app-vm'), rulesOf('database-vm')],
  },
  'pods to a name outside': {
    edit: (shop) => shop.policy.allow(shop.payment, External.host('api.psp.example'), { because: 'payments' }),
    changes: [
      /^ServiceEntry shop\/api-psp-example$/,
      /^Sidecar shop\/payment-service$/,
      /^NetworkPolicy shop\/allow-payment-service-to-api-psp-example$/,
    ],
  },
  'somebody outside to a VM': {
    edit: (shop) => shop.policy.allow(External.cidr('192.0.2.0/24', { name: 'partner' }), shop.erp, { because: 'orders' }),
    changes: [rulesOf('legacy-app-vm')],
  },
  'a VM to somebody outside': {
    edit: (shop) =>
      shop.policy.allow(shop.erp, External.cidr('192.0.2.0/24', { name: 'partner' }), {
        because: 'orders',
        ports: [Port.tcp(443, 'https')],
      }),
    changes: [rulesOf('legacy-app-vm')],
  },
  'a pod to somebody outside': {
    edit: (shop) =>
      shop.policy.allow(shop.payment, External.cidr('192.0.2.0/24', { name: 'bank' }), {
        because: 'payments',
        ports: [Port.tcp(443, 'https')],
      }),
    changes: [/^NetworkPolicy shop\/allow-payment-service-to-bank/, rulesOf('k8s-node-1')],
  },
  'another reason': {
    edit: (shop) => shop.policy.allow(shop.erp, shop.order, { because: 'returns' }),
    changes: [/^NetworkPolicy shop\//, rulesOf('legacy-app-vm')],
  },
};

describe.each(Object.entries(EDITS))('%s', (_, { edit, changes }) => {
  test('changes rules, names and addresses only', () => {
    const { added, changed } = expectLive(edit);
    for (const expected of changes) expect([...added, ...changed]).toContainEqual(expect.stringMatching(expected));
  });

  test('taken back, changes the same and leaves nothing behind', () => {
    const edited = outputsOf(edit);
    const back = differences(edited.things, base.things);
    const there = differences(base.things, edited.things);
    expect(back).toEqual({ added: there.removed, removed: there.added, changed: there.changed });
    expect([...back.added, ...back.removed, ...back.changed].filter((thing) => !isLive(thing))).toEqual([]);
  });
});

test('a reworded reason changes comments and annotations, and not the digest', () => {
  const { added, removed, changed } = expectLive((shop) => {
    const [first] = shop.policy.allowances;
    Object.assign(first ?? {}, { because: 'the front door' });
  });
  expect({ added, removed, changed }).toEqual({
    added: [],
    removed: [],
    changed: ['lb-1', 'lb-2'].map((lb) => `terraform_data.filter-rules["${lb}"]`),
  });
});

test('a new subnet with a new machine and a flow to it: what stood before is not touched', () => {
  const mine = (thing: string) => /\breports\b/.test(thing);
  // Terraform only prints it.
  const printed = (thing: string) => thing === 'output addresses';
  const { added, changed } = expectLive(
    (shop) => {
      const net = shop.node.findChild('net') as Network;
      const subnet = net.addSubnet('reports', { cidr: '10.10.50.0/24', isolation: Isolation.HIGH });
      const vm = new VirtualMachine(shop, 'reports-vm', {
        host: shop.node.findChild('kvm1') as Host,
        subnet,
        os: GuestOs.debian12(),
        image: Image.file('/var/lib/libvirt/images/rhel-8.qcow2', { version: '8.10' }),
        cpus: 1,
        memory: Size.gibibytes(1),
        listens: [Port.tcp(8443, 'https')],
      });
      shop.policy.allow([shop.order, shop.database], vm, { because: 'figures' });
    },
    (thing) => mine(thing) || printed(thing),
  );
  expect(added).toEqual(expect.arrayContaining(['libvirt_network.reports', 'libvirt_domain.reports-vm']));
  expect(changed.filter(mine)).toEqual([]);
});

test('the promise can be broken: another size of a machine is seen', () => {
  const things = new Map(base.things);
  things.set('libvirt_domain.lb-1', '{}');
  const { changed } = differences(base.things, things);
  expect(changed.filter((thing) => !isLive(thing))).toEqual(['libvirt_domain.lb-1']);
});
