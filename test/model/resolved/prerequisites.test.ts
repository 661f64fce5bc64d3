import { Anyone, GuestOs, Image, Mesh, MeshMode, ServiceMesh, Toleration } from '../../../src/model';
import { cluster, existingCluster, OFFICE, resolved, service, subnet, type Yard } from '../fixture';

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

describe('a cluster', () => {
  const open = (y: Yard, count: number) =>
    y.system.policy.allow(OFFICE, service(cluster(y, 'k8s', { nodes: { count } }), 'web'), { because: 'its users' });
  const exclude = expect.stringContaining('kubectl label nodes k8s-node-1 node.kubernetes.io/exclude-from-external-load-balancers-');

  test('of one node, which kubeadm makes a control plane, announces no address unless it is told to', () => {
    expect(of((y) => open(y, 1))).toContainEqual(exclude);
    expect(of((y) => open(y, 1))).toContainEqual(
      expect.stringContaining('kubectl taint nodes k8s-node-1 node-role.kubernetes.io/control-plane-'),
    );
    expect(of((y) => open(y, 2))).not.toContainEqual(exclude);
  });

  test('of control planes alone runs pods that do not say so only when it is told to', () => {
    const taint = expect.stringContaining('kubectl taint nodes k8s-node-1 k8s-node-2 node-role.kubernetes.io/control-plane-');
    const nodes = { count: 2, controlPlanes: 2 };
    const everywhere = { tolerations: [Toleration.everything()] };
    expect(of((y) => service(cluster(y, 'k8s', { nodes }), 'web'))).toContainEqual(taint);
    expect(of((y) => service(cluster(y, 'k8s', { nodes }), 'web', { placement: everywhere }))).not.toContainEqual(taint);
    expect(of((y) => service(cluster(y, 'k8s', { nodes: { count: 2 } }), 'web'))).not.toContainEqual(taint);
  });

  test('add-ons are named with the first version that reads what is written for them', () => {
    const lines = of((y) => {
      const k8s = existingCluster(y);
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: Mesh.ISTIO, mode: MeshMode.AMBIENT });
      service(k8s, 'web', { mesh });
    });
    expect(lines).toContainEqual(expect.stringContaining('MetalLB 0.14.9 or later'));
    expect(lines).toContainEqual(expect.stringContaining('Istio 1.22 or later'));
  });

  const CILIUM = 'where its network plug-in is Cilium, `policyCIDRMatchMode` holds `nodes`';
  test.each<[string, boolean, (y: Yard) => unknown]>([
    [
      'by the subnet that they stand in',
      true,
      (y) => {
        const nodes = subnet(y, 'nodes', 7, { services: '10.1.7.192/26' });
        y.system.policy.allow(nodes, service(cluster(y, 'k8s', { nodes: { subnet: nodes } }), 'web'), { because: 'its users' });
      },
    ],
    ['by nobody', false, (y) => y.system.policy.allow(OFFICE, service(cluster(y), 'web'), { because: 'its users' })],
    [
      'as part of everyone, who they are not',
      false,
      (y) => y.system.policy.allow(Anyone.ipv4(), service(cluster(y), 'web'), { because: 'all' }),
    ],
  ])('whose nodes are named in policies %s: what Cilium needs to match them is said (%s)', (_, said, build) => {
    expect(of(build).some((line) => line.includes(CILIUM))).toBe(said);
  });

  test('with node-local DNS says how that is done with Cilium', () => {
    const lines = of((y) => service(existingCluster(y, 'k8s', { dns: { nodeLocal: '169.254.20.10' } }), 'web'));
    expect(lines).toContainEqual(expect.stringContaining('CiliumLocalRedirectPolicy'));
  });

  test.each([
    ['1.27', 0],
    ['1.35', 0],
    ['1.36', 1],
    ['1.100', 1],
  ])('of version %s: %d warnings that it is newer than what was tried', (version, count) => {
    const { warnings } = resolved((y) => existingCluster(y, 'k8s', { version }));
    expect(warnings.filter(({ code }) => code === 'KUBERNETES_UNTRIED')).toHaveLength(count);
  });
});
