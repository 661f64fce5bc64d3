import { type Answers, library, patch, prop, refused } from '../answer';

const BALANCER = 'addresses are planned, and announced by MetalLB';

export const SERVICE: Answers = {
  allocateLoadBalancerNodePorts: library('off: machines reach a workload at its address alone'),
  clusterIP: library('`None` for what has no address of its own: stable names, machines'),
  clusterIPs: refused('the cluster gives addresses'),
  externalIPs: refused('takes addresses that are not planned'),
  externalName: refused('machines have Services with addresses, which policies know'),
  externalTrafficPolicy: library('as the policy needs it: who sends must be seen'),
  healthCheckNodePort: refused(BALANCER),
  internalTrafficPolicy: patch('any pod will do'),
  ipFamilies: library('IPv4, which is what filters and policies speak of'),
  ipFamilyPolicy: library('one family'),
  loadBalancerClass: patch(BALANCER),
  loadBalancerIP: refused(BALANCER),
  loadBalancerSourceRanges: refused('NetworkPolicies and filters say who may send'),
  ports: prop('`port`, `morePorts`'),
  publishNotReadyAddresses: library('for stable names: pods may wait for each other'),
  selector: library('labels that identify the workload'),
  sessionAffinity: prop('`sessionAffinity`'),
  sessionAffinityConfig: prop('`sessionAffinity`'),
  trafficDistribution: patch('any pod will do'),
  type: library('`LoadBalancer` where something outside of the cluster may reach it'),
};

export const SERVICE_PORT: Answers = {
  appProtocol: library('of the protocol that a port speaks, so that no proxy has to guess'),
  name: prop('the name of a `Port`'),
  nodePort: refused('opens the nodes'),
  port: prop('the number of a `Port`'),
  protocol: prop('`Port.tcp`, `Port.udp`'),
  targetPort: prop('the port of the container'),
};
