import { App, TerraformOutput } from 'cdktf';
import { Forward, GuestOs, Host, Image, type Lock, Network, Port, Size, type Subnet, System, VirtualMachine } from '../../src';
import { planChanges, terraformDisagreements } from '../../src/plan';
import { VirtualMachinesStacks } from '../../src/terraform';
import { synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { resourcesOf } from '../terraform-instances';

type StackNames = Readonly<Record<'kvm1' | 'kvm2' | 'kvm3', string | undefined>>;

/** Machines on three hosts and one bridge; on the third host also in a network of its own. */
class Farm extends System {
  readonly hosts: Readonly<Record<string, Host>>;
  readonly own: Subnet;

  constructor(stacks: StackNames) {
    super('farm');
    this.hosts = Object.fromEntries(
      Object.entries(stacks).map(([name, stack]) => {
        const ssh = { user: 'root', address: `${name}.example` };
        return [name, new Host(this, name, { ssh, cpus: 8, memory: Size.gibibytes(64), ...(stack !== undefined && { stack }) })];
      }),
    );
    const net = new Network(this, 'net', { cidr: '10.4.0.0/16' });
    const lan = net.addSubnet('lan', { cidr: '10.4.1.0/24', forward: Forward.bridge('br0'), nameservers: ['10.4.1.9'] });
    this.own = net.addSubnet('own', { cidr: '10.4.2.0/24' });
    const vm = (name: string, host: string, subnet = lan): VirtualMachine =>
      new VirtualMachine(this, name, {
        host: this.hosts[host] as Host,
        subnet,
        os: GuestOs.debian12(),
        image: Image.file('/images/debian.qcow2', { version: '12' }),
        cpus: 1,
        memory: Size.gibibytes(1),
        stateless: true,
        listens: [Port.tcp(8080)],
      });
    const [a, b] = [vm('a', 'kvm1'), vm('b', 'kvm2')];
    vm('c', 'kvm3');
    vm('d', 'kvm3', this.own);
    this.policy.allow(a, b, { because: 'asks' });
  }
}

const ONE: StackNames = { kvm1: undefined, kvm2: undefined, kvm3: undefined };
const APART: StackNames = { kvm1: undefined, kvm2: 'west', kvm3: 'east' };
const place = (stack: string): string => `stacks/${stack}/cdk.tf.json`;

const { lock } = new Farm(ONE).resolve();
/** As a user edits it who moves hosts between stacks on purpose. */
const moved: Lock = {
  ...lock,
  hosts: Object.fromEntries(
    Object.entries(lock.hosts).map(([name, host]) => {
      const stack = APART[name as keyof StackNames];
      return [name, { ...host, ...(stack !== undefined && { stack }) }];
    }),
  ),
};
const sideOf = (stacks: StackNames, of?: Lock) => {
  const options = of === undefined ? {} : { lock: of };
  const { system } = new Farm(stacks).resolve(options);
  return { system, terraform: synthTerraform(new Farm(stacks), options), kubernetes: {} };
};
const whole = sideOf(ONE, lock);
const parts = sideOf(APART, moved);
const addressesOf = (configuration: object | undefined): readonly string[] => [...resourcesOf(configuration).keys()].sort();

test('a system has one stack, unless hosts name their own', () => {
  expect(Object.keys(whole.terraform)).toEqual([place('farm')]);
  expect(Object.keys(parts.terraform)).toEqual([place('farm'), place('farm-east'), place('farm-west')]);
});

test('each stack holds what is on its hosts, and all of them together what one stack does, under the same addresses', () => {
  const holds = (stack: string) => addressesOf(parts.terraform[place(stack)]).filter((address) => address.startsWith('libvirt_domain.'));
  expect([holds('farm'), holds('farm-west'), holds('farm-east')]).toEqual([
    ['libvirt_domain.a'],
    ['libvirt_domain.b'],
    ['libvirt_domain.c', 'libvirt_domain.d'],
  ]);
  expect(addressesOf(parts.terraform[place('farm-east')])).toContain('libvirt_network.own');
  expect(Object.values(parts.terraform).flatMap(addressesOf).sort()).toEqual(addressesOf(whole.terraform[place('farm')]));
});

test('a stack speaks to its own hosts alone, and has a state of its own', () => {
  const facts = Object.entries(parts.terraform).map(([file, { provider, terraform }]) => [
    file,
    (provider as { libvirt: { alias: string }[] }).libvirt.map(({ alias }) => alias),
    (terraform as { backend: { local: { path: string } } }).backend.local.path,
  ]);
  expect(facts).toEqual([
    [place('farm'), ['kvm1'], '../../../terraform.farm.tfstate'],
    [place('farm-east'), ['kvm3'], '../../../terraform.farm-east.tfstate'],
    [place('farm-west'), ['kvm2'], '../../../terraform.farm-west.tfstate'],
  ]);
});

test('what a flow opens between hosts of two stacks is in both', () => {
  const { system, terraform } = parts;
  expect(verify({ system, terraform, kubernetes: {} })).toEqual([]);
  const { [place('farm-west')]: _, ...rest } = terraform;
  expect(
    verify({ system, terraform: rest, kubernetes: {} })
      .map(({ text }) => text)
      .join(),
  ).toMatch(/\bb\b/);
});

test('native objects are looked up in whichever stack has them', () => {
  const farm = new Farm(APART);
  const stacks = new VirtualMachinesStacks(new App(), { system: farm.resolve().system });
  const west = stacks.stackOf('kvm2');
  expect(stacks.all.map(({ node }) => node.id)).toEqual(['farm', 'farm-east', 'farm-west']);
  expect(stacks.domainOf('b').node.scope).toBe(west);
  expect(stacks.volumeOf('b-root').node.scope).toBe(west);
  expect(stacks.providerOf(farm.hosts.kvm2 as Host).node.scope).toBe(west);
  expect(stacks.networkOf(farm.own)?.node.scope).toBe(stacks.stackOf('kvm3'));
  expect(stacks.networkOf('lan')).toBeUndefined();
  expect(() => stacks.domainOf('bb')).toThrow(/There is no machine "bb".*a, b, c, d/s);
});

test('further outputs go into the stack that they are given', () => {
  const terraform = synthTerraform(new Farm(APART), {
    customize: (stacks, farm) => new TerraformOutput(stacks.stackOf(farm.hosts.kvm3 as Host), 'mine', { value: stacks.domainOf('c').id }),
  });
  expect(terraform[place('farm-east')]?.output).toHaveProperty('mine');
  expect(terraform[place('farm')]?.output).not.toHaveProperty('mine');
});

test('another stack for a host that has machines is refused, until the lock says so', () => {
  expect(() => new Farm(APART).resolve({ lock })).toThrow(/STACK_CHANGED at farm\/kvm2.*STACK_CHANGED at farm\/kvm3/s);
  expect(new Farm(APART).resolve({ lock: moved }).lock.hosts.kvm2?.stack).toBe('west');
  expect(() => new Farm(ONE).resolve({ lock: moved })).toThrow(/take `stack` out of `hosts\.kvm2`/);
});

describe('a plan of hosts that go to stacks of their own', () => {
  const plan = planChanges(whole, parts, { against: 'before' });

  test('changes nothing on them: what is known of them goes from state to state first', () => {
    expect(plan.details.terraform).toEqual([]);
    expect([plan.machines, plan.data, plan.hosts, plan.dataAtStake]).toEqual([[], [], [], false]);
    const [east, west, ...applies] = plan.steps.map(({ run }) => run);
    expect(east).toMatch(
      /^for address in 'libvirt_domain\.c' 'libvirt_domain\.d' .*; do terraform state mv -state=terraform\.farm\.tfstate -state-out=terraform\.farm-east\.tfstate "\$address" "\$address"; done$/,
    );
    expect(east).toContain(`'terraform_data.filter["c"]'`);
    expect(west).toContain('-state-out=terraform.farm-west.tfstate');
    expect(applies).toEqual([
      'terraform -chdir=cdktf.out/stacks/farm apply',
      'terraform -chdir=cdktf.out/stacks/farm-east init && terraform -chdir=cdktf.out/stacks/farm-east apply',
      'terraform -chdir=cdktf.out/stacks/farm-west init && terraform -chdir=cdktf.out/stacks/farm-west apply',
    ]);
  });

  test('says how, where states are kept elsewhere', () => {
    const elsewhere = (side: typeof whole) => ({
      ...side,
      terraform: Object.fromEntries(
        Object.entries(side.terraform).map(([file, stack]) => [file, { ...stack, terraform: { backend: { http: {} } } }]),
      ),
    });
    expect(planChanges(elsewhere(whole), elsewhere(parts)).steps[0]).toEqual({
      run: expect.stringContaining('-state=old.tfstate -state-out=new.tfstate'),
      because: expect.stringContaining('`terraform state pull`'),
    });
  });

  test("is held against Terraform's own plan of one stack alone", () => {
    const more = { ...APART, kvm1: 'north' };
    const first = planChanges({ ...parts, terraform: {} }, sideOf(more));
    const real = (alias: string, stack: string) => ({
      configuration: { provider_config: { [`libvirt.${alias}`]: { alias } } },
      resource_changes: first.details.terraform
        .filter((each) => each.stack === stack)
        .map(({ address }) => ({ address, mode: 'managed', change: { actions: ['create'] } })),
      output_changes: { addresses: { actions: ['create'] }, digest: { actions: ['create'] } },
    });
    expect(terraformDisagreements(first, real('kvm3', 'farm-east'))).toEqual([]);
    expect(terraformDisagreements(first, real('kvm1', 'farm-north'))).toEqual([]);
    expect(terraformDisagreements(first, real('kvm1', 'farm-east'))?.length).toBeGreaterThan(0);
  });
});
