import { aMachine, aSubnet, aSystem } from './fixture';
import { synth } from './synth';

const subnets = [aSubnet('data', '10.10.10.0/24')];
const [late, early] = [aMachine('a-late', 'data', '10.10.10.12'), aMachine('early', 'data', '10.10.10.11')];

test('every plan asks each host for a machine that it is known by, and notes it anew when that is changed on purpose alone', () => {
  const stack = synth(aSystem({ subnets, machines: [late, early] }));
  expect(stack.data).toMatchObject({
    libvirt_domain_interface_addresses: {
      'kvm1-is-the-same-host': {
        provider: 'libvirt.kvm1',
        domain: `\${terraform_data.kvm1-landmark.output.uuid}`,
        source: 'lease',
      },
    },
  });
  expect(stack.resource?.terraform_data?.['kvm1-landmark']).toMatchObject({
    input: { uuid: `\${libvirt_domain.early.uuid}` },
    triggers_replace: { machine: 'early' },
    depends_on: ['terraform_data.early-start'],
    // A machine that is missing is to be created, which is no reason: else its UUID would be unknown, and nobody asked for it.
    lifecycle: { ignore_changes: ['input'], replace_triggered_by: ['libvirt_domain.early'] },
  });
});

test('a host without machines is not asked', () => {
  expect(synth(aSystem({ subnets, machines: [] }))).not.toHaveProperty('data');
});
