import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly link?: true;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const { dependencies, bundleDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bundleDependencies: readonly string[];
};

/** Folders of all packages that whoever installs this one gets with it: those that it needs, and those that these need. Peers and what is in its own tarball are not among them. */
export function installedWith(): readonly string[] {
  const found = new Set<string>();
  const add = (from: string, name: string): void => {
    const folder = folderOf(from, name);
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    const { dependencies: needed = {}, optionalDependencies: wanted = {} } = packages[folder] ?? {};
    for (const each of Object.keys({ ...needed, ...wanted })) add(folder, each);
  };
  for (const name of Object.keys(dependencies)) if (!bundleDependencies.includes(name)) add('', name);
  return [...found].sort();
}

/** Where Node finds a package: in the nearest of the folders around. */
function folderOf(from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (packages[folder]) return folder;
  return from === '' ? undefined : folderOf(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** Of its own files, without packages within it. */
export function bytesOf(folder: string): number {
  return readdirSync(realpathSync(folder), { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesOf(join(folder, entry.name));
    return sum + statSync(join(folder, entry.name)).size;
  }, 0);
}
