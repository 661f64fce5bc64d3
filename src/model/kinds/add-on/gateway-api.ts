import { isSince } from '../../values';
import type { AddOnProfile, Since } from './profile';

/** What gateways of the system rely on: the first with GRPCRoute in v1 (release notes of Gateway API 1.1). */
export const GATEWAY_API_SINCE: Since = { version: '1.1', because: 'has GRPCRoute and ReferenceGrant as gateways of the system use them' };

/** The first whose definitions ask for an address by `isIP()` (config/crd/standard of v1.5.1), which API servers know since 1.31. */
const WITH_IS_IP = '1.5';
const KNOWS_IS_IP = '1.31';

/** Definitions of the Gateway API (kubernetes-sigs/gateway-api, `standard-install.yaml` of v1.6.1). */
export const GATEWAY_API: AddOnProfile = {
  title: 'Gateway API',
  isPlugIn: false,
  stage: 30,
  enforces: false,
  oldest: ({ gateways }) =>
    Object.values(gateways).some((each) => each.length > 0)
      ? GATEWAY_API_SINCE
      : { version: '1.0', because: 'has gateway.networking.k8s.io/v1' },
  installable: { version: '1.1', because: 'has a `standard-install.yaml` with GRPCRoute' },
  read: '1.6.1',
  source: (version) => `https://github.com/kubernetes-sigs/gateway-api/releases/download/v${version}`,
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: [],
  needs: [],
  refuses: ({ cluster }, version) =>
    isSince(version, WITH_IS_IP) && !isSince(cluster.version, KNOWS_IS_IP)
      ? [
          {
            why: `has definitions from ${WITH_IS_IP} on that Kubernetes ${cluster.version} refuses: they ask for addresses by isIP(), which it knows since ${KNOWS_IS_IP}`,
            instead: 'Pin a version before it, such as 1.4.1, or upgrade the cluster.',
          },
        ]
      : [],
  namespace: () => undefined,
  privileged: false,
  parts: () => [{ by: 'manifest', file: 'standard-install.yaml' }],
  ready: () => [
    {
      for: 'condition=Established',
      of: ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'].map(
        (kind) => `crd/${kind}.gateway.networking.k8s.io`,
      ),
    },
  ],
  marks: (_, version) => [
    {
      resource: 'customresourcedefinitions.apiextensions.k8s.io',
      name: 'gateways.gateway.networking.k8s.io',
      path: '{.metadata.annotations.gateway\\.networking\\.k8s\\.io/bundle-version}',
      value: `v${version}`,
    },
  ],
};
