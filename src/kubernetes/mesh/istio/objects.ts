import type { Chart } from 'cdk8s';
import type { ResolvedMesh } from '../../../model/resolved';
import { NAMESPACE_OBJECTS } from '../../../model/resolved/object-names';
import { AuthorizationPolicy, type MutualTls, PeerAuthentication } from '../../imports/istio';
import { becauseAnnotation, filled } from '../../names';
import type { CompiledMeshPolicy } from './compile';

const MUTUAL_TLS: { readonly [M in ResolvedMesh['mtls']]: MutualTls } = { strict: { mode: 'STRICT' }, permissive: { mode: 'PERMISSIVE' } };

/** In the mesh, too, nobody may call anybody, and (under strict mutual TLS) nobody speaks plaintext. */
export function addDefaults(chart: Chart, { mtls }: ResolvedMesh, namespace: string): void {
  new PeerAuthentication(chart, `${namespace}-mutual-tls`, {
    metadata: { name: NAMESPACE_OBJECTS.mutualTls, namespace },
    spec: { mtls: MUTUAL_TLS[mtls] },
  });
  new AuthorizationPolicy(chart, `${namespace}-allow-nothing`, {
    metadata: { name: NAMESPACE_OBJECTS.authorization, namespace },
    spec: {},
  });
}

/** Without any rule there is no object: the namespace's default stands, unless there is none. */
export function addPolicy(chart: Chart, { pods, mesh, alone, rules, because, plaintextPorts }: CompiledMeshPolicy): void {
  if (rules.length === 0 && !alone) return;
  const {
    name,
    selector: { namespace, labels },
  } = pods;
  const selector = { matchLabels: labels };
  const metadata = { name, namespace, annotations: becauseAnnotation(because) };
  new AuthorizationPolicy(chart, `${name}-authorization`, { metadata, spec: { selector, action: 'ALLOW', rules: filled(rules) } });
  const mtls = MUTUAL_TLS[mesh.mtls];
  const excepted = [...plaintextPorts].filter(([, mode]) => mode !== mtls.mode);
  if (excepted.length === 0 && !alone) return;
  const portLevelMtls = Object.fromEntries(excepted.map(([port, mode]): [string, MutualTls] => [String(port), { mode }]));
  // The workload's own mode is stated, too: in ambient mode port-level modes alone do not override the namespace's.
  new PeerAuthentication(chart, `${name}-mutual-tls`, {
    metadata: { name, namespace },
    spec: { selector, mtls, portLevelMtls: filled(portLevelMtls) },
  });
}
