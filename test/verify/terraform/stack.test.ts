import { InterfaceFilter } from '../../../src/verify/nwfilter/interface-filter';
import { addresses, printAddresses } from '../../../src/verify/sets/addresses';
import { readAddressing, readCards } from '../../../src/verify/terraform/cards';
import { readFilters } from '../../../src/verify/terraform/filters';
import { readNetworks } from '../../../src/verify/terraform/networks';
import { Resources } from '../../../src/verify/terraform/resources';

const stack = (resource: Record<string, unknown>) => new Resources(JSON.stringify({ resource }));
const MAC = '52:54:00:00:00:01';

const network = (attributes: Record<string, unknown>) => ({
  libvirt_network: { n: { name: 'net', provider: 'libvirt.kvm1', ...attributes } },
});

describe('networks', () => {
  test.each([
    [{}, 'isolated'],
    [{ forward: {} }, 'nat'],
    [{ forward: { mode: 'nat' } }, 'nat'],
    [{ forward: { mode: 'route' } }, 'route'],
    [{ forward: { mode: 'open' } }, 'open'],
  ])('%j is %s', (attributes, mode) => {
    expect([...readNetworks(stack(network(attributes))).values()]).toEqual([{ name: 'net', mode, host: 'libvirt.kvm1' }]);
  });

  test.each([{ prefix: 24 }, { netmask: '255.255.255.0' }])('address with %j', (size) => {
    const [read] = readNetworks(
      stack(
        network({
          ips: [
            { family: 'ipv6', address: 'fd00::1', prefix: 64 },
            { address: '10.0.0.1', ...size },
          ],
        }),
      ),
    ).values();
    expect(read).toMatchObject({ gateway: addresses('10.0.0.1')[0], block: addresses('10.0.0.0/24') });
  });

  test.each([
    [{ forward: { mode: 'bridge' } }, /libvirt_network.n: forward mode "bridge"/],
    [{ ips: [{ address: '10.0.0.1' }] }, /ips\[0\]: no "prefix"/],
    [
      {
        ips: [
          { address: '10.0.0.1', prefix: 24 },
          { address: '10.0.1.1', prefix: 24 },
        ],
      },
      /several IPv4 addresses/,
    ],
  ])('%j is not known', (attributes, message) => {
    expect(() => readNetworks(stack(network(attributes)))).toThrow(message);
  });
});

describe('cards', () => {
  const machine = (...interfaces: unknown[]) => ({
    libvirt_domain: { vm: { name: 'shop-vm', provider: 'libvirt.kvm1', devices: { interfaces } } },
  });
  const read = (...interfaces: unknown[]) => {
    const resources = stack({ ...network({}), ...machine(...interfaces) });
    return readCards(resources, readNetworks(resources));
  };
  const source = { network: { network: `\${libvirt_network.n.name}` } };

  test('on a network of the stack, by reference or by name', () => {
    const filter_ref = {
      filter: 'shop-vm',
      parameters: [
        { name: 'IP', value: '10.0.0.1' },
        { name: 'IP', value: '10.0.0.2' },
      ],
    };
    const expected = {
      name: 'shop-vm',
      host: 'libvirt.kvm1',
      mac: MAC,
      segment: { name: 'net', mode: 'isolated', host: 'libvirt.kvm1' },
      filter: { name: 'shop-vm', parameters: { IP: ['10.0.0.1', '10.0.0.2'] } },
      portIsolated: true,
    };
    expect(read({ mac: { address: MAC.toUpperCase() }, source, filter_ref, port_options: { isolated: 'yes' } })).toEqual([expected]);
    expect(read({ mac: { address: MAC }, source: { network: { network: 'net' } }, filter_ref, port_options: { isolated: 'yes' } })).toEqual(
      [expected],
    );
  });

  test('on a bridge, without a filter, and more than one', () => {
    const cards = read({ mac: { address: MAC }, source: { bridge: { bridge: 'br0' } } }, { mac: { address: '52:54:00:00:00:02' }, source });
    expect(cards.map(({ name, segment, filter }) => [name, segment.mode, filter])).toEqual([
      ['shop-vm', 'bridge', undefined],
      ['shop-vm card 2', 'isolated', undefined],
    ]);
  });

  test.each([
    [
      { mac: { address: MAC }, source: { direct: { dev: 'eth0' } } },
      /libvirt_domain.vm: interface 1: neither on a libvirt network nor on a Linux bridge/,
    ],
    [{ mac: { address: MAC }, source: { network: { network: 'default' } } }, /network "default" is not part of the stack/],
    [{ mac: { address: MAC }, source: { network: { network: `\${libvirt_network.x.name}` } } }, /no resource libvirt_network.x/],
    [{ mac: { address: MAC }, source: { network: { network: `\${var.network}` } } }, /expression "\$\{var.network\}"/],
    [{ source }, /no "mac"/],
  ])('%j is not known', (card, message) => {
    expect(() => read(card)).toThrow(message);
  });
});

describe('addresses of guests', () => {
  const CONFIG = `version: 2
ethernets:
  eth0:
    match: { macaddress: "${MAC}" }
    addresses: [10.0.0.5/24]
    routes: [{ to: 10.9.0.0/16, via: 10.0.0.1 }]
`;
  const given = (resource: Record<string, unknown>) => {
    const { address, reaches } = readAddressing(stack(resource)).get(MAC) ?? {};
    return [address === undefined ? undefined : printAddresses([address, address]), reaches?.map(printAddresses)];
  };
  const expected = ['10.0.0.5', ['10.0.0.0/24', '10.9.0.0/16']];

  test("from cloud-init's network configuration", () => {
    expect(given({ libvirt_cloudinit_disk: { vm: { network_config: CONFIG } } })).toEqual(expected);
  });

  test('from a step that writes it, once or for each of several machines', () => {
    const step = (variable: string) => [{ 'local-exec': { command: 'write', environment: { NETWORK_CONFIG: variable } } }];
    expect(given({ terraform_data: { vm: { provisioner: step(CONFIG) } } })).toEqual(expected);
    expect(
      given({
        terraform_data: { all: { for_each: { vm: { once: { config: CONFIG } } }, provisioner: step(`\${each.value.once.config}`) } },
      }),
    ).toEqual(expected);
  });

  test('from DHCP reservations of the network, and those that change live', () => {
    expect(given(network({ ips: [{ address: '10.0.0.1', prefix: 24, dhcp: { hosts: [{ mac: MAC, ip: '10.0.0.5' }] } }] }))).toEqual([
      '10.0.0.5',
      undefined,
    ]);
    const provisioner = [{ 'local-exec': { command: 'net-update', environment: { ENTRY: `\${self.input.entry}` } } }];
    const input = { entry: `<host mac='${MAC}' name='vm' ip='10.0.0.5'/>` };
    expect(given({ terraform_data: { dhcp: { input, provisioner } } })).toEqual(['10.0.0.5', undefined]);
    const each = { for_each: { vm: { facts: input } }, input: `\${each.value.facts}`, provisioner };
    expect(given({ terraform_data: { dhcp: each } })).toEqual(['10.0.0.5', undefined]);
  });

  test('a name in DNS is no reservation', () => {
    const input = { entry: `<host ip='10.0.0.5'><hostname>vm</hostname></host>` };
    expect(
      given({
        terraform_data: {
          dns: { input, provisioner: [{ 'local-exec': { command: 'net-update', environment: { ENTRY: `\${self.input.entry}` } } }] },
        },
      }),
    ).toEqual([undefined, undefined]);
  });
});

describe('filters', () => {
  const XML = `<filter name='f' chain='root'><rule action='accept' direction='in'><ip protocol='tcp' dstportstart='22' comment='100% $\${HOME}'/></rule></filter>`;
  const COMMAND = (variables: string) => `v() { virsh "$@"; }\nprintf '%s' ${variables} | v nwfilter-define /dev/stdin >/dev/null`;
  const filterStep = (environment: Record<string, string>, command: string, more: Record<string, unknown> = {}) => ({
    terraform_data: { f: { provisioner: [{ 'local-exec': { command, environment } }], ...more } },
  });
  const read = (resource: Record<string, unknown>) => {
    const { filters, problems } = readFilters(stack(resource));
    return { rules: filters.get('f')?.entries.length, problems: problems.map(({ message }) => message) };
  };

  test('out of the environment, with escapes undone', () => {
    const resources = stack(filterStep({ XML }, COMMAND('"$XML"')));
    const { filters, problems } = readFilters(resources);
    expect(problems).toEqual([]);
    expect(filters.get('f')?.entries[0]).toMatchObject({ match: { attributes: { comment: `100% \${HOME}`, dstportstart: '22' } } });
    expect(() => InterfaceFilter.of('f', filters, MAC)).not.toThrow();
  });

  test('in parts of a value of the resource', () => {
    const environment = { XML_1: `\${substr(self.triggers_replace.xml, 0, 40)}`, XML_2: `\${substr(self.triggers_replace.xml, 40, 1000)}` };
    const both = COMMAND('"$XML_1" "$XML_2"');
    expect(read(filterStep(environment, both, { triggers_replace: { xml: XML } }))).toEqual({ rules: 1, problems: [] });
    // A part that is left out, or comes twice, is what virsh gets.
    expect(read(filterStep(environment, COMMAND('"$XML_1"'), { triggers_replace: { xml: XML } })).problems).toEqual([
      expect.stringMatching(/not well-formed/),
    ]);
  });

  test('what is done on destruction defines nothing', () => {
    const provisioner = [{ 'local-exec': { when: 'destroy', command: COMMAND('"$XML"'), environment: { XML } } }];
    expect(read({ terraform_data: { f: { provisioner } } })).toEqual({ rules: undefined, problems: [] });
  });

  test.each([
    [filterStep({ XML: `\${var.xml}` }, COMMAND('"$XML"')), /terraform_data.f: expression "\$\{var.xml\}"/],
    [filterStep({ XML: `\${self.input.xml}` }, COMMAND('"$XML"')), /expression "\$\{self.input.xml\}"/],
    [filterStep({}, COMMAND('"$XML"')), /no "XML"/],
    [filterStep({ XML }, 'virsh nwfilter-define /etc/filter.xml'), /comes to virsh in an unknown way/],
  ])('%j', (resource, message) => {
    expect(read(resource).problems).toEqual([expect.stringMatching(message)]);
  });

  test('two of the same name', () => {
    const other = XML.replace('22', '23');
    const step = (text: string) => [{ 'local-exec': { command: COMMAND('"$XML"'), environment: { XML: text } } }];
    expect(read({ terraform_data: { a: { provisioner: step(XML) }, b: { provisioner: step(other) } } }).problems).toEqual([
      'nwfilter "f" is defined twice, differently',
    ]);
    expect(read({ terraform_data: { a: { provisioner: step(XML) }, b: { provisioner: step(XML) } } }).problems).toEqual([]);
  });
});

test('text that is no stack', () => {
  expect(() => new Resources('{')).toThrow(/not JSON/);
});
