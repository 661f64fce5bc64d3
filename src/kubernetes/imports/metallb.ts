import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** Service annotation that asks for addresses; the prefix of MetalLB since 0.14.9 (release notes, "metallb.universe.tf is deprecated"). */
export const LOAD_BALANCER_IPS = 'metallb.io/loadBalancerIPs';

/** The part of MetalLB's API that this library writes. Fields by the CRDs of go.universe.tf/metallb v0.16.2. */
export interface IpAddressPoolSpec {
  /** CIDRs. */
  readonly addresses: readonly string[];
  /** Whether Services that ask for no address may get one. */
  readonly autoAssign: boolean;
  /** Which Services may use the pool. */
  readonly serviceAllocation: { readonly namespaces: readonly string[] };
}

/** An `IPAddressPool` (`metallb.io/v1beta1`): addresses that MetalLB gives to LoadBalancer Services. */
export class IpAddressPool extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: IpAddressPoolSpec }) {
    super(scope, id, 'metallb.io/v1beta1', 'IPAddressPool', props);
  }
}

/** Which pools are announced by ARP. */
export interface L2AdvertisementSpec {
  /** Names of the pools. */
  readonly ipAddressPools: readonly string[];
}

/** Answers ARP for a pool's addresses from a node that has a pod of the Service. */
export class L2Advertisement extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: L2AdvertisementSpec }) {
    super(scope, id, 'metallb.io/v1beta1', 'L2Advertisement', props);
  }
}
