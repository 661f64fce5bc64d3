/** Kinds, by `group/kind`, that neither carry nor steer traffic between workloads. Of a group with `*` that holds for all kinds. */
export const WITHOUT_TRAFFIC: ReadonlySet<string> = new Set([
  ...['ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim', 'Event'].map((kind) => `/${kind}`),
  'apiextensions.k8s.io/CustomResourceDefinition',
  'autoscaling/*',
  'policy/*',
  'scheduling.k8s.io/*',
  'storage.k8s.io/*',
  'gateway.networking.k8s.io/GatewayClass',
  // Common add-ons that only read, or make Secrets.
  'cert-manager.io/Issuer',
  'cert-manager.io/ClusterIssuer',
  'external-secrets.io/*',
  'monitoring.coreos.com/*',
]);
