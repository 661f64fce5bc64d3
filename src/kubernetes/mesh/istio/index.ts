import { ISTIO as FACTS } from '../../../model/kinds/mesh/istio';
import type { MeshRenderer } from '../renderer';
import { compileMeshPolicy } from './compile';
import { addHostRules, addPlainMachine } from './host-rules';
import { addDefaults, addPolicy } from './objects';
import { addOutside } from './outside';
import { addRequests, addShare } from './requests';
import { addScope } from './scope';

export const ISTIO: MeshRenderer = {
  modes: {
    'sidecar-with-cni': {
      namespace: { 'istio-injection': 'enabled' },
      joining: { 'sidecar.istio.io/inject': 'true' },
      outside: FACTS.modes['sidecar-with-cni'].outside,
      // The kubelet's probes go through the sidecar's agent: they have no certificate and no rule lets them in. Told to end together with
      // the container, the sidecar stays until that has served its last request (istio.io, "pilot-agent": environment variables).
      // Where a pod ends by itself its sidecar must be one to Kubernetes, too, or it would hold the pod up for good.
      inside: ({ ends, shutdown: { drainSeconds } }) => ({
        ...(ends && { 'sidecar.istio.io/nativeSidecar': 'true' }),
        'sidecar.istio.io/rewriteAppHTTPProbers': 'true',
        'proxy.istio.io/config': JSON.stringify({
          proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: `${drainSeconds}s` },
        }),
      }),
      tunnel: undefined,
      probes: undefined,
      knowsServices: true,
      told: { addScope, addOutside, addMachine: addPlainMachine, addHostRules, addRequests, addShare },
    },
    // istio.io, "Ambient and Kubernetes NetworkPolicy".
    ambient: {
      namespace: { 'istio.io/dataplane-mode': 'ambient' },
      joining: { 'istio.io/dataplane-mode': 'ambient' },
      outside: FACTS.modes.ambient.outside,
      inside: () => ({}),
      tunnel: 15008,
      probes: '169.254.7.127/32',
      knowsServices: false,
    },
  },
  addDefaults,
  addPolicy: (chart, pods, index) => addPolicy(chart, compileMeshPolicy(pods, index)),
};
