import {
  Command,
  External,
  GuestOs,
  type Lock,
  Port,
  Size,
  type VirtualMachineProps,
  WindowsSetup,
  type WindowsSetupProps,
} from '../../src/model';
import { seedOf } from '../../src/terraform/seed';
import { synthTerraform } from '../../src/testing';
import { vm, type Yard, yard } from '../model/fixture';
import { CLIENT, DRIVERS, ON_WINDOWS, WINDOWS_DISKS } from '../windows-fixture';

const BASE: Partial<VirtualMachineProps> = { os: GuestOs.windowsServer2022(), memory: Size.gibibytes(4), dataDisks: WINDOWS_DISKS };

const WAYS = { 'cloudbase-init': WindowsSetup.cloudbaseInit, unattend: WindowsSetup.unattend } as const;
type Way = keyof typeof WAYS;
const ways = Object.keys(WAYS) as readonly Way[];

function resolvedWith(way: Way, props: WindowsSetupProps, more: { readonly lock?: Lock; readonly edit?: (y: Yard) => void } = {}) {
  const y = yard();
  vm(y, 'win', { ...BASE, windowsSetup: WAYS[way](props) });
  more.edit?.(y);
  const resolution = y.system.resolve(more.lock ? { lock: more.lock } : {});
  const [machine] = resolution.system.machines.filter(({ name }) => name === 'win');
  if (!machine) throw new Error('there is a machine');
  return { ...resolution, told: JSON.stringify(seedOf(machine)?.documents), y };
}

/** Of each prop another value. */
const EDITS: { readonly [P in keyof Required<WindowsSetupProps>]: Partial<WindowsSetupProps> } = {
  administratorPassword: { administratorPassword: 'other_administrator' },
  computerName: { computerName: 'ERP-02' },
  administrators: { administrators: { operator1: { password: 'operator_password', certificate: CLIENT } } },
  domain: { domain: undefined },
  timeZone: { timeZone: 'Asia/Tokyo' },
  locale: { locale: 'fr-FR' },
  winRm: { winRm: false, administrators: {} },
  ssh: { ssh: true },
  serverCertificate: { serverCertificate: undefined },
  features: { features: ['Web-Server'] },
  disks: { disks: { 'F:': { disk: 'files' } } },
  virtioDrivers: { virtioDrivers: undefined },
  commands: { commands: [Command.script('Get-Date')] },
  keepCdsReadable: { keepCdsReadable: true },
};

describe.each(ways)('by %s', (way) => {
  const first = resolvedWith(way, ON_WINDOWS);

  test('nothing is said of a guest that is as it was described', () => {
    const again = resolvedWith(way, ON_WINDOWS, { lock: first.lock });
    expect(again.warnings.filter(({ code }) => code === 'GUEST_OUTDATED')).toEqual([]);
    expect(again.told).toBe(first.told);
  });

  test.each(
    Object.entries(EDITS).filter(([prop]) => prop !== 'ssh'),
  )('another %s is told to a new guest, and an old one is warned of', (prop, edit) => {
    const { warnings, told } = resolvedWith(way, { ...ON_WINDOWS, ...edit }, { lock: first.lock });
    // cloudbase-init leaves languages to the image.
    expect(told === first.told).toBe(way === 'cloudbase-init' && prop === 'locale');
    const said = warnings.filter(({ code }) => code === 'GUEST_OUTDATED').map(({ message }) => message);
    expect(said.join()).toContain(`windowsSetup.${prop}`);
  });

  test('a flow that comes later changes nothing of what a guest is told', () => {
    const edit = (y: Yard): void => {
      const web = vm(y, 'web', { stateless: true });
      y.system.policy.allow(web, y.system.node.findChild('win') as never, { because: 'a test' });
    };
    expect(resolvedWith(way, ON_WINDOWS, { lock: first.lock, edit }).told).toBe(first.told);
  });

  test('no output and no lock holds a secret, and each is asked for by a variable', () => {
    const stack = Object.values(synthTerraform(first.y.system))[0] as {
      readonly variable: Readonly<Record<string, { readonly sensitive?: boolean }>>;
    };
    const names = [
      'batch_password',
      'joiner_password',
      'licence_key',
      'operator_password',
      'server_pfx',
      'server_pfx_password',
      'win_administrator',
    ];
    expect(Object.keys(stack.variable).sort()).toEqual(names);
    expect(Object.values(stack.variable).every(({ sensitive }) => sensitive)).toBe(true);
    expect(first.system.prerequisites.filter((text) => text.startsWith('Terraform variable'))).toHaveLength(names.length);
  });

  test('no firewall is left to be set up by hand', () => {
    expect(JSON.stringify(synthTerraform(first.y.system))).not.toContain('win-firewall.ps1');
  });

  test('drivers come on a CD of its own, and bring the agent', () => {
    const [machine] = first.system.machines;
    expect(machine?.cds.map(({ image }) => image.source)).toEqual([DRIVERS.source]);
    expect(machine?.hardware.guestAgent).toBe(true);
    const without = resolvedWith(way, { ...ON_WINDOWS, virtioDrivers: undefined }).system.machines[0];
    expect([without?.cds, without?.hardware.guestAgent]).toEqual([[], false]);
  });
});

test('administrators reach WinRM and SSH where these are wanted, and Remote Desktop in any case', () => {
  const y = yard({
    admin: {
      from: External.cidr('10.9.0.0/24', { name: 'admins' }),
      sshAuthorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEVkMjU1MTktS2V5LW9mLXNvbWVib2R5LWVsc2UtMTI= me'],
    },
  });
  const made = (name: string, more: Partial<WindowsSetupProps>) =>
    vm(y, name, { ...BASE, dataDisks: [], windowsSetup: WindowsSetup.unattend({ administratorPassword: `${name}_password`, ...more }) });
  made('bare', {});
  made('both', { winRm: true, ssh: true });
  const ports = (name: string) =>
    y.system
      .resolve()
      .system.flows.filter(({ origin, to }) => origin === 'admin' && to.is === 'machine' && to.name === name)
      .flatMap(({ ports: all }) => all.map(({ from }) => from))
      .sort((a, b) => a - b);
  expect([ports('bare'), ports('both')]).toEqual([[3389], [22, 3389, 5986]]);
  expect(Port.tcp(3389).resolved.from).toBe(3389);
});

test('an answer file is made anew with the disk that it is for, and lies there beside cloud-init', () => {
  const { y } = resolvedWith('unattend', ON_WINDOWS);
  const stack = Object.values(synthTerraform(y.system))[0] as { readonly locals: Readonly<Record<string, object>> };
  expect(Object.keys(stack.locals.unattend ?? {})).toEqual(['win']);
  expect(Object.keys(stack.locals.cloud_init ?? {})).toEqual([]);
});
