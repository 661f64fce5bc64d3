import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, goModule } from '../harness/go';
import type { Lab } from '../harness/lab';
import { cache, kept } from '../harness/paths';

interface Source {
  readonly module: string;
  readonly version: string;
  /** A file, or a folder with a file for each definition. */
  readonly path: string;
  /** What is written of them: each definition costs the API server time. @default - all */
  readonly only?: readonly string[];
}

/** Custom resource definitions of the add-ons, as their Go modules carry them. */
const SOURCES: Readonly<Record<string, Source>> = {
  istio: { module: 'istio.io/api', version: 'v1.31.1', path: 'kubernetes/customresourcedefinitions.gen.yaml' },
  'gateway-api': { module: 'sigs.k8s.io/gateway-api', version: 'v1.4.1', path: 'config/crd/standard' },
  'external-secrets': {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    path: 'config/crds/bases',
    only: ['clustersecretstores', 'externalsecrets', 'secretstores'],
  },
  metallb: {
    module: 'go.universe.tf/metallb',
    version: 'v0.16.2',
    path: 'config/crd/bases',
    only: ['ipaddresspools', 'l2advertisements'],
  },
  // The versions that docs/edge.md names.
  kong: {
    module: 'github.com/kong/kubernetes-configuration',
    version: 'v1.4.0',
    path: 'config/crd/ingress-controller',
    only: ['kongconsumers', 'kongplugins'],
  },
  'envoy-gateway': {
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.9.1',
    path: 'charts/gateway-helm/charts/crds/crds/generated',
    only: ['backendtrafficpolicies', 'clienttrafficpolicies', 'envoyproxies', 'securitypolicies'],
  },
  'cert-manager': {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    path: 'deploy/crds',
    only: ['certificates', 'clusterissuers', 'issuers'],
  },
};

/** One file per add-on. @param which of them @default - all @throws Missing where a module cannot be had */
export async function addOnDefinitions(lab: Lab, which?: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, source] of Object.entries(SOURCES).filter(([name]) => which?.includes(name) ?? true)) {
    const file = join(cache('crds'), `${name}-${source.version}-${digest(JSON.stringify(source))}.yaml`);
    files.push(
      await kept(file, async (unfinished) =>
        writeFileSync(unfinished, manifests(join(await goModule(lab, source.module, source.version), source.path), source)),
      ),
    );
  }
  return files;
}

function manifests(path: string, { only }: Source): string {
  if (path.endsWith('.yaml')) return readFileSync(path, 'utf8');
  const files = readdirSync(path).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  const wanted = only?.map((plural) => {
    const file = files.find((each) => each.endsWith(`_${plural}.yaml`));
    if (file === undefined) throw new Error(`there are no definitions of ${plural} in ${path}`);
    return file;
  });
  return (wanted ?? files).map((file) => readFileSync(join(path, file), 'utf8')).join('\n---\n');
}
