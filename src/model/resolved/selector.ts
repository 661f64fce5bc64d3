/** What selects the pods of a workload of a system. Selectors are immutable: nothing that may change is part of them. */
export const selectorLabels = (system: { readonly name: string }, name: string): Record<string, string> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': system.name,
});

export const MANAGER = 'isthmus';

/** What every object of the system carries. */
export const systemLabels = (system: { readonly name: string }): Record<string, string> => ({
  'app.kubernetes.io/part-of': system.name,
  'app.kubernetes.io/managed-by': MANAGER,
});

/** What the pods of a workload carry. */
export const podLabels = (system: { readonly name: string }, name: string): Record<string, string> => ({
  ...selectorLabels(system, name),
  ...systemLabels(system),
});
