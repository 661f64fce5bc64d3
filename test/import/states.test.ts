import { LegacyVm, type ResolvedMachine, type ResolvedSystem } from '../../src';
import { isSource } from '../../src/import/states/images';
import { programOfStates } from '../../src/import/states/program';
import { stateIn } from '../../src/import/states/state';
import { synthTerraform } from '../../src/testing';
import { Shop } from '../../system';
import { EXAMPLES, exampleOf } from '../examples/outputs';
import { everything } from '../model/texts/everything';
import { ODD_NUMBERS } from '../model/texts/numbers';
import { ODD } from '../model/texts/odd';
import { asUsual } from '../model/texts/say';
import { referenceLock } from '../reference/outputs';
import { EARLIER, earlierState, SECRET } from './earlier-state';
import { compiled, systemOf } from './program';
import { shownPlanOf, stateFileOf } from './state-fixture';

const lock = referenceLock();
const SYSTEMS: Readonly<Record<string, { readonly system: ResolvedSystem; readonly stack: unknown }>> = {
  shop: { system: new Shop().resolve({ lock }).system, stack: Object.values(synthTerraform(new Shop(), { lock }))[0] },
  ...Object.fromEntries(
    Object.keys(EXAMPLES).map((name) => {
      const { resolution, terraform } = exampleOf(name);
      return [name, { system: resolution.system, stack: Object.values(terraform)[0] }];
    }),
  ),
};

const importOf = (text: string, system = 'imported'): string => programOfStates([stateIn(text)], system);

/** What a state tells of a machine. */
const factsOf = ({ name, host, cpus, memoryMiB, hardware, nic, otherNics, root, data, cds, sharedFolders, image }: ResolvedMachine) => ({
  name,
  host,
  cpus,
  memoryMiB,
  hardware,
  cards: [nic, ...otherNics].map(({ subnet, address }) => ({ subnet, address })),
  root: { name: root.volumeName, bytes: root.sizeBytes, pool: root.pool, bus: root.bus, cache: root.cache, io: root.io },
  data: data.map(({ volumeName, sizeBytes, pool, bus, cache, readOnly, shared }) => ({
    name: volumeName,
    bytes: sizeBytes,
    pool,
    bus,
    cache,
    readOnly,
    shared,
  })),
  cds: cds.length,
  sharedFolders,
  source: image?.source,
});

const PROGRAMS = Object.fromEntries(
  Object.entries(SYSTEMS).flatMap(([name, { system, stack }]) => [
    [name, importOf(stateFileOf(stack), system.name)],
    [`${name}-plan`, importOf(shownPlanOf(stack), system.name)],
  ]),
);

const EVERYTHING = programOfStates(
  Object.values(synthTerraform(everything(asUsual))).map((stack) => stateIn(stateFileOf(stack))),
  'yard',
);

describe.each(Object.keys(SYSTEMS))('%s, out of its own state', (name) => {
  const { system } = SYSTEMS[name] as { readonly system: ResolvedSystem };

  test.each([name, `${name}-plan`])('has the machines that there are, as they are (%s)', (program) => {
    const imported = systemOf(PROGRAMS[program] as string).resolve().system;
    expect(imported.machines.map(factsOf)).toEqual(system.machines.map(factsOf));
    const subnets = ({ subnets: all }: ResolvedSystem) =>
      all.map(({ name: label, cidr, gateway, mode, mtu }) => ({ label, cidr, gateway, mode, mtu }));
    expect(subnets(imported)).toEqual(subnets(system).filter(({ label }) => imported.subnets.some((each) => each.name === label)));
    expect(imported.domain).toBe(system.domain);
  });

  test('keeps hosts apart, and says how a plan reaches them', () => {
    const imported = systemOf(PROGRAMS[`${name}-plan`] as string).resolve().system;
    expect(imported.hosts.map(({ name: host, virshUri }) => ({ host, virshUri }))).toEqual(
      system.hosts.map(({ name: host, virshUri }) => ({ host, virshUri })),
    );
  });
});

test('machines in pools, on bridges and with hardware of all kinds resolve, with their cards and hardware', () => {
  const { system } = everything(asUsual).resolve();
  const imported = systemOf(EVERYTHING).resolve().system;
  const facts = ({ machines }: ResolvedSystem) =>
    // What a state knows of a domain that was there is not in the outputs.
    machines
      .filter(({ name }) => !name.endsWith('wiki'))
      .map((machine) => {
        const { name, cpus, memoryMiB, hardware, cards, root, data, sharedFolders, source } = factsOf(machine);
        // Of a disk in Ceph nothing can be said before its pool is.
        const known = [root, ...data].filter(({ pool }) => pool !== 'ceph');
        const disks = known.map(({ bytes, pool, bus, cache }) => ({ bytes, pool, bus, cache }));
        // Nothing names an address on somebody else's bridge.
        return {
          name,
          cpus,
          memoryMiB,
          hardware,
          cards: cards.map(({ subnet }) => BRIDGES[subnet] ?? subnet),
          disks,
          sharedFolders: sharedFolders.map(({ id, path }) => ({ id, path })),
          // A disk that was there before was made from nothing that is known.
          source: root.name === 'web-root' ? '' : source,
        };
      });
  expect(facts(imported)).toEqual(facts(system));
});

const BRIDGES: Readonly<Record<string, string>> = { bridged: 'br0' };

describe('a state of the provider before 0.9', () => {
  const program = importOf(earlierState());
  const { machines, subnets, domain, hosts } = systemOf(program).resolve().system;

  test('has its networks whichever address of their block is written', () => {
    const other = earlierState().replace('"10.17.3.0/24"', '"10.17.3.5/24"');
    expect(other).not.toBe(earlierState());
    expect(importOf(other)).toBe(program);
  });

  test('has the machines that there are, as they are', () => {
    expect(machines.map(factsOf)).toEqual([
      {
        name: 'my-files',
        host: 'kvm1',
        cpus: 4,
        memoryMiB: 4096,
        hardware: expect.objectContaining({
          machineType: 'pc',
          firmware: 'uefi',
          diskBus: 'virtio',
          guestAgent: false,
          graphics: true,
          cpu: { mode: 'host-passthrough', features: [] },
        }),
        cards: [{ subnet: 'lan', address: '10.17.3.9' }],
        root: { name: 'files.raw', bytes: 5 * 2 ** 30, pool: 'machines', bus: 'virtio', cache: 'writeback', io: 'threads' },
        data: [
          {
            name: 'files-data.qcow2',
            bytes: 100 * 2 ** 30,
            pool: 'machines',
            bus: 'scsi',
            cache: 'writeback',
            readOnly: false,
            shared: false,
          },
        ],
        cds: 1,
        sharedFolders: [],
        source: '/unknown.qcow2',
      },
      {
        name: 'web',
        host: 'kvm1',
        cpus: 2,
        memoryMiB: 2048,
        hardware: expect.objectContaining({ machineType: 'q35', firmware: 'bios', guestAgent: true, graphics: false }),
        cards: [
          { subnet: 'lan', address: '10.17.3.7' },
          { subnet: 'br-office', address: '192.168.5.20' },
        ],
        root: { name: 'web.qcow2', bytes: 20 * 2 ** 30, pool: 'machines', bus: 'virtio', cache: 'writeback', io: 'threads' },
        data: [],
        cds: 0,
        sharedFolders: [],
        source: 'https://cloud.debian.org/debian-12-generic-amd64.qcow2',
      },
    ]);
    expect(subnets.map(({ name, cidr, mode, bridge }) => ({ name, cidr, mode, bridge: mode === 'bridge' ? bridge : '' }))).toEqual([
      { name: 'br-office', cidr: '192.168.5.0/24', mode: 'bridge', bridge: 'br-office' },
      { name: 'lan', cidr: '10.17.3.0/24', mode: 'nat', bridge: '' },
    ]);
    expect(domain).toBe('lan');
    expect(hosts.map(({ name, defaultPool }) => [name, defaultPool.name])).toEqual([['kvm1', 'machines']]);
  });

  test('says what it does not say, and nothing that may be secret', () => {
    for (const note of [
      'In libvirt it is "My Files".',
      'MAC 52:54:00:AA:00:01, 52:54:00:AA:00:02',
      '  xml.0.xslt',
      '  description',
      '  addresses.1',
    ])
      expect(program).toContain(`// ${note}`);
    expect(program).not.toContain(SECRET);
  });
});

/** Where the state has texts. */
const places = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'string' ? [path] : Object.entries((value ?? {}) as object).flatMap(([key, item]) => places(item, [...path, key]));

/** A state with another text in one place. */
function withText(path: readonly string[], odd: (usual: string) => string): string {
  const state = structuredClone(EARLIER) as unknown as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, state);
  const last = path.at(-1) as string;
  parent[last] = odd(String(parent[last]));
  return JSON.stringify(state);
}

describe('texts stay texts, and the program a program', () => {
  const odds = Object.values(ODD);

  test.each(Object.entries(ODD))('everywhere: %s', (_, odd) => {
    const replaced = (_key: string, value: unknown): unknown =>
      typeof value === 'string' && !/^(libvirt_|managed)/.test(value) ? odd(value) : value;
    systemOf(importOf(JSON.stringify(EARLIER, replaced)));
  });

  test('in each place', () => {
    for (const [index, path] of places(EARLIER).entries())
      for (const step of [0, 11, 22, 33])
        systemOf(importOf(withText(path, odds[(index + step) % odds.length] as (usual: string) => string)));
  });

  test('and are texts of the system', () => {
    const [path] = places(EARLIER).filter((each) => each.at(-1) === 'source');
    for (const odd of odds) {
      const source = `/srv/${odd('debian')}.img`;
      const program = importOf(withText(path as readonly string[], () => source));
      const images = systemOf(program)
        .node.findAll()
        .flatMap((each) => (each instanceof LegacyVm ? (each.props.image?.source ?? []) : []));
      expect(images).toContain(isSource(source) ? source : '/unknown.qcow2');
    }
  });
});

test.each(
  Object.entries(ODD_NUMBERS).filter(([, odd]) => Number.isFinite(odd(1))),
)('%s in the place of every number leaves a program a program', (_, odd) => {
  const replaced = (key: string, value: unknown): unknown => (typeof value === 'number' && !/version$/.test(key) ? odd(value) : value);
  const current: unknown = JSON.parse(stateFileOf(SYSTEMS.shop?.stack as Parameters<typeof stateFileOf>[0]));
  for (const state of [EARLIER, current]) systemOf(importOf(JSON.stringify(state, replaced)));
});

test('without the alias of a provider in the file, the reader is told', () => {
  const resources = [
    {
      address: 'libvirt_domain.a',
      mode: 'managed',
      type: 'libvirt_domain',
      values: { name: 'a', memory: 1, memory_unit: 'GiB', vcpu: 1, devices: {} },
    },
  ];
  const shown = JSON.stringify({ format_version: '1.0', values: { root_module: { child_modules: [{ resources }] } } });
  const program = importOf(shown);
  expect(program).toContain('does not say which host a resource is on');
  expect(
    systemOf(program)
      .resolve()
      .system.machines.map(({ name, memoryMiB }) => [name, memoryMiB]),
  ).toEqual([['a', 1024]]);
});

test('two networks of one block are told apart', () => {
  const network = (alias: string) => ({
    mode: 'managed',
    type: 'libvirt_network',
    name: 'default',
    provider: `provider["registry.terraform.io/dmacvicar/libvirt"].${alias}`,
    instances: [
      { attributes: { name: 'default', forward: { mode: 'nat' }, ips: [{ address: '192.168.122.1', netmask: '255.255.255.0' }] } },
    ],
  });
  const program = importOf(JSON.stringify({ version: 4, resources: [network('one'), network('two')] }));
  const { hosts, subnets } = systemOf(program).resolve().system;
  expect(hosts.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(subnets.map(({ name, cidr }) => [name, cidr])).toEqual([
    ['default', '192.168.122.0/24'],
    ['default-2', '198.18.0.0/24'],
  ]);
  expect(program).toContain('// Its block 192.168.122.0/24 is that of another one, too: state one.');
});

test('a network that is called nowhere, and is not in the state, is one', () => {
  const { resources, ...rest } = JSON.parse(earlierState()) as { readonly resources: readonly { readonly type: string }[] };
  const machines = resources.filter(({ type }) => type !== 'libvirt_network');
  const state = JSON.stringify({ ...rest, resources: machines })
    .replaceAll('"network_name":"lan"', '"network_name":"nowhere"')
    .replaceAll(/"network_id":"[^"]*"/g, '"network_id":""');
  const program = importOf(state);
  expect(program).toContain('The network nowhere is not in the state.');
});

test.each([
  ['a plan as Terraform writes it', 'PK\u0003\u0004', 'it is no JSON object'],
  ['a list', '[]', 'it is no JSON object'],
  ['an old state', '{"version": 3, "resources": []}', 'its format is 3'],
  ['an encrypted state', '{"encrypted_data": "x", "encryption_version": "v0"}', 'it is encrypted'],
  ['something else', '{"kind": "Pod"}', 'it is neither a state'],
])('%s is refused', (_, text, words) => {
  expect(() => stateIn(text)).toThrow(words);
});

test('an empty state is an empty system', () => {
  expect(systemOf(importOf('{"format_version": "1.0", "terraform_version": "1.11.4"}')).resolve().system.machines).toEqual([]);
});

test('the compiler takes all of it', () => {
  expect(compiled({ ...PROGRAMS, earlier: importOf(earlierState()), everything: EVERYTHING })).toBe('');
});
