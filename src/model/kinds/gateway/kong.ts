import { compareText } from '../../values';
import type { GatewayProfile } from './profile';

/** The first with Gateway and HTTPRoute in v1 (release notes of Gateway API 1.0). */
const GATEWAY_API = '1.0';

/** The first that serves v1 of the Gateway API (release notes of Kong Ingress Controller 3.0). */
const CONTROLLER = '3.0';

/** Kong, as its Helm chart `kong/ingress` installs it. */
export const KONG: GatewayProfile = {
  proxy: {
    namespace: 'kong',
    labels: { 'app.kubernetes.io/instance': 'kong', 'app.kubernetes.io/name': 'gateway' },
    serviceAccount: 'kong-gateway',
    httpPort: 8000,
    httpsPort: 8443,
    gatewayClass: 'kong',
  },
  prerequisites: ({ cluster, gatewayClass, proxy: { namespace, labels } }) => [
    `Cluster ${cluster}: the CRDs of Gateway API ${GATEWAY_API} or later (gateway.networking.k8s.io/v1) are installed.`,
    `Cluster ${cluster}: Kong's proxy pods, of its Ingress Controller ${CONTROLLER} or later, run in the namespace ${namespace} with the labels ${labelsText(labels)}, and the GatewayClass "${gatewayClass}" is theirs.`,
  ],
};

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort(compareText)
    .join(', ');
