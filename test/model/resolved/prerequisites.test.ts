import { GuestOs, Image } from '../../../src/model';
import { cluster, resolved, type Yard } from '../fixture';

const of = (build: (y: Yard) => unknown): readonly string[] => resolved(build).system.prerequisites;

describe('images that nobody installs software on', () => {
  const image = Image.file('/images/node.qcow2', { version: '9.4', preinstalled: true });

  test.each([
    ['Enterprise Linux', GuestOs.rocky9()],
    ['Ubuntu', GuestOs.ubuntu2404()],
  ])('a node of %s has nftables: its firewall is never another', (_, os) => {
    expect(of((y) => cluster(y, 'k8s', { nodes: { os, image } }))).toContain(
      'Image /images/node.qcow2 has cloud-init, nftables, qemu-guest-agent.',
    );
  });
});
