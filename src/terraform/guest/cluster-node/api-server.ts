import { writeYaml } from '../../../yaml';
import type { GuestFile } from '../part';

/** What API servers read besides what a distribution tells them. */

/** Who did what. */
export const AUDIT_LOG = '/var/log/kubernetes';

/** Where these lie. */
export interface ApiServerPlaces {
  readonly admission: string;
  readonly auditPolicy: string;
}

/** Arguments by which an API server finds them. */
export const apiServerArguments = ({ admission, auditPolicy }: ApiServerPlaces): Readonly<Record<string, string>> => ({
  'admission-control-config-file': admission,
  'audit-log-maxage': '30',
  'audit-log-maxbackup': '10',
  'audit-log-maxsize': '100',
  'audit-log-path': `${AUDIT_LOG}/audit.log`,
  'audit-policy-file': auditPolicy,
});

/** The files themselves. */
export const apiServerFiles = (places: ApiServerPlaces): readonly GuestFile[] => [
  { path: places.auditPolicy, content: auditPolicy(), mode: '0600', individual: true },
  { path: places.admission, content: admission(), mode: '0600', individual: true },
];

/**
 * Who did what, without the content: of Secrets nothing but their names is written down. Reading by Kubernetes' own programs is not,
 * nor what they renew every few seconds (kubernetes.io, "Auditing").
 */
const auditPolicy = (): string =>
  writeYaml({
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
    rules: [
      { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi/*'] },
      { level: 'None', resources: [{ group: '', resources: ['events'] }, { group: 'events.k8s.io' }, { group: 'coordination.k8s.io' }] },
      { level: 'None', userGroups: ['system:nodes'], verbs: ['get', 'list', 'watch'] },
      {
        level: 'None',
        users: [
          'system:kube-controller-manager',
          'system:kube-scheduler',
          'system:serviceaccount:kube-system:kube-proxy',
          'system:apiserver',
        ],
        verbs: ['get', 'list', 'watch'],
      },
      { level: 'Metadata' },
    ],
  });

/**
 * What pods are held to in namespaces that say nothing of it: those of the system, and of add-ons that need more, do say it.
 * (kubernetes.io, "Enforce Pod Security Standards by Configuring the Built-in Admission Controller").
 */
const admission = (): string =>
  writeYaml({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      {
        name: 'PodSecurity',
        configuration: {
          apiVersion: 'pod-security.admission.config.k8s.io/v1',
          kind: 'PodSecurityConfiguration',
          defaults: { enforce: 'baseline', 'enforce-version': 'latest', warn: 'restricted', 'warn-version': 'latest' },
          exemptions: { namespaces: ['kube-system'] },
        },
      },
    ],
  });

/** Of Secrets, with a key in its place; what was written before without one stays readable. */
export const encryption = (key: string): string =>
  writeYaml({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['secrets'], providers: [{ secretbox: { keys: [{ name: 'first', secret: key }] } }, { identity: {} }] }],
  });
