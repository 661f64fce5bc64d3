import type { ResolvedSubnet } from '../../src/model/resolved';
import { aMachine, aSubnet, aSystem } from './fixture';
import { type Json, resourceOf, runStep, synth } from './synth';

const db = aMachine('db', 'data', '10.10.10.11');
const records = [{ address: '10.10.10.11', names: ['db.shop.internal'] }];
const reservations = [{ mac: db.nic.mac, address: db.nic.address, name: 'db' }];

const withSubnet = (facts: Partial<ResolvedSubnet>, machine = db): Json =>
  synth(aSystem({ machines: [machine], subnets: [aSubnet('data', '10.10.10.0/24', facts)] }));
const network = (facts: Partial<ResolvedSubnet>, machine = db): Json => resourceOf(withSubnet(facts, machine), 'libvirt_network', 'data');

describe('a network', () => {
  it('is routed by the host, without spanning tree, and serves the names of the system', () => {
    expect(network({ records, reservations, mtu: 1450 })).toEqual({
      provider: 'libvirt.kvm1',
      name: 'shop-data',
      autostart: true,
      bridge: { name: 'shop-data', stp: 'off', delay: '0' },
      mtu: { size: 1450 },
      forward: { mode: 'route' },
      domain: { name: 'shop.internal', local_only: 'yes' },
      dns: { enable: 'yes', host: [{ ip: '10.10.10.11', hostnames: [{ hostname: 'db.shop.internal' }] }] },
      ips: [{ address: '10.10.10.1', prefix: 24, dhcp: { hosts: [{ mac: db.nic.mac, ip: '10.10.10.11', name: 'db' }] } }],
      lifecycle: { ignore_changes: ['dns.host', 'ips[0].dhcp'], replace_triggered_by: ['terraform_data.data-shape'] },
    });
  });

  it('hides its machines, or forwards nothing, as it is told', () => {
    expect(network({ mode: 'nat' }).forward).toEqual({ mode: 'nat' });
    expect(network({ mode: 'isolated', dnsForward: false })).not.toHaveProperty('forward');
  });

  it('gives nobody an address without a reservation', () => {
    expect(network({}).ips).toEqual([{ address: '10.10.10.1', prefix: 24 }]);
  });

  it('asks nobody else for names when it must not forward them', () => {
    expect(network({ dnsForward: false }).dnsmasq_options).toEqual({ option: [{ value: 'no-resolv' }, { value: 'no-hosts' }] });
    expect(network({})).not.toHaveProperty('dnsmasq_options');
  });

  it('leaves names of a shared domain that the system does not have to others, unless it asks nobody', () => {
    const shared = (facts: Partial<ResolvedSubnet>): Json =>
      synth({ ...aSystem({ machines: [db], subnets: [aSubnet('data', '10.10.10.0/24', facts)] }), sharedDomain: true });
    const domain = (facts: Partial<ResolvedSubnet>) => resourceOf(shared(facts), 'libvirt_network', 'data').domain;
    expect(domain({})).toEqual({ name: 'shop.internal' });
    expect(domain({ dnsForward: false })).toEqual({ name: 'shop.internal', local_only: 'yes' });
    // Nothing changes it but another network.
    expect(resourceOf(shared({}), 'terraform_data', 'data-shape')).not.toEqual(resourceOf(withSubnet({}), 'terraform_data', 'data-shape'));
  });

  it('asks the name servers that it is given', () => {
    const facts = { forwarders: ['10.1.1.53', '10.1.1.54'] };
    expect(network(facts).dns.forwarders).toEqual([{ addr: '10.1.1.53' }, { addr: '10.1.1.54' }]);
    const shape = (more: Partial<ResolvedSubnet>) => resourceOf(withSubnet(more), 'terraform_data', 'data-shape').triggers_replace;
    expect(shape(facts)).not.toEqual(shape({}));
  });

  it('tells the routes that it was made with in place of a default route, whoever asks', () => {
    const options = (dhcpRoutes: readonly string[]) => network({ dhcpRoutes }).dnsmasq_options?.option.map(({ value }: Json) => value);
    expect(options(['10.10.0.0/16', '10.2.0.0/24'])).toEqual([
      'dhcp-option=option:router',
      'dhcp-option=121,10.10.0.0/16,10.10.10.1,10.2.0.0/24,10.10.10.1',
      'dhcp-option=249,10.10.0.0/16,10.10.10.1,10.2.0.0/24,10.10.10.1',
    ]);
    expect(options([])).toEqual(['dhcp-option=option:router']);
    expect(network({ reservations })).not.toHaveProperty('dnsmasq_options');
  });

  it('is not made for a bridge that exists, nor where nobody lives', () => {
    const json = withSubnet({ mode: 'bridge', bridge: 'br0' });
    expect(json.resource).not.toHaveProperty('libvirt_network');
    expect(resourceOf(json, 'libvirt_domain', 'db').devices?.interfaces?.[0]?.source).toEqual({ bridge: { bridge: 'br0' } });
    expect(synth(aSystem({ subnets: [aSubnet('empty', '10.10.60.0/24', { hosts: [] })] })).resource).not.toHaveProperty('libvirt_network');
  });
});

describe('a change of a network', () => {
  it('of names and reservations is no change of its shape', () => {
    const shape = (facts: Partial<ResolvedSubnet>) => resourceOf(withSubnet(facts), 'terraform_data', 'data-shape').triggers_replace;
    expect(shape({ records, reservations })).toEqual(shape({}));
    expect(shape({ mtu: 9000 })).not.toEqual(shape({}));
    expect(shape({ mode: 'nat' })).not.toEqual(shape({}));
    expect(shape({ dnsForward: false })).not.toEqual(shape({}));
  });

  it('stops as long as a machine is attached', () => {
    const json = withSubnet({});
    const run = (ports: string) =>
      runStep(json, 'network-in-use', { key: 'data', when: 'destroy', answers: { 'net-list': 'shop-data\n', 'net-port-list': ports } });
    expect(run(' 4b3c8a \n')).toMatchObject({ status: 1, stderr: expect.stringContaining('Machines are attached to network shop-data') });
    expect(run('').status).toBe(0);
    const gone = runStep(json, 'network-in-use', { key: 'data', when: 'destroy', answers: { 'net-list': 'shop-database\n' } });
    expect(gone).toMatchObject({ status: 0, calls: ['net-list --all --name'] });
  });
});

describe('an entry of a network', () => {
  const json = withSubnet({ records, reservations });
  const dns = "<host ip='10.10.10.11'><hostname>db.shop.internal</hostname></host>";
  const dhcp = `<host mac='${db.nic.mac}' name='db' ip='10.10.10.11'/>`;
  const present = `<network>\n  <dns>\n    <host ip='10.10.10.11'>\n      <hostname>db.shop.internal</hostname>\n    </host>\n  </dns>\n</network>\n`;

  it('is left alone when the network was created with it', () => {
    const run = runStep(json, 'network-entry', { key: 'data/dns/10.10.10.11', answers: { 'net-dumpxml': present } });
    expect(run).toMatchObject({ status: 0, calls: ['net-dumpxml shop-data'] });
  });

  it('is added live, in place of another one of the same address', () => {
    const run = runStep(json, 'network-entry', { key: 'data/dns/10.10.10.11' });
    expect(run.status).toBe(0);
    expect(run.calls.slice(1)).toEqual([
      "net-update shop-data delete dns-host <host ip='10.10.10.11'/> --live --config",
      `net-update shop-data add-last dns-host ${dns} --live --config`,
    ]);
    expect(runStep(json, 'network-entry', { key: 'data/dhcp/db' }).calls.slice(1)).toEqual([
      `net-update shop-data delete ip-dhcp-host <host mac='${db.nic.mac}'/> --live --config`,
      `net-update shop-data add-last ip-dhcp-host ${dhcp} --live --config`,
    ]);
  });

  it('is taken away live, if it and its network are still there', () => {
    const destroy = (answers: Record<string, string>) =>
      runStep(json, 'network-entry', { key: 'data/dns/10.10.10.11', when: 'destroy', answers });
    expect(destroy({ 'net-list': 'shop-data\n', 'net-dumpxml': present }).calls.at(-1)).toBe(
      `net-update shop-data delete dns-host ${dns} --live --config`,
    );
    expect(destroy({ 'net-list': 'shop-data\n', 'net-dumpxml': '<network/>' })).toMatchObject({ status: 0, calls: { length: 2 } });
    expect(destroy({ 'net-list': 'other\n' })).toMatchObject({ status: 0, calls: ['net-list --all --name'] });
  });

  it('is not forgotten when the host cannot be reached', () => {
    const run = runStep(json, 'network-entry', { key: 'data/dns/10.10.10.11', when: 'destroy', answers: { 'net-list': 1 } });
    expect(run.status).not.toBe(0);
  });
});
