export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without the props that were given as undefined: they are not said, and hide nothing that they are laid over. */
export const saidOf = <T extends object>(props: T): T =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
