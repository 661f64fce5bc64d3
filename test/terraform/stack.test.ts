import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literals, volume } from '@cdktf/provider-libvirt';
import { App, Aspects, HttpBackend, Lazy, TerraformLocal, TerraformOutput, Testing } from 'cdktf';
import { VirtualMachinesStack } from '../../src/terraform';
import { instancesOf } from '../terraform-instances';
import { aFlow, aHost, aMachine, aSubnet, aSystem, aVolume, end, tcp, WINDOWS } from './fixture';
import { type Json, resourceOf, synth } from './synth';

const role = {
  kind: 'database',
  engine: 'postgresql',
  version: '15',
  port: 5432,
  databases: [{ name: 'app', owner: 'app' }],
  roles: [
    { name: 'app', rights: [{ in: 'app', may: 'own' }], clients: ['10.10.0.0/16'], bound: false, verifierVariable: 'db_app_verifier' },
  ],
  dataSerial: 'data',
  filesystem: 'xfs',
  memoryMiB: 2048,
  cpus: 2,
} as const;
const db = aMachine('db', 'data', '10.10.10.11', { kind: 'database', data: [aVolume('db', 'data', 100)], guest: { role } });
const erp = aMachine('erp', 'legacy', '10.10.20.11', {
  hardware: WINDOWS,
  guest: { configuredBy: 'none', network: { ...db.guest.network, addressedBy: 'dhcp' } },
});
const system = aSystem({
  subnets: [
    aSubnet('data', '10.10.10.0/24', { records: [{ address: '10.10.10.11', names: ['db.shop.internal'] }] }),
    aSubnet('legacy', '10.10.20.0/24', { reservations: [{ mac: erp.nic.mac, address: erp.nic.address, name: 'erp' }] }),
  ],
  machines: [db, erp],
  flows: [aFlow(end('machine', 'erp'), end('machine', 'db'), [tcp(5432)], { source: ['10.10.20.11/32'], destination: ['10.10.10.11/32'] })],
});
const json = synth(system);
const STEPS = ['cloud-init', 'filter', 'filter-rules', 'network-entry', 'network-in-use', 'unattend'];

describe('Terraform addresses', () => {
  it('follow from names', () => {
    const addresses = Object.entries<object>(json.resource).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));
    expect(addresses.sort()).toEqual([
      'libvirt_domain.db',
      'libvirt_domain.erp',
      'libvirt_network.data',
      'libvirt_network.legacy',
      'libvirt_volume.db-data',
      'libvirt_volume.db-root',
      'libvirt_volume.erp-root',
      'libvirt_volume.kvm1-default-shop-debian-12-20250101',
      'terraform_data.cloud-init',
      'terraform_data.data-shape',
      'terraform_data.db-size',
      'terraform_data.db-start',
      'terraform_data.erp-size',
      'terraform_data.erp-start',
      'terraform_data.filter',
      'terraform_data.filter-rules',
      'terraform_data.legacy-shape',
      'terraform_data.network-entry',
      'terraform_data.network-in-use',
      'terraform_data.unattend',
    ]);
    const instances = STEPS.map((name) => [name, Object.keys(instancesOf(json, 'terraform_data', name) ?? {})]);
    expect(Object.fromEntries(instances)).toEqual({
      'cloud-init': ['db'],
      filter: ['db', 'erp'],
      'filter-rules': ['db', 'erp'],
      'network-entry': ['data/dns/10.10.10.11', 'legacy/dhcp/erp'],
      'network-in-use': ['data', 'legacy'],
      unattend: [],
    });
  });

  it('cannot be taken twice', () => {
    const twin = aMachine('db-data', 'data', '10.10.10.12', { root: { ...db.root, key: 'db-data' } });
    expect(() => synth({ ...system, machines: [db, twin] })).toThrow("'libvirt_volume.db-data'");
  });

  it('of what machines use until they are changed are undone after that, and made once: else they would be undone after they were made anew', () => {
    const { lifecycle, triggers_replace: triggers } = json.resource.terraform_data.filter;
    expect([lifecycle, triggers]).toEqual([{ create_before_destroy: true }, {}]);
  });

  it('of what must be undone stay in the configuration when their last entry goes', () => {
    const empty = synth(aSystem());
    expect(Object.keys(empty.resource?.terraform_data as Json).sort()).toEqual(STEPS);
    for (const name of STEPS) expect(instancesOf(empty, 'terraform_data', name)).toEqual({});
  });
});

describe('providers', () => {
  it('are pinned, and every resource of theirs names one', () => {
    expect(json.terraform?.required_providers).toEqual({ libvirt: { source: 'dmacvicar/libvirt', version: '0.9.7' } });
    expect(json.provider).toEqual({ libvirt: [{ alias: 'kvm1', uri: 'qemu:///system' }] });
    for (const [type, all] of Object.entries<object>(json.resource)) {
      if (type.startsWith('libvirt_')) for (const each of Object.values(all)) expect((each as Json).provider).toBe('libvirt.kvm1');
    }
  });

  it('of several hosts are told apart, in their own spelling of the connection and in virsh’s', () => {
    const remote = aHost({ name: 'kvm2', providerUri: 'qemu+sshcmd://root@kvm2/system', virshUri: 'qemu+ssh://root@kvm2/system' });
    const other = aMachine('far', 'far', '10.10.50.11', { host: 'kvm2' });
    const both = synth({
      ...system,
      hosts: [aHost(), remote],
      machines: [db, other],
      subnets: [...system.subnets, aSubnet('far', '10.10.50.0/24', { hosts: ['kvm2'] })],
    });
    expect(both.provider?.libvirt).toEqual([
      { alias: 'kvm1', uri: 'qemu:///system' },
      { alias: 'kvm2', uri: 'qemu+sshcmd://root@kvm2/system' },
    ]);
    expect(resourceOf(both, 'libvirt_domain', 'far').provider).toBe('libvirt.kvm2');
    expect(resourceOf(both, 'terraform_data', 'far-start').input?.uri).toBe('qemu+ssh://root@kvm2/system');
  });
});

describe('state', () => {
  function written(edit?: (stack: VirtualMachinesStack) => void): Json {
    const outdir = mkdtempSync(join(tmpdir(), 'isthmus-stack-'));
    const app = new App({ outdir });
    const stack = new VirtualMachinesStack(app, 'shop', { system });
    edit?.(stack);
    app.synth();
    const json = JSON.parse(readFileSync(join(outdir, 'stacks/shop/cdk.tf.json'), 'utf8')) as Json;
    rmSync(outdir, { recursive: true });
    return json;
  }

  it('lies beside cdktf.out, at no absolute path', () => {
    expect(written().terraform?.backend).toEqual({ local: { path: '../../../terraform.shop.tfstate' } });
  });

  it('lies where the user says', () => {
    const json = written((stack) => new HttpBackend(stack, { address: 'https://state.example/shop' }));
    expect(json.terraform?.backend).toEqual({ http: { address: 'https://state.example/shop' } });
  });
});

describe('secrets', () => {
  it('are variables that Terraform must be given', () => {
    expect(json.variable?.db_app_verifier).toMatchObject({ type: 'string', sensitive: true, nullable: false });
    expect(json.variable?.db_app_verifier).not.toHaveProperty('default');
    expect(json.variable?.db_app_verifier?.validation?.[0]?.condition).toMatch(
      /^\$\{can\(regex\("\^SCRAM-SHA-256.*, var\.db_app_verifier\)\)\}$/,
    );
  });

  it('reach the guest without passing the state', () => {
    const step = resourceOf(json, 'terraform_data', 'cloud-init');
    expect(json.locals.cloud_init_files.db.user_data).toContain(`\${base64encode(var.db_app_verifier)}`);
    expect(JSON.stringify(json.locals.cloud_init)).not.toContain('verifier');
    // What reaches the state is what the entries of the local say.
    expect(JSON.stringify([step.input, step.triggers_replace]).match(/\$\{[^}]*\}/g)).toEqual(
      ['uri', 'pool', 'volume', 'disk'].map((field) => `\${each.value.${field}}`),
    );
  });
});

describe('outputs', () => {
  it('are the digest and the addresses', () => {
    expect(json.output?.digest?.value).toBe(system.digest);
    expect(json.output?.addresses?.value).toEqual({ db: '10.10.10.11', erp: '10.10.20.11' });
  });

  it('are the only place of the digest', () => {
    expect(JSON.stringify(json).split(system.digest)).toHaveLength(2);
  });
});

describe('a retired disk', () => {
  const retired = { host: 'kvm1', because: 'archived' };

  it('is let go of when its data stay, with the image that a root disk is a layer over', () => {
    const kept = synth(
      aSystem({
        retired: [
          { ...retired, key: 'db-data', volumeName: 'shop-db-data.qcow2', keepData: true },
          {
            ...retired,
            key: 'db-root',
            volumeName: 'shop-db-root.qcow2',
            keepData: true,
            image: { key: 'kvm1-default-shop-debian-12-20250101', volumeName: 'shop-debian-12-20250101' },
          },
        ],
      }),
    );
    const removed = (name: string) => ({ from: `libvirt_volume.${name}`, lifecycle: { destroy: false } });
    expect(kept.removed).toEqual(['db-data', 'db-root', 'kvm1-default-shop-debian-12-20250101'].map(removed));
  });

  it('leaves an image alone that machines still use', () => {
    const { image } = erp;
    const kept = synth({ ...system, retired: [{ ...retired, key: 'x-root', volumeName: 'shop-x-root.qcow2', keepData: true, image }] });
    expect(kept.removed).toEqual([{ from: 'libvirt_volume.x-root', lifecycle: { destroy: false } }]);
  });

  it('needs nothing when its data go', () => {
    expect(synth(aSystem({ retired: [{ ...retired, key: 'db-data', volumeName: 'v', keepData: false }] }))).not.toHaveProperty('removed');
  });
});

describe('escape hatches', () => {
  it('reach the native resources', () => {
    const changed = synth(system, (stack) => {
      stack.domainOf(db).title = 'the database';
      stack.domainOf('erp').addOverride('memory', 1);
      stack.networkOf('data')?.addOverride('lifecycle.prevent_destroy', true);
      stack.volumeOf('db-data').addOverride('target.format.type', 'raw');
      new volume.Volume(stack, 'mine', { provider: stack.providerOf('kvm1'), name: 'mine', pool: 'default', capacity: 1 });
    });
    expect(resourceOf(changed, 'libvirt_domain', 'db').title).toBe('the database');
    expect(resourceOf(changed, 'libvirt_domain', 'erp').memory).toBe(1);
    expect(resourceOf(changed, 'libvirt_network', 'data').lifecycle?.prevent_destroy).toBe(true);
    expect(resourceOf(changed, 'libvirt_volume', 'db-data').target?.format?.type).toBe('raw');
    expect(resourceOf(changed, 'libvirt_volume', 'mine').provider).toBe('libvirt.kvm1');
  });

  it('work alike whether cdktf looks for tokens in all of the stack or not', () => {
    const edit = (stack: VirtualMachinesStack): void => {
      const domain = stack.domainOf(db);
      domain.description = `on ${stack.volumeOf('db-root').pool} with ${Lazy.stringValue({ produce: () => 'a token' })}`;
      domain.dependsOn = [...(domain.dependsOn ?? []), stack.volumeOf('erp-root').fqn];
      stack.domainOf('erp').addOverride('devices.disks.0.serial', stack.volumeOf('erp-root').name);
      new TerraformOutput(stack, 'root', { value: stack.volumeOf('db-root').path });
      new TerraformLocal(stack, 'mine', { uuid: domain.uuid });
      Aspects.of(stack).add({
        visit: (construct) => {
          if (construct instanceof volume.Volume) construct.addOverride('lifecycle.prevent_destroy', true);
        },
      });
    };
    const parsed = (keeps: boolean): Json => {
      const stack = new VirtualMachinesStack(new App(), 'shop', { system });
      edit(stack);
      stack[literals.KEEPS_LITERALS] = keeps;
      return JSON.parse(Testing.synth(stack));
    };
    const kept = parsed(true);
    expect(kept).toEqual(parsed(false));
    expect(kept.resource.libvirt_domain.db.description).toBe(`on \${libvirt_volume.db-root.pool} with a token`);
    expect(kept.resource.libvirt_volume['erp-root'].lifecycle.prevent_destroy).toBe(true);
  });

  it('of the stack itself reach into its resources and values', () => {
    const changed = synth(system, (stack) => {
      stack.addOverride('resource.libvirt_domain.db.memory', 1);
      stack.addOverride('locals.filter_rules.db.xml', 'mine');
    });
    expect(changed.resource.libvirt_domain.db).toMatchObject({ memory: 1, name: 'shop-db' });
    expect(changed.locals.filter_rules.db).toEqual({ ...json.locals.filter_rules.db, xml: 'mine' });
    expect(synth(system).locals.filter_rules.db.xml).not.toBe('mine');
  });

  it('say what there is when asked for something else', () => {
    const stack = new VirtualMachinesStack(new App(), 'shop', { system });
    expect(() => stack.domainOf('database')).toThrow(
      /UNKNOWN_NAME at shop \(.*stack\.test\.ts:\d+:\d+\)\n {2}There is no machine "database"\. There are: db, erp\./,
    );
  });
});

it('shows no path of a machine on which it was synthesized', () => {
  expect(JSON.stringify(json)).not.toContain(process.cwd());
});
