import { AddOn, GatewayProvider, MeshMode, PodEgress } from '../../src';
import { type StallOptions, VERSIONS } from '../add-on-fixture';

const { cilium, envoyGateway, gatewayApi, istio, kong, kubeRouter } = VERSIONS;

/** What clusters have installed, all of it in some. */
export const STALLS: Readonly<Record<string, StallOptions>> = {
  'sidecars, Calico and Kong': { gateway: { proxyProtocol: true } },
  'ambient, Cilium and Envoy Gateway': {
    mode: MeshMode.AMBIENT,
    gateway: { provider: GatewayProvider.ENVOY_GATEWAY },
    addOns: [
      AddOn.cilium({ version: cilium }),
      AddOn.gatewayApi({ version: gatewayApi }),
      AddOn.istio({ version: istio }),
      AddOn.envoyGateway({ version: envoyGateway }),
    ],
  },
  'sidecars, with Kong among them': {
    joined: true,
    addOns: [AddOn.gatewayApi({ version: gatewayApi }), AddOn.istio({ version: istio }), AddOn.kong({ version: kong })],
  },
  'native, Cilium': {
    meshed: false,
    guarded: false,
    cluster: { podEgress: PodEgress.NATIVE },
    addOns: [AddOn.cilium({ version: cilium })],
  },
  'kube-router': { meshed: false, guarded: false, addOns: [AddOn.kubeRouter({ version: kubeRouter })] },
};
