import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModule } from '../harness/go';
import type { Lab } from '../harness/lab';
import { cache, kept } from '../harness/paths';

/** Custom resource definitions of the add-ons, as their Go modules carry them. */
const SOURCES = {
  istio: { module: 'istio.io/api', version: 'v1.31.1', path: 'kubernetes/customresourcedefinitions.gen.yaml' },
  'gateway-api': { module: 'sigs.k8s.io/gateway-api', version: 'v1.4.1', path: 'config/crd/standard' },
  'external-secrets': { module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', path: 'config/crds/bases' },
  metallb: { module: 'go.universe.tf/metallb', version: 'v0.16.2', path: 'config/crd/bases' },
};

/** One file per add-on. @throws Missing where a module cannot be had */
export async function addOnDefinitions(lab: Lab): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, { module, version, path }] of Object.entries(SOURCES)) {
    const file = join(cache('crds'), `${name}-${version}.yaml`);
    files.push(
      await kept(file, async (unfinished) => writeFileSync(unfinished, manifests(join(await goModule(lab, module, version), path)))),
    );
  }
  return files;
}

function manifests(path: string): string {
  if (path.endsWith('.yaml')) return readFileSync(path, 'utf8');
  const files = readdirSync(path).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  return files.map((file) => readFileSync(join(path, file), 'utf8')).join('\n---\n');
}
