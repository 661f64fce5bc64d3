import { alike } from '../rules';
import type { FieldRules } from './effects';
import { template } from './pod-template';

/** Of every object. */
const METADATA: FieldRules = alike('live', {
  apiVersion: 'the version of its API',
  'metadata.labels': 'labels',
  'metadata.annotations': 'annotations',
});

const ROLLOUT: FieldRules = alike('live', {
  'spec.minReadySeconds': 'how it is rolled out',
  'spec.progressDeadlineSeconds': 'how it is rolled out',
  'spec.revisionHistoryLimit': 'how many revisions are kept',
  'spec.strategy': 'how it is rolled out',
  'spec.updateStrategy': 'how it is rolled out',
  'spec.paused': 'how it is rolled out',
});

const REPLICAS: FieldRules = alike('scaled', { 'spec.replicas': 'pods' });
const SELECTOR: FieldRules = alike('recreated', { 'spec.selector': 'the labels that its pods are found by' });
const SPEC: FieldRules = alike('live', { spec: 'what it says' });
const ROUTE: FieldRules = {
  ...METADATA,
  ...alike('live', {
    spec: 'where it leads',
    'spec.hostnames': 'host names',
    'spec.parentRefs': 'listeners',
    'spec.rules.matches': 'which requests it is for',
    'spec.rules.filters': 'what is done with requests',
    'spec.rules.backendRefs': 'where it leads, and by which shares',
    'spec.rules.timeouts': 'how long requests may take',
  }),
};

/**
 * By kind, with the group of its API. What is immutable is so by the validation of updates in kubernetes/kubernetes (pkg/apis: apps, batch,
 * core, discovery, rbac); that exactly a changed template is rolled out, by "Concepts: Deployments".
 */
export const FIELDS: Readonly<Record<string, FieldRules>> = {
  'Deployment.apps': { ...METADATA, ...REPLICAS, ...ROLLOUT, ...SELECTOR, ...template('rolled') },
  'StatefulSet.apps': {
    ...METADATA,
    ...alike('recreated', {
      'spec.serviceName': 'the Service that its pods have names of',
      'spec.podManagementPolicy': 'the order that its pods start in',
      'spec.volumeClaimTemplates': 'the claims of each pod',
    }),
    ...alike('live', { 'spec.persistentVolumeClaimRetentionPolicy': 'what becomes of claims', 'spec.ordinals': 'the numbers of its pods' }),
    ...REPLICAS,
    ...ROLLOUT,
    ...SELECTOR,
    ...template('rolled'),
  },
  'DaemonSet.apps': { ...METADATA, ...ROLLOUT, ...SELECTOR, ...template('rolled') },
  'Job.batch': {
    ...METADATA,
    ...alike('live', {
      'spec.parallelism': 'pods at a time',
      'spec.backoffLimit': 'how often it is tried again',
      'spec.activeDeadlineSeconds': 'seconds that it has',
      'spec.ttlSecondsAfterFinished': 'seconds that it is kept',
      'spec.suspend': 'whether it is suspended',
    }),
    ...alike('recreated', { 'spec.completions': 'how often it is done', 'spec.completionMode': 'whether runs have numbers' }),
    ...SELECTOR,
    ...template('recreated'),
  },
  'CronJob.batch': {
    ...METADATA,
    ...alike('next-run', {
      'spec.schedule': 'schedule',
      'spec.timeZone': 'time zone',
      'spec.concurrencyPolicy': 'what happens when a run is not done in time',
      'spec.startingDeadlineSeconds': 'how late it may begin',
      'spec.suspend': 'whether it is suspended',
      'spec.jobTemplate': 'how it is run',
    }),
    ...alike('live', {
      'spec.successfulJobsHistoryLimit': 'how many runs are kept',
      'spec.failedJobsHistoryLimit': 'how many runs are kept',
    }),
    ...template('next-run', 'spec.jobTemplate.spec.template'),
  },
  ConfigMap: {
    ...METADATA,
    ...alike('live', { data: 'content', binaryData: 'content' }),
    immutable: { effect: 'recreated', words: 'whether it may change' },
  },
  Secret: {
    ...METADATA,
    ...alike('live', { data: 'content', stringData: 'content' }),
    ...alike('recreated', { type: 'its type', immutable: 'whether it may change' }),
  },
  PersistentVolumeClaim: {
    ...METADATA,
    ...alike('live', { 'spec.resources.requests.storage': 'size' }),
    ...alike('recreated', { spec: 'what kind of volume it is' }),
  },
  PersistentVolume: {
    ...METADATA,
    ...alike('live', {
      'spec.capacity': 'size',
      'spec.persistentVolumeReclaimPolicy': 'what becomes of its data',
      'spec.mountOptions': 'how it is mounted',
      'spec.storageClassName': 'its class',
      'spec.accessModes': 'who may mount it',
      'spec.claimRef': 'whose it is',
    }),
    ...alike('recreated', { spec: 'where its data is' }),
  },
  Service: {
    ...METADATA,
    ...alike('live', {
      'spec.ports': 'ports',
      'spec.selector': 'the pods behind it',
      'spec.type': 'from where it is reached',
      'spec.sessionAffinity': 'whether clients stay with a pod',
      'spec.sessionAffinityConfig': 'whether clients stay with a pod',
      'spec.externalTrafficPolicy': 'by which nodes it is reached',
      'spec.allocateLoadBalancerNodePorts': 'by which nodes it is reached',
      'spec.ipFamilyPolicy': 'its families of addresses',
      'spec.publishNotReadyAddresses': 'whether pods have names before they are ready',
    }),
    ...alike('recreated', {
      'spec.clusterIP': 'whether it has an address',
      'spec.ipFamilies': 'its families of addresses',
      'spec.loadBalancerClass': 'who gives it an address',
    }),
  },
  'EndpointSlice.discovery.k8s.io': {
    ...METADATA,
    ...alike('live', { endpoints: 'addresses', ports: 'ports' }),
    ...alike('recreated', { addressType: 'its kind of addresses' }),
  },
  ServiceAccount: {
    ...METADATA,
    ...alike('live', {
      automountServiceAccountToken: 'whether pods have its token',
      imagePullSecrets: 'Secrets that images are pulled with',
    }),
  },
  'Role.rbac.authorization.k8s.io': { ...METADATA, ...alike('live', { rules: 'what is allowed' }) },
  'ClusterRole.rbac.authorization.k8s.io': { ...METADATA, ...alike('live', { rules: 'what is allowed' }) },
  'RoleBinding.rbac.authorization.k8s.io': {
    ...METADATA,
    ...alike('live', { subjects: 'to whom' }),
    ...alike('recreated', { roleRef: 'the role' }),
  },
  'ClusterRoleBinding.rbac.authorization.k8s.io': {
    ...METADATA,
    ...alike('live', { subjects: 'to whom' }),
    ...alike('recreated', { roleRef: 'the role' }),
  },
  'NetworkPolicy.networking.k8s.io': { ...METADATA, ...alike('live', { spec: 'what it lets through' }) },
  'PodDisruptionBudget.policy': { ...METADATA, ...alike('live', { spec: 'how many pods may be missing' }) },
  'HorizontalPodAutoscaler.autoscaling': {
    ...METADATA,
    ...SPEC,
    ...alike('live', { 'spec.minReplicas': 'least number of pods', 'spec.maxReplicas': 'most pods', 'spec.metrics': 'what it goes by' }),
  },
  Namespace: METADATA,
  ResourceQuota: {
    ...METADATA,
    ...alike('live', { 'spec.hard': 'what all pods may ask for' }),
    ...alike('recreated', { spec: 'what it counts' }),
  },
  LimitRange: { ...METADATA, ...SPEC },
  'ExternalSecret.external-secrets.io': { ...METADATA, ...SPEC },
  'Gateway.gateway.networking.k8s.io': { ...METADATA, ...SPEC, ...alike('live', { 'spec.listeners': 'listeners' }) },
  // Its definition says so (Gateway API, `GatewayClassSpec`).
  'GatewayClass.gateway.networking.k8s.io': { ...METADATA, ...alike('recreated', { 'spec.controllerName': 'who answers for it' }) },
  'HTTPRoute.gateway.networking.k8s.io': ROUTE,
  'GRPCRoute.gateway.networking.k8s.io': ROUTE,
  'Certificate.cert-manager.io': {
    ...METADATA,
    ...alike('live', { spec: 'what it is issued for', 'spec.dnsNames': 'host names', 'spec.issuerRef': 'who issues it' }),
  },
  'KongPlugin.configuration.konghq.com': {
    ...METADATA,
    ...alike('live', { config: 'what it does' }),
    // Its CRD: "The plugin field is immutable".
    ...alike('recreated', { plugin: 'which plug-in it is' }),
  },
  'KongConsumer.configuration.konghq.com': {
    ...METADATA,
    ...alike('live', { username: 'its name', credentials: 'its keys, and what it may call' }),
  },
  'EnvoyProxy.gateway.envoyproxy.io': {
    ...METADATA,
    // Envoy Gateway makes the Deployment of its proxies anew of it.
    ...alike('rolled', { spec: 'how its proxies are made' }),
  },
  'ClientTrafficPolicy.gateway.envoyproxy.io': { ...METADATA, ...alike('live', { spec: 'how clients connect' }) },
  'BackendTrafficPolicy.gateway.envoyproxy.io': { ...METADATA, ...alike('live', { spec: 'how many requests it takes' }) },
  'SecurityPolicy.gateway.envoyproxy.io': { ...METADATA, ...alike('live', { spec: 'who may call it' }) },
  'ReferenceGrant.gateway.networking.k8s.io': { ...METADATA, ...SPEC },
  'AuthorizationPolicy.security.istio.io': { ...METADATA, ...alike('live', { spec: 'what it lets through' }) },
  'PeerAuthentication.security.istio.io': { ...METADATA, ...alike('live', { spec: 'who may speak plaintext' }) },
  'Sidecar.networking.istio.io': { ...METADATA, ...alike('live', { spec: 'what its proxies know of' }) },
  'ServiceEntry.networking.istio.io': { ...METADATA, ...alike('live', { spec: 'whom proxies know outside' }) },
  'DestinationRule.networking.istio.io': { ...METADATA, ...alike('live', { spec: 'how it is spoken to' }) },
  'VirtualService.networking.istio.io': {
    ...METADATA,
    ...alike('live', { spec: 'who gets which share of requests, how long they take, and which are made again' }),
  },
  'IPAddressPool.metallb.io': { ...METADATA, ...alike('live', { spec: 'addresses' }) },
  'L2Advertisement.metallb.io': { ...METADATA, ...SPEC },
};

/** By kind: what a server never changes, and silently keeps where it is left out (kubernetes/kubernetes, pkg/registry/core/service). */
export const KEPT: Readonly<Record<string, readonly string[]>> = { Service: ['spec.clusterIP', 'spec.ipFamilies'] };
