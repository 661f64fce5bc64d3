import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** What Kong's Ingress Controller reads: annotations (docs.konghq.com, "Kong Ingress Controller annotations") and objects of its own. */

/** On a Service: dial the Service itself, not its pods one by one. */
export const SERVICE_UPSTREAM = 'ingress.kubernetes.io/service-upstream';

/** On a Service: how it is spoken to. Else the controller takes the word of the listener: what comes in by TLS it sends on by TLS. */
export const PROTOCOL = 'konghq.com/protocol';

/** On a route: hand on the Host that the client sent, or else the Service's name. */
export const PRESERVE_HOST = 'konghq.com/preserve-host';

/** On a route: what it is asked by. Kong knows nothing of listeners, and answers for every route at all of its ports. */
export const PROTOCOLS = 'konghq.com/protocols';

/** On a route: what is answered to whoever asks by another protocol than the route's. Without it: 426. */
export const REDIRECT_STATUS = 'konghq.com/https-redirect-status-code';

/** On Kong's own objects: which Kong they are for. */
export const INGRESS_CLASS = 'kubernetes.io/ingress.class';

/** On a Secret: what kind of credential it holds. */
export const CREDENTIAL = 'konghq.com/credential';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Fields by the CRDs of github.com/kong/kubernetes-configuration v1.4.0; `config` by each plug-in's own schema in Kong 3.9. */
export class KongPlugin extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly metadata: ApiObjectMetadata; readonly plugin: string; readonly config: { readonly [key: string]: Json } },
  ) {
    super(scope, id, 'configuration.konghq.com/v1', 'KongPlugin', props);
  }
}

export class KongConsumer extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly metadata: ApiObjectMetadata; readonly username: string; readonly credentials: readonly string[] },
  ) {
    super(scope, id, 'configuration.konghq.com/v1', 'KongConsumer', props);
  }
}

/** Who answers for its GatewayClass (Kong/kubernetes-ingress-controller, internal/controllers/gateway: `GetControllerName`). */
export const CONTROLLER = 'konghq.com/kic-gateway-controller';

/** On a GatewayClass: proxies are there already (the same, pkg/annotations: `GatewayClassUnmanagedKey`). */
export const UNMANAGED = 'konghq.com/gatewayclass-unmanaged';
