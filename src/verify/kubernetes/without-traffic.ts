/** Kinds, by `group/kind`, that neither carry nor steer traffic between workloads. Of a group with `*` that holds for all kinds. */
export const WITHOUT_TRAFFIC: ReadonlySet<string> = new Set([
  ...['Secret', 'Event'].map((kind) => `/${kind}`),
  'apiextensions.k8s.io/CustomResourceDefinition',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/*',
  // Common add-ons that only read, or make Secrets.
  'cert-manager.io/Issuer',
  'cert-manager.io/ClusterIssuer',
  // Neither those that send Secrets away (PushSecret), nor those out of which an operator makes pods (Prometheus, Alertmanager).
  ...['SecretStore', 'ClusterSecretStore', 'ClusterExternalSecret'].map((kind) => `external-secrets.io/${kind}`),
  ...['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'Probe', 'ScrapeConfig', 'AlertmanagerConfig'].map(
    (kind) => `monitoring.coreos.com/${kind}`,
  ),
]);
