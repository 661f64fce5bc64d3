import { AddressedBy, External, Isolation, LegacyVm, type Lock, Port, type System } from '../../src';
import { synthTerraform } from '../../src/testing';
import { existingCluster, machineProps, resolved, service, subnet, vm, type Yard, yard } from '../model/fixture';

/** What may change in a system from day to day without a machine being shut down. */
interface Day {
  readonly admins?: string;
  readonly packages?: string;
  readonly leased?: boolean;
  readonly flow?: boolean;
  readonly cluster?: boolean;
}

/** A highly isolated subnet with one machine, and what comes later. */
function build({ admins = '10.2.0.0/24', packages = '192.0.2.0/25', leased = false, flow = false, cluster = false }: Day): System {
  const y: Yard = yard({
    admin: { from: External.cidr(admins, { name: 'admins' }) },
    provisioning: { packages: External.cidr(packages, { name: 'packages' }) },
  });
  const apart = subnet(y, 'apart', 7, { isolation: Isolation.HIGH });
  const props = { ...machineProps(y), subnet: apart, listens: [Port.tcp(80, 'http')] };
  const first = new LegacyVm(y.system, 'first', { ...props, addressedBy: AddressedBy.IMAGE });
  const web = vm(y, 'web');
  if (leased) new LegacyVm(y.system, 'erp', { ...props, addressedBy: AddressedBy.DHCP });
  if (cluster) existingCluster(y);
  if (flow) y.system.policy.allow(web, first, { because: 'reports' });
  return y.system;
}

/** Attributes of networks, disks and machines whose change would stop a machine or make it anew, with the shapes of networks. */
function fixed(day: Day, lock: Lock): Readonly<Record<string, string>> {
  const [stack] = Object.values(synthTerraform(build(day), { lock })) as [
    { resource: Record<string, Record<string, Record<string, unknown>>> },
  ];
  const kinds = ['libvirt_network', 'libvirt_volume', 'libvirt_domain'] as const;
  const bodies = kinds.flatMap((kind) =>
    Object.entries(stack.resource[kind] ?? {}).map(([name, body]) => [`${kind}.${name}`, body] as const),
  );
  const shapes = Object.entries(stack.resource.terraform_data ?? {}).filter(([name]) => name.endsWith('-shape'));
  return Object.fromEntries(
    [...bodies, ...shapes].map(([name, body]) => [name, JSON.stringify(name.startsWith('libvirt_network') ? withoutIgnored(body) : body)]),
  );
}

function withoutIgnored({ dns: _names, ips, ...rest }: Record<string, unknown>): object {
  return { ...rest, ips: (ips as readonly Record<string, unknown>[]).map(({ dhcp: _reservations, ...ip }) => ip) };
}

test.each<[string, Day]>([
  ['administrators come from elsewhere', { admins: '10.3.0.0/24' }],
  ['software comes from elsewhere', { packages: '198.51.100.0/24' }],
  ['a machine comes that DHCP addresses', { leased: true }],
  ['so do administrators and software after that', { leased: true, admins: '10.3.0.0/24', packages: '198.51.100.0/24' }],
  ['a flow comes', { flow: true }],
  ['a cluster comes', { cluster: true, leased: true }],
])('no network, disk or machine that is there changes when %s', (_what, day) => {
  const { lock } = build({}).resolve();
  const [before, after] = [fixed({}, lock), fixed(day, lock)];
  for (const [name, body] of Object.entries(before)) expect({ name, body: after[name] }).toEqual({ name, body });
});

test('a network tells the routes of the day that it was made on, and says what it does not tell', () => {
  const first = build({}).resolve();
  expect(first.lock.subnets).toEqual({ apart: { routes: ['10.1.0.0/16', '10.2.0.0/24', '192.0.2.0/25'] } });
  const y = yard({ provisioning: { packages: External.cidr('192.0.2.0/25', { name: 'packages' }) } });
  const apart = subnet(y, 'apart', 7, { isolation: Isolation.HIGH });
  const legacy = { ...machineProps(y), subnet: apart, listens: [Port.tcp(80, 'http')] };
  const erp = new LegacyVm(y.system, 'erp', { ...legacy, addressedBy: AddressedBy.DHCP });
  y.system.policy.allow(erp, service(existingCluster(y), 'api'), { because: 'orders' });
  const { system, lock, warnings } = y.system.resolve({ lock: resolvedWithErp(first.lock) });
  expect(system.machines.find(({ name }) => name === 'erp')?.guest.network.routes.map(({ to }) => to)).toEqual(
    first.lock.subnets.apart?.routes,
  );
  expect(lock.subnets).toEqual(first.lock.subnets);
  expect(warnings).toContainEqual(
    expect.objectContaining({
      code: 'GUEST_ROUTE_MISSING',
      path: 'yard/erp',
      message: expect.stringMatching(/172\.16\.9\.\d+\/32, but DHCP tells it of 10\.1\.0\.0\/16, .*"apart" out of `subnets`/),
    }),
  );
});

/** A lock in which the machine is there already. */
function resolvedWithErp({ subnets }: Lock): Lock {
  const { lock } = resolved((y) => {
    const apart = subnet(y, 'apart', 7, { isolation: Isolation.HIGH });
    new LegacyVm(y.system, 'erp', { ...machineProps(y), subnet: apart, listens: [Port.tcp(80, 'http')], addressedBy: AddressedBy.DHCP });
  });
  return { ...lock, subnets };
}
