import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '3.19.5';

/**
 * Builds helm from its Go module, once.
 * @returns its path; undefined, with a line that says why, where there is no Go or the module cannot be had
 */
export function getHelm(root: string): string | undefined {
  const folder = join(root, `node_modules/.cache/helm-${VERSION}`);
  const helm = join(folder, 'helm');
  if (existsSync(helm)) return helm;
  const { error, status } = spawnSync('go', ['install', `helm.sh/helm/v3/cmd/helm@v${VERSION}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (!error && status === 0) return helm;
  console.log(`skipped: helm ${VERSION}, which Go would have to build (${error ? error.message : `exit code ${status}`})`);
  return undefined;
}
