import type { ResolvedFirstBoot } from '../../../model/resolved';

const listIn = (firstBoot: ResolvedFirstBoot | undefined, key: string): readonly unknown[] => {
  const found = firstBoot?.cloudConfig[key];
  return Array.isArray(found) ? found : [];
};

/** Commands in a user's own part of the configuration, each as one text. */
export const statedCommands = (firstBoot: ResolvedFirstBoot | undefined, key: 'bootcmd' | 'runcmd'): readonly string[] =>
  listIn(firstBoot, key).map((command) => [command].flat().join(' '));

/** Paths of files that a user has it write. */
export const statedFiles = (firstBoot: ResolvedFirstBoot | undefined): ReadonlySet<string> =>
  new Set([
    ...(firstBoot?.files ?? []).map(({ path }) => path),
    ...listIn(firstBoot, 'write_files').map((file) => `${(file as { readonly path?: unknown }).path}`),
  ]);
