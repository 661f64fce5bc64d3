import { AddOn, External, GuestOs, Host, Image, KubernetesCluster, LoadBalancer, Network, Size, System } from '../../../src';
import { sshKey } from '../../model/fixture';
import { ADD_ON_VERSIONS, REPOSITORY } from './nodes';

/** Where administrators sit. */
export const ADMINISTRATORS = External.cidr('10.2.0.0/24', { name: 'admin-network' });

/** A cluster of three nodes, all of which run its control plane and pods, and a pair of load balancers before their API servers. */
export class HighlyAvailable extends System {
  constructor() {
    super('ha', {
      domain: 'ha.internal',
      provisioning: { registry: External.address('10.1.1.10', { name: 'image-registry' }) },
      admin: { from: ADMINISTRATORS, sshAuthorizedKeys: [sshKey('a')] },
    });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 32, memory: Size.gibibytes(64) });
    const net = new Network(this, 'net', { cidr: '10.31.0.0/16' });
    const machine = {
      host,
      os: GuestOs.debian12(),
      image: Image.file('/var/lib/images/node.qcow2', { version: '1', preinstalled: true }),
      cpus: 2,
      memory: Size.gibibytes(4),
    };
    const cluster = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.245.0.0/16',
      serviceCidr: '10.97.0.0/16',
      nodes: {
        ...machine,
        subnet: net.addSubnet('nodes', { cidr: '10.31.3.0/24' }),
        count: 3,
        controlPlanes: 3,
        imageRepository: REPOSITORY,
      },
      addOns: [AddOn.kubeRouter({ version: ADD_ON_VERSIONS.kubeRouter })],
    });
    const balancer = new LoadBalancer(this, 'api-lb', {
      ...machine,
      // HAProxy asks for files by memory, and guests without a machine have no more of them than this machine allows.
      memory: Size.mebibytes(512),
      subnet: net.addSubnet('edge', { cidr: '10.31.4.0/24' }),
      backends: cluster.nodes.filter(({ controlPlane }) => controlPlane),
      pair: { onOneHost: { because: 'the lab has one host' } },
    });
    this.policy.allow(ADMINISTRATORS, balancer, { because: 'administration of the cluster' });
  }
}
