import type { ResolvedGuest, ResolvedMachine } from '../../../src/model/resolved';
import { renderCloudInit } from '../../../src/terraform/guest';
import { DATABASE, machine, OS, STATIC } from './machines';
import { readCloudInit, unescapeTemplate, userDataOf } from './render';

const PLAIN = { kind: 'plain' } as const;
const NODE = { kind: 'cluster-node', cluster: 'k8s', distribution: { name: 'kubeadm' }, version: '1.34' } as const;
const BALANCER = { kind: 'load-balancer', memoryMiB: 32768, frontends: [] } as const;
const plain = (guest: Partial<ResolvedGuest> = {}): ResolvedMachine => machine(OS.debian12, PLAIN, guest);

describe('who is configured', () => {
  test('a guest that nothing configures gets no documents', () => {
    expect(renderCloudInit(machine(OS.windows2012, PLAIN))).toBeUndefined();
  });

  test('an operating system without packages cannot be configured', () => {
    expect(() => renderCloudInit(machine(OS.windows2012, PLAIN, { configuredBy: 'cloud-init' }))).toThrow(
      'database-vm: cloud-init cannot set up Windows Server 2012',
    );
  });
});

describe('user data', () => {
  test('starts with the line that cloud-init knows it by', () => {
    expect(userDataOf(renderCloudInit(plain())).split('\n', 1)).toEqual(['#cloud-config']);
  });

  test('names the machine', () => {
    expect(readCloudInit(plain()).userData).toMatchObject({ hostname: 'database-vm', fqdn: 'database-vm.shop.internal' });
  });

  // Enterprise Linux would else set the full name, which may be longer than the 64 characters that a host's name can have.
  test.each([OS.debian12, OS.rhel8, OS.rhel9])('the host is called by its short name: $title', (os) => {
    expect(readCloudInit(machine(os, PLAIN)).userData).toMatchObject({ hostname: 'database-vm', prefer_fqdn_over_hostname: false });
  });

  test('lets administrators in by key, never by password and never as root', () => {
    expect(readCloudInit(plain({ sshAuthorizedKeys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'] })).userData).toMatchObject({
      ssh_pwauth: false,
      disable_root: true,
      ssh_authorized_keys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'],
    });
    expect(readCloudInit(plain({ sshAuthorizedKeys: [] })).userData).not.toHaveProperty('ssh_authorized_keys');
  });

  test('sets the clock by the declared servers, else leaves the image alone', () => {
    expect(readCloudInit(plain()).userData).toMatchObject({ ntp: { enabled: true, servers: ['10.1.0.5'] } });
    expect(readCloudInit(plain({ ntpServers: [] })).userData).not.toHaveProperty('ntp');
  });

  test('installs packages only where the guest installs', () => {
    expect(readCloudInit(plain()).userData).toMatchObject({ package_update: true, packages: ['nftables', 'qemu-guest-agent'] });
    const preinstalled = readCloudInit(plain({ installs: false })).userData;
    expect(preinstalled).not.toHaveProperty('packages');
    expect(preinstalled).not.toHaveProperty('package_update');
  });

  test('starts the guest agent only where the hardware has its channel', () => {
    const without = plain();
    const { userData } = readCloudInit({ ...without, hardware: { ...without.hardware, guestAgent: false } });
    expect(userData.packages).toEqual(['nftables']);
    expect(userData.runcmd.join('\n')).not.toContain('qemu-guest-agent');
    expect(readCloudInit(without).userData.runcmd).toContain('systemctl start --no-block qemu-guest-agent.service');
  });

  test.each([
    ['plain', machine(OS.debian12, PLAIN)],
    ['database', machine(OS.debian12, DATABASE)],
    ['load balancer', machine(OS.rhel9, BALANCER)],
    ['cluster node', machine(OS.ubuntu2404, NODE)],
  ])('first boot of a %s stops at the first command that fails, and firewalls before anything else', (_, subject) => {
    const [first, ...rest] = readCloudInit(subject).userData.runcmd;
    expect(first).toBe('set -e');
    const role = rest.findIndex((line) => line.includes('/usr/local/sbin/') || line.includes('haproxy.service'));
    const firewall = rest.findLastIndex((line) => /isthmus-firewall\.service|firewalld\.service/.test(line));
    expect(firewall).toBeGreaterThanOrEqual(0);
    if (role >= 0) expect(firewall).toBeLessThan(role);
  });

  test('depends on nothing but the machine', () => {
    expect(renderCloudInit(machine(OS.rhel8, DATABASE))).toEqual(renderCloudInit(machine(OS.rhel8, DATABASE)));
  });

  test('YAML 1.1 readers see text where text is meant', () => {
    const { userData, networkConfig } = readCloudInit(machine(OS.debian12, DATABASE));
    expect(userData.write_files?.map(({ permissions }) => typeof permissions)).not.toContain('number');
    expect(networkConfig).toHaveProperty('ethernets.eth0.match.macaddress', '52:54:00:12:34:56');
  });
});

describe('Terraform', () => {
  const sequences = (text: string): string[] => text.match(/(?<![$%])(?:[$%]{2})*[$%]\{[^}\n]*\}?/g) ?? [];

  test.each([
    ['PostgreSQL', DATABASE],
    ['MySQL', { ...DATABASE, engine: 'mysql', version: '8.0' }],
    ['MariaDB', { ...DATABASE, engine: 'mariadb', version: '10.11' }],
  ] as const)('fills in nothing but the verifier (%s)', (_, role) => {
    const text = userDataOf(renderCloudInit(machine(OS.rhel8, role)));
    const live = sequences(text).filter((found) => !/^[$%]{2}\{/.test(found));
    expect(live).toEqual([`\${base64encode(var.database_vm_app_verifier)}`]);
  });

  test('what looks like a template in the model comes out unchanged', () => {
    const key = `ssh-ed25519 AAAA \${HOME} %{if x} $PATH "q" back\\slash`;
    const text = userDataOf(renderCloudInit(plain({ sshAuthorizedKeys: [key] })));
    expect(text).toContain(`$\${HOME} %%{if x}`);
    expect(readCloudInit(plain({ sshAuthorizedKeys: [key] })).userData).toMatchObject({ ssh_authorized_keys: [key] });
    expect(unescapeTemplate(`$\${a} %%{b}`)).toBe(`\${a} %{b}`);
  });
});

describe('meta data', () => {
  test('the instance is the domain, so that another machine is another instance', () => {
    expect(readCloudInit(plain()).metaData).toEqual({ 'instance-id': 'shop-database-vm', 'local-hostname': 'database-vm' });
  });
});

describe('network configuration', () => {
  const ethernet = (network: Partial<ResolvedGuest['network']>): unknown =>
    readCloudInit(plain({ network: { ...STATIC, ...network } })).networkConfig;

  test('a static address, found by MAC', () => {
    expect(ethernet({})).toEqual({
      version: 2,
      ethernets: {
        eth0: {
          match: { macaddress: '52:54:00:12:34:56' },
          'set-name': 'eth0',
          mtu: 1450,
          dhcp4: false,
          dhcp6: false,
          addresses: ['10.10.10.10/24'],
          routes: [{ to: '0.0.0.0/0', via: '10.10.10.1' }],
          nameservers: { addresses: ['10.10.10.1'], search: ['shop.internal'] },
        },
      },
    });
  });

  test('without default route only the declared ones, and none to the own subnet', () => {
    const routes = ['10.10.0.0/16', '10.10.10.0/24', '10.1.0.0/24'].map((to) => ({ to, via: '10.10.10.1' }));
    expect(ethernet({ defaultGateway: undefined, routes })).toHaveProperty('ethernets.eth0.routes', [routes[0], routes[2]]);
  });

  test('no routes and no name servers are no keys', () => {
    const { eth0 } = (ethernet({ defaultGateway: undefined, nameservers: [] }) as { ethernets: { eth0: object } }).ethernets;
    expect(Object.keys(eth0)).toEqual(['match', 'set-name', 'mtu', 'dhcp4', 'dhcp6', 'addresses']);
  });

  test('DHCP', () => {
    expect(ethernet({ addressedBy: 'dhcp' })).toEqual({
      version: 2,
      ethernets: {
        eth0: { match: { macaddress: '52:54:00:12:34:56' }, 'set-name': 'eth0', mtu: 1450, dhcp4: true, dhcp6: false },
      },
    });
  });

  test('several cards, each by its MAC address and at its place; one that the image has configured is left alone', () => {
    const machine = plain();
    const other = (name: string, place: number, addressedBy: 'static' | 'dhcp' | 'image'): ResolvedMachine['otherNics'][number] => ({
      ...machine.nic,
      name,
      place,
      mac: `52:54:00:00:00:0${place}`,
      address: `10.20.${place}.5`,
      mtu: 9000,
      network: { addressedBy, prefix: 24, routes: [{ to: '172.16.0.0/16', via: `10.20.${place}.254` }] },
    });
    const otherNics = [other('a', 1, 'image'), other('b', 3, 'static'), other('c', 4, 'dhcp')];
    const { ethernets } = readCloudInit({ ...machine, otherNics }).networkConfig as { ethernets: Record<string, object> };
    expect(Object.keys(ethernets)).toEqual(['eth0', 'eth3', 'eth4']);
    expect(ethernets).toMatchObject({
      eth0: (readCloudInit(machine).networkConfig as { ethernets: { eth0: object } }).ethernets.eth0,
      eth3: {
        match: { macaddress: '52:54:00:00:00:03' },
        'set-name': 'eth3',
        mtu: 9000,
        addresses: ['10.20.3.5/24'],
        routes: [{ to: '172.16.0.0/16', via: '10.20.3.254' }],
      },
      eth4: { match: { macaddress: '52:54:00:00:00:04' }, dhcp4: true },
    });
    expect(ethernets.eth3).not.toHaveProperty('nameservers');
    expect(ethernets.eth4).not.toHaveProperty('routes');
  });

  test('an address that the image has is left alone', () => {
    expect(ethernet({ addressedBy: 'image' })).toEqual({ config: 'disabled' });
  });
});
