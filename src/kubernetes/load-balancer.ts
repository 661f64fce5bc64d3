import type { ServicePort, ServiceSpec } from './imports/kubernetes';

/**
 * A LoadBalancer Service that keeps the sender's address, which NetworkPolicies and the mesh tell senders by. Without a
 * `loadBalancerClass`: it could never be changed, and MetalLB answers to Services without one unless it was started with `--lb-class`.
 */
export const loadBalancer = (selector: Readonly<Record<string, string>>, ports: ServicePort[]): ServiceSpec => ({
  type: 'LoadBalancer',
  externalTrafficPolicy: 'Local',
  allocateLoadBalancerNodePorts: false,
  ipFamilyPolicy: 'SingleStack',
  ipFamilies: ['IPv4'],
  selector: { ...selector },
  ports,
});
