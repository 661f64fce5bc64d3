import type { Chart } from 'cdk8s';
import type { ResolvedMesh } from '../../../model/resolved';
import { AuthorizationPolicy, type MutualTls, PeerAuthentication } from '../../imports/istio';
import { becauseAnnotation } from '../../names';
import type { CompiledMeshPolicy } from './compile';

interface Plaintext {
  readonly mtls: MutualTls;
  /** Whether ports that somebody outside of the mesh calls have to be excepted. */
  readonly excepted: boolean;
}

const PLAINTEXT: { readonly [M in ResolvedMesh['mtls']]: Plaintext } = {
  strict: { mtls: { mode: 'STRICT' }, excepted: true },
  permissive: { mtls: { mode: 'PERMISSIVE' }, excepted: false },
};

/** In the mesh, too, nobody may call anybody, and (under strict mutual TLS) nobody speaks plaintext. */
export function addDefaults(chart: Chart, { mtls }: ResolvedMesh, namespace: string): void {
  new PeerAuthentication(chart, `${namespace}-mutual-tls`, {
    metadata: { name: 'default', namespace },
    spec: { mtls: PLAINTEXT[mtls].mtls },
  });
  new AuthorizationPolicy(chart, `${namespace}-allow-nothing`, { metadata: { name: 'allow-nothing', namespace }, spec: {} });
}

/** Without any rule there is no object: the namespace's default stands. */
export function addPolicy(chart: Chart, { pods, mesh, rules, because, permissivePorts }: CompiledMeshPolicy): void {
  if (rules.length === 0) return;
  const {
    name,
    selector: { namespace, labels },
  } = pods;
  const selector = { matchLabels: labels };
  const metadata = { name, namespace, annotations: becauseAnnotation(because) };
  new AuthorizationPolicy(chart, `${name}-authorization`, { metadata, spec: { selector, action: 'ALLOW', rules } });
  const { mtls, excepted } = PLAINTEXT[mesh.mtls];
  if (!excepted || permissivePorts.length === 0) return;
  const portLevelMtls = Object.fromEntries(permissivePorts.map((port): [string, MutualTls] => [String(port), { mode: 'PERMISSIVE' }]));
  // The workload's own mode is stated, too: in ambient mode port-level modes alone do not override the namespace's.
  new PeerAuthentication(chart, `${name}-mutual-tls`, {
    metadata: { name, namespace },
    spec: { selector, mtls, portLevelMtls },
  });
}
