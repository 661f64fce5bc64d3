import type { ResolvedNamespace } from '../src/model/resolved';

/** A namespace made by hand, as the system's own are when nothing is said of them. */
export const namespaceOf = (name: string, facts: Partial<ResolvedNamespace> = {}): ResolvedNamespace => ({
  name,
  owned: true,
  podSecurity: { level: 'restricted', because: [] },
  labels: {},
  annotations: {},
  ...facts,
});
