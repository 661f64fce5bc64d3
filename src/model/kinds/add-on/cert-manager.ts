import type { AddOnProfile, Since } from './profile';

/** Release notes of cert-manager 1.0. */
export const CERT_MANAGER_SINCE: Since = { version: '1.0', because: 'has cert-manager.io/v1' };

/** cert-manager by its Helm chart (cert-manager/cert-manager, deploy/charts/cert-manager of v1.21.1). */
export const CERT_MANAGER: AddOnProfile = {
  title: 'cert-manager',
  isPlugIn: false,
  stage: 40,
  enforces: false,
  oldest: () => CERT_MANAGER_SINCE,
  installable: { version: '1.15', because: 'has a chart with `crds.enabled`' },
  read: '1.21.1',
  source: () => 'https://charts.jetstack.io',
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: ['quay.io'],
  needs: [],
  refuses: () => [],
  namespace: (_, { namespace = 'cert-manager' }) => namespace,
  privileged: false,
  // Without its definitions certificates go with the release.
  parts: () => [{ by: 'helm', release: 'cert-manager', chart: 'cert-manager', fixed: { crds: { enabled: true, keep: true } } }],
  ready: () => [],
  marks: () => [],
};
