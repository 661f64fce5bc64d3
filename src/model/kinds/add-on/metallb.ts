import type { AddOnProfile, Since } from './profile';

/** Release notes of MetalLB 0.14.9. */
export const METALLB_SINCE: Since = { version: '0.14.9', because: 'reads annotations under `metallb.io/`' };

/** MetalLB by its Helm chart `metallb` (metallb/metallb, charts/metallb of v0.16.1). */
export const METALLB: AddOnProfile = {
  title: 'MetalLB',
  isPlugIn: false,
  stage: 20,
  enforces: false,
  oldest: () => METALLB_SINCE,
  installable: { version: '0.14.9', because: 'has a chart with `frrk8s.enabled`' },
  read: '0.16.1',
  source: () => 'https://metallb.github.io/metallb',
  prefixed: false,
  byChart: false,
  joinsMesh: false,
  registries: ['quay.io'],
  needs: [],
  refuses: ({ cluster }) =>
    cluster.pool
      ? []
      : [
          {
            why: 'has no addresses to give',
            instead: 'Give the subnet of its nodes, or the cluster that is there already, a block of them as `services`.',
          },
        ],
  namespace: ({ cluster }) => cluster.pool?.namespace,
  // Its speakers share the network of their node.
  privileged: true,
  parts: () => [
    {
      by: 'helm',
      release: 'metallb',
      chart: 'metallb',
      fixed: { crds: { enabled: true }, controller: { enabled: true }, speaker: { enabled: true } },
      // The pool is announced by ARP: no router is spoken to.
      usual: { frrk8s: { enabled: false }, speaker: { frr: { enabled: false } } },
    },
  ],
  ready: () => [],
  marks: () => [],
};
