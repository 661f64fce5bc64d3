import type { AddOnName, ResolvedAddOn } from '../../resolved';
import { CALICO } from './calico';
import { CERT_MANAGER } from './cert-manager';
import { CILIUM } from './cilium';
import { ENVOY_GATEWAY_ADD_ON } from './envoy-gateway';
import { EXTERNAL_SECRETS } from './external-secrets';
import { FLANNEL } from './flannel';
import { GATEWAY_API } from './gateway-api';
import { ISTIO_ADD_ON } from './istio';
import { KONG_ADD_ON } from './kong';
import { KUBE_ROUTER } from './kube-router';
import { METALLB } from './metallb';
import type { AddOnProfile } from './profile';

/** All add-ons. What one of them is stands in the file of its name. */
export const ADD_ONS: { readonly [N in AddOnName]: AddOnProfile } = {
  calico: CALICO,
  'cert-manager': CERT_MANAGER,
  cilium: CILIUM,
  'envoy-gateway': ENVOY_GATEWAY_ADD_ON,
  'external-secrets': EXTERNAL_SECRETS,
  flannel: FLANNEL,
  'gateway-api': GATEWAY_API,
  istio: ISTIO_ADD_ON,
  kong: KONG_ADD_ON,
  'kube-router': KUBE_ROUTER,
  metallb: METALLB,
};

/** What people call it, with its version. */
export const addOnTitle = ({ name, version }: Pick<ResolvedAddOn, 'name' | 'version'>): string => `${ADD_ONS[name].title} ${version}`;
