import { synthTerraform } from '../../src/testing';
import { adopted, UUID } from '../adoption-fixture';
import { resolved, yard } from '../model/fixture';
import { type Json, resourceOf, runStep, stackOf } from './synth';

const filtered = stackOf((y) => adopted(y, 'wiki', { adopt: { uuid: UUID, filtered: true } }));
const asFound = stackOf((y) => adopted(y));

test('a domain is imported by its UUID, and no apply changes or removes anything of it', () => {
  expect(asFound.import).toEqual([{ to: 'libvirt_domain.wiki', id: UUID }]);
  expect(resourceOf(asFound, 'libvirt_domain', 'wiki')).toEqual({
    provider: 'libvirt.kvm',
    name: 'wiki',
    type: 'kvm',
    memory: 512,
    memory_unit: 'MiB',
    vcpu: 2,
    devices: {
      disks: [
        {
          driver: { name: 'qemu', type: 'qcow2' },
          source: { volume: { pool: 'default', volume: 'wiki.qcow2' } },
          target: { bus: 'virtio', dev: 'vda' },
        },
      ],
      interfaces: [
        { mac: { address: '52:54:00:aa:bb:01' }, source: { bridge: { bridge: 'virbr0' } }, ip: [{ address: '10.1.8.40', family: 'ipv4' }] },
      ],
    },
    lifecycle: { ignore_changes: 'all', prevent_destroy: true },
  });
});

test('nothing is made for it, and it is never started', () => {
  expect(asFound.resource.libvirt_volume).toBeUndefined();
  expect(Object.values(asFound.locals).filter((entries) => Object.keys(entries as object).includes('wiki'))).toEqual([]);
  expect(asFound.resource.terraform_data['wiki-start']).toBeUndefined();
});

test('what made no filters before it knows how to take them off', () => {
  expect(asFound.resource.terraform_data['adopted-filter'].provisioner).toHaveLength(2);
  expect(stackOf((y) => y).resource?.terraform_data?.['adopted-filter']).toBeUndefined();
});

test('one that leaves is forgotten, also when its name is released', () => {
  const { lock } = resolved((y) => adopted(y));
  const y = yard();
  expect((synthTerraform(y.system, { lock }) as Json)['stacks/yard/cdk.tf.json'].removed).toEqual([
    { from: 'libvirt_domain.wiki', lifecycle: { destroy: false } },
  ]);
});

const card = (mac: string, inside: string): string =>
  `    <interface type='network'>\n      <mac address='${mac}'/>\n      <source network='default'/>\n${inside}      <address type='pci' slot='0x01'/>\n    </interface>\n`;
const OWN = '52:54:00:aa:bb:01';
const NEIGHBOUR = card('52:54:00:aa:bb:02', "      <filterref filter='theirs'/>\n");
const FILTER = "      <filterref filter='yard-wiki'/>\n";
const domain = (inside = ''): string =>
  `<domain>\n  <name>wiki</name>\n  <devices>\n${NEIGHBOUR}${card(OWN, inside)}  </devices>\n</domain>\n`;
const [update, dump] = [`update-device ${UUID} /dev/stdin`, `dumpxml ${UUID}`];
const run = (when: 'create' | 'destroy', text: string, answers: object = {}) =>
  runStep(filtered, 'adopted-filter', {
    key: 'wiki',
    when,
    answers: { dumpxml: text, domstate: 'running\n', list: `${UUID}\n`, ...answers },
  });

describe('a filter', () => {
  test('is put before a card as libvirt describes it, for its next start and live', () => {
    const { status, calls, input } = run('create', domain());
    expect({ status, calls }).toEqual({
      status: 0,
      calls: [`${dump} --inactive`, `${update} --config`, `domstate ${UUID}`, dump, `${update} --live`],
    });
    const [before, after] = card(OWN, '').split('    </interface>');
    expect(input.toString()).toBe(`${before}${FILTER}    </interface>${after}`);
  });

  test('is put there once', () => {
    expect(
      run('create', domain(FILTER))
        .input.toString()
        .match(/filterref/g),
    ).toHaveLength(1);
  });

  test('waits for the next start of a machine that is off', () => {
    expect(run('create', domain(), { domstate: 'shut off\n' }).calls).not.toContain(`${update} --live`);
  });

  test.each([
    ['a card with a filter of others', domain("      <filterref filter='theirs'/>\n"), /has another filter already/],
    [
      'a card with one that has parameters',
      domain("      <filterref filter='x'>\n        <parameter name='IP' value='1'/>\n      </filterref>\n"),
      /another filter/,
    ],
    ['a machine without the card', `<domain>\n  <devices>\n${NEIGHBOUR}  </devices>\n</domain>\n`, /has no network card 52:54:00:aa:bb:01/],
  ])('is not put before %s', (_, text, says) => {
    const { status, calls, stderr } = run('create', text);
    expect({ status, changed: calls.some((call) => call.startsWith('update-device')) }).toEqual({ status: 1, changed: false });
    expect(stderr).toMatch(says);
  });

  test('is taken off', () => {
    const { status, input } = run('destroy', domain(FILTER));
    expect({ status, input: input.toString() }).toEqual({ status: 0, input: card(OWN, '') });
  });

  test.each([
    ['a filter of others', domain("      <filterref filter='theirs'/>\n"), {}],
    ['what is not there any more', domain(FILTER), { list: '\n' }],
  ])('leaves %s alone', (_, text, answers) => {
    const { status, calls } = run('destroy', text, answers);
    expect({ status, changed: calls.some((call) => call.startsWith('update-device')) }).toEqual({ status: 0, changed: false });
  });
});
