/** Annotations that Kong's Ingress Controller reads (docs.konghq.com, "Kong Ingress Controller annotations"). */

/** On a Service: dial the Service itself, not its pods one by one. */
export const SERVICE_UPSTREAM = 'ingress.kubernetes.io/service-upstream';

/** On a route: hand on the Host that the client sent, or else the Service's name. */
export const PRESERVE_HOST = 'konghq.com/preserve-host';
