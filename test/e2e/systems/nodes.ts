import { External, GuestOs, Host, Image, KubernetesCluster, Network, Size, System } from '../../../src';
import { sshKey } from '../../model/fixture';

export const REPOSITORY = 'registry.lab.internal/kubernetes';

/** A cluster that makes itself: one control plane and two workers. */
export class NodeSystem extends System {
  readonly cluster: KubernetesCluster;

  constructor() {
    super('ns', {
      domain: 'ns.internal',
      provisioning: { registry: External.address('10.1.1.10', { name: 'image-registry' }) },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [sshKey('a')] },
    });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    this.cluster = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: {
        host: new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) }),
        subnet: net.addSubnet('nodes', { cidr: '10.30.3.0/24', services: '10.30.3.192/26' }),
        os: GuestOs.debian12(),
        image: Image.file('/var/lib/images/node.qcow2', { version: '1', preinstalled: true }),
        count: 3,
        cpus: 2,
        memory: Size.gibibytes(4),
        imageRepository: REPOSITORY,
        labels: { disk: 'ssd' },
      },
    });
  }
}
