import { AddressedBy, External, GuestOs, Size, type VirtualMachineProps } from '../../../src/model';
import type { ResolvedMachine } from '../../../src/model/resolved';
import { ignitionName, renderIgnition } from '../../../src/terraform/guest';
import { ignitionOf } from '../../../src/terraform/ignition';
import { FILES_DISK, ON_WHOLE_IMAGE } from '../../first-boot-fixture';
import { subnet, vm, type Yard, yard } from '../../model/fixture';
import { unescapeTemplate } from './render';

const SYSTEMS = { 'fedora-coreos': GuestOs.fedoraCoreOs(), flatcar: GuestOs.flatcar() } as const;
type Name = keyof typeof SYSTEMS;

function machineOf(name: Name, props: Partial<VirtualMachineProps> = {}, more: (y: Yard) => void = () => undefined): ResolvedMachine {
  const y = yard({
    provisioning: { packages: External.cidr('192.0.2.0/25', { name: 'mirror' }), ntp: External.address('192.0.2.123', { name: 'time' }) },
  });
  vm(y, 'web', { os: SYSTEMS[name], memory: Size.gibibytes(2), dataDisks: [FILES_DISK], ...props });
  more(y);
  const machine = y.system.resolve().system.machines.find((each) => each.name === 'web');
  if (!machine) throw new Error('no machine');
  return machine;
}

interface Config {
  readonly storage: {
    readonly files: readonly { readonly path: string; readonly mode: number; readonly contents: { readonly source: string } }[];
  };
  readonly systemd: { readonly units: readonly { readonly name: string; readonly mask?: boolean; readonly enabled?: boolean }[] };
  readonly passwd?: { readonly users: readonly { readonly name: string }[] };
}

function configOf(machine: ResolvedMachine): Config {
  const { own, common } = renderIgnition(machine);
  return JSON.parse(unescapeTemplate(own + common)) as Config;
}

/** Texts by path, without secrets and bytes. */
const textsOf = (config: Config): ReadonlyMap<string, string> =>
  new Map(config.storage.files.map(({ path, contents }) => [path, decodeURIComponent(contents.source.replace(/^data:,/, ''))]));

const CARDS: Readonly<Record<Name, (card: string) => string>> = {
  'fedora-coreos': (card) => `/etc/NetworkManager/system-connections/isthmus-${card}.nmconnection`,
  flatcar: (card) => `/etc/systemd/network/10-isthmus-${card}.network`,
};

describe.each(Object.keys(SYSTEMS) as Name[])('%s', (name) => {
  it('says everything for the entry that it looks for', () => {
    const machine = machineOf(name, { firstBoot: ON_WHOLE_IMAGE });
    expect({ name: ignitionName(machine), units: configOf(machine).systemd.units.map((unit) => unit.name) }).toMatchSnapshot();
    expect(Object.fromEntries(textsOf(configOf(machine)))).toMatchSnapshot();
  });

  it('knows each card by its MAC address, with its routes and its MTU', () => {
    const machine = machineOf(name, {}, (y) => {
      const web = y.system.node.findChild('web') as ReturnType<typeof vm>;
      web.addInterface('storage', { subnet: subnet(y, 'storage', 7, { mtu: 9000 }), routes: [{ to: '203.0.113.0/24' }] });
    });
    const texts = textsOf(configOf(machine));
    const [, other] = [machine.nic, ...machine.otherNics];
    expect(texts.get(CARDS[name]('eth1'))).toContain(other?.mac ?? 'none');
    for (const said of ['10.1.7.2/24', '203.0.113.0/24', '9000']) expect(texts.get(CARDS[name]('eth1'))).toContain(said);
    expect(texts.get(CARDS[name]('eth1'))).not.toContain('0.0.0.0/0');
    expect(texts.get(CARDS[name]('eth0'))).toContain('0.0.0.0/0');
  });

  it('asks for an address where a server gives it one, and leaves cards alone that its image knows', () => {
    const leased = textsOf(configOf(machineOf(name, { addressedBy: AddressedBy.DHCP })));
    expect(leased.get(CARDS[name]('eth0'))).toMatch(/^(method=auto|DHCP=ipv4)$/m);
    expect(leased.get('/etc/isthmus/firewall.nft')).toContain('udp sport 67 udp dport 68 accept');
    expect(textsOf(configOf(machineOf(name, { addressedBy: AddressedBy.IMAGE }))).has(CARDS[name]('eth0'))).toBe(false);
  });

  it('brings itself no releases where nobody has said when', () => {
    const config = configOf(machineOf(name));
    const masked = config.systemd.units.flatMap((unit) => (unit.mask ? [unit.name] : []));
    const off = textsOf(config).get('/etc/zincati/config.d/90-isthmus.toml') ?? masked.join();
    expect(off).toMatch(/enabled = false|update-engine\.service,locksmithd\.service/);
  });

  it('runs nothing where there is nothing to run', () => {
    const { systemd, storage } = configOf(machineOf(name));
    expect(systemd.units.map((unit) => unit.name)).not.toContain('isthmus-first-boot.service');
    expect(storage.files.map(({ path }) => path)).not.toContain('/etc/isthmus/first-boot');
  });

  it('puts commands that come before packages elsewhere first', () => {
    const texts = textsOf(configOf(machineOf(name, { firstBoot: ON_WHOLE_IMAGE })));
    expect(texts.get('/etc/isthmus/commands/001')).toContain('REGISTRATION_KEY');
    expect(texts.get('/etc/isthmus/commands/002')).toContain('install');
  });
});

test('machines that are told the same otherwise have one text in common', () => {
  const [one, other] = ['a', 'b'].map((id) => {
    const y = yard();
    vm(y, id, { os: GuestOs.flatcar() });
    return renderIgnition(y.system.resolve().system.machines[0] as ResolvedMachine);
  });
  expect(one?.common).toBe(other?.common);
  expect(one?.own).not.toBe(other?.own);
});

test('what does not fit into its file is a problem', () => {
  const files = { '/etc/large': 'x'.repeat(120_000) };
  expect(() => ignitionOf(machineOf('flatcar', { firstBoot: { files } }))).toThrow(/Ignition configuration.*more than the 120000/);
});

test('nobody else is told anything by Ignition', () => {
  const y = yard();
  vm(y, 'web');
  expect(ignitionOf(y.system.resolve().system.machines[0] as ResolvedMachine)).toBeUndefined();
});
