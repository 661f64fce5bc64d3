import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Istio's API for traffic that this library writes. Fields by the CRDs of istio.io/api v1.31.1 (networking.istio.io/v1, since Istio 1.22). */

/** What the proxies beside some pods are told of. */
export interface SidecarSpec {
  /** Pods of its namespace. */
  readonly workloadSelector: { readonly labels: Readonly<Record<string, string>> };
  /** Whom they may call, as `<namespace>/<host>`; `*` stands for every host of a namespace. */
  readonly egress: readonly { readonly hosts: readonly string[] }[];
  /** `REGISTRY_ONLY`: they let through to nobody else. Unset: as the mesh has it, which is to everybody by default. */
  readonly outboundTrafficPolicy?: { readonly mode: 'REGISTRY_ONLY' };
}

/** A `Sidecar` (`networking.istio.io/v1`). */
export class Sidecar extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: SidecarSpec }) {
    super(scope, id, 'networking.istio.io/v1', 'Sidecar', props);
  }
}

/** A port of somebody outside. */
export interface ServiceEntryPort {
  /** As it is dialled. */
  readonly number: number;
  /** Unique in its object. */
  readonly name: string;
  /** How proxies read it. `TCP`: not at all. */
  readonly protocol: 'TLS' | 'HTTP' | 'HTTP2' | 'GRPC' | 'TCP';
}

/** Somebody whom Kubernetes does not know. */
export interface ServiceEntrySpec {
  /** Names in DNS. */
  readonly hosts: readonly string[];
  /** CIDRs. Unset: wherever the names lead. */
  readonly addresses?: readonly string[];
  /** It has no proxy. */
  readonly location: 'MESH_EXTERNAL';
  /** `DNS`: proxies look the name up. `NONE`: they connect to whom their pod meant. */
  readonly resolution: 'DNS' | 'NONE';
  /** Where it may be dialled. */
  readonly ports: readonly ServiceEntryPort[];
  /** Namespaces whose proxies are told; `.` is its own. */
  readonly exportTo: readonly string[];
}

/** A `ServiceEntry` (`networking.istio.io/v1`). */
export class ServiceEntry extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: ServiceEntrySpec }) {
    super(scope, id, 'networking.istio.io/v1', 'ServiceEntry', props);
  }
}

/** How proxies talk to a host. */
export interface DestinationRuleSpec {
  /** In full, with the cluster's domain. */
  readonly host: string;
  readonly trafficPolicy: {
    /** `DISABLE`: as the client speaks, with nothing of the proxy's around it. */
    readonly tls?: { readonly mode: 'DISABLE' };
  };
}

/** A `DestinationRule` (`networking.istio.io/v1`). */
export class DestinationRule extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: DestinationRuleSpec }) {
    super(scope, id, 'networking.istio.io/v1', 'DestinationRule', props);
  }
}
