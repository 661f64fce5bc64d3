/** What selects the pods of a workload of a system. Selectors are immutable: nothing that may change is part of them. */
export const selectorLabels = (system: { readonly name: string }, name: string): Record<string, string> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': system.name,
});
