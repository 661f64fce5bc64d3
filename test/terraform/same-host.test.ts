import { aHost, aMachine, aSubnet, aSystem } from './fixture';
import { synth } from './synth';

const subnets = [aSubnet('data', '10.10.10.0/24')];
const machines = [aMachine('mark', 'data', '10.10.10.12'), aMachine('other', 'data', '10.10.10.11')];
const stack = synth(aSystem({ hosts: [aHost({ landmark: 'mark' })], subnets, machines }));

test('every plan asks each host for a machine that it is known by', () => {
  expect(stack.data).toEqual({
    libvirt_domain_interface_addresses: {
      'kvm1-is-the-same-host': expect.objectContaining({
        provider: 'libvirt.kvm1',
        domain: `\${terraform_data.mark-start.output.uuid}`,
        source: 'lease',
      }),
    },
  });
});

test('the state notes every machine, so that any can take its place; of the one that is asked for it keeps what it has', () => {
  const uuid = (name: string): string => `\${libvirt_domain.${name}.uuid}`;
  for (const name of ['mark', 'other'])
    expect(stack.resource?.terraform_data?.[`${name}-start`]).toMatchObject({
      input: { uuid: uuid(name) },
      // One that was missing and is made anew has to be started.
      triggers_replace: { uuid: uuid(name) },
    });
  const ignored = (name: string) => stack.resource?.terraform_data?.[`${name}-start`].lifecycle.ignore_changes;
  // A machine that is missing is to be created, which replaces nothing: else its UUID would be unknown, and nobody asked for it.
  expect(ignored('mark')).toEqual(['input', 'triggers_replace']);
  expect(ignored('other')).toBeUndefined();
});

test('a host without machines is not asked', () => {
  expect(synth(aSystem({ subnets, machines: [] }))).not.toHaveProperty('data');
});
