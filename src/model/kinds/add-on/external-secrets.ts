import type { AddOnProfile, Since } from './profile';

/** Release notes of External Secrets Operator 0.16. */
export const EXTERNAL_SECRETS_SINCE: Since = { version: '0.16', because: 'has external-secrets.io/v1' };

/** External Secrets Operator by its Helm chart (external-secrets/external-secrets, deploy/charts/external-secrets of v2.9.0). */
export const EXTERNAL_SECRETS: AddOnProfile = {
  title: 'External Secrets Operator',
  isPlugIn: false,
  stage: 50,
  enforces: false,
  oldest: () => EXTERNAL_SECRETS_SINCE,
  installable: EXTERNAL_SECRETS_SINCE,
  read: '2.9.0',
  source: () => 'https://charts.external-secrets.io',
  prefixed: false,
  byChart: false,
  joinsMesh: false,
  registries: ['ghcr.io'],
  needs: [],
  refuses: () => [],
  namespace: (_, { namespace = 'external-secrets' }) => namespace,
  privileged: false,
  parts: () => [
    {
      by: 'helm',
      release: 'external-secrets',
      chart: 'external-secrets',
      // What the manifests hold, and who may make them.
      fixed: { installCRDs: true, scopedRBAC: false, processClusterStore: true },
    },
  ],
  ready: () => [],
  marks: () => [],
};
