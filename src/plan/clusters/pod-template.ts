import { alike } from '../rules';
import type { FieldEffect, FieldRules } from './effects';

/** Parts of a pod template, by what people call them. Whatever else differs in one is rolled out just the same. */
const POD_PARTS: Readonly<Record<string, string>> = {
  '': 'pods',
  'metadata.labels': 'labels of the pods',
  'metadata.annotations': 'annotations of the pods',
  'spec.serviceAccountName': 'the service account',
  'spec.automountServiceAccountToken': 'whether there is a token for the API',
  'spec.imagePullSecrets': 'Secrets that images are pulled with',
  'spec.securityContext': 'hardening',
  'spec.terminationGracePeriodSeconds': 'seconds to end in',
  'spec.affinity': 'placement',
  'spec.nodeSelector': 'placement',
  'spec.tolerations': 'placement',
  'spec.topologySpreadConstraints': 'placement',
  'spec.priorityClassName': 'placement',
  'spec.volumes': 'volumes and files',
  'spec.hostNetwork': 'whether it has the network of its node',
  'spec.hostPID': 'whether it sees the processes of its node',
  'spec.dnsPolicy': 'how names are resolved',
  ...Object.fromEntries(
    ['containers', 'initContainers'].flatMap((list) =>
      Object.entries({
        '': 'container',
        image: 'image',
        command: 'command',
        args: 'command',
        env: 'variables',
        envFrom: 'variables',
        ports: 'ports',
        resources: 'resources',
        startupProbe: 'probes',
        readinessProbe: 'probes',
        livenessProbe: 'probes',
        lifecycle: 'hooks',
        securityContext: 'hardening',
        volumeMounts: 'volumes and files',
        workingDir: 'working directory',
        imagePullPolicy: 'when its image is pulled',
        restartPolicy: 'whether it is a sidecar',
        terminationMessagePolicy: 'where its last words come from',
      }).map(([field, words]) => [`spec.${list}${field && `.${field}`}`, words]),
    ),
  ),
};

/** A pod template at a path. */
export const template = (effect: FieldEffect, path = 'spec.template'): FieldRules =>
  alike(effect, Object.fromEntries(Object.entries(POD_PARTS).map(([part, words]) => [part === '' ? path : `${path}.${part}`, words])));
