import { compareText, isLabel } from '../../model/values';
import { texts } from '../reader';
import { code, list, object, Program, quoted, text } from '../source';
import { declareFlows } from './flows';
import type { Manifest } from './manifests';
import { declareMesh } from './mesh';
import { at, Neighbours } from './neighbours';
import { declareTraffic } from './traffic';
import { declareSecrets } from './used-secrets';
import { podLabelsOf, WORKLOADS } from './workload-kinds';
import { declareWorkload, nameOf } from './workloads';

/** What has no constructor here because workloads and flows say it, or because the library makes it itself. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  'Service',
  'NetworkPolicy',
  'Namespace',
  'ServiceAccount',
  'EndpointSlice',
  'ReplicaSet',
  'Pod',
]);

/**
 * A program that would describe the workloads of manifests, with what it does not say as comments beside it. Values of Secrets, and
 * texts that look like secrets, are not in it.
 *
 * @param system name of the system: a label
 */
export function programOfManifests(manifests: readonly Manifest[], system: string): string {
  const program = new Program();
  program.note(['State what your cluster has: its version, its blocks of addresses, the addresses of its nodes.']);
  const facts = object({
    version: text('1.34'),
    podCidr: text('100.64.0.0/16'),
    serviceCidr: text('100.65.0.0/16'),
    nodeAddresses: list([text('192.0.2.11')]),
  });
  const cluster = program.declare('cluster', code(`${program.lib('KubernetesCluster')}.fromExisting(this, "k8s", ${facts.code})`));
  const workloads = manifests.filter(({ kind }) => Object.hasOwn(WORKLOADS, kind));
  const [kept, left] = tellApart(workloads);
  const namespaces = new Map(
    // The system's own is called like it.
    [...new Set(kept.map(({ namespace }) => namespace))]
      .filter((name) => name !== system)
      .sort(compareText)
      .map((name) => {
        const made = code(`${program.lib('Namespace')}.fromExisting(${cluster}, ${quoted(name)})`);
        return [name, program.declare(`${name} namespace`, made)] as const;
      }),
  );
  const secrets = declareSecrets(kept, manifests, program);
  const neighbours = new Neighbours(manifests);
  const templates = kept.map((workload) => ({ labels: podLabelsOf(workload), namespace: workload.namespace }));
  const mesh = declareMesh(manifests, templates, cluster, program);
  const declared = kept.map((workload) =>
    declareWorkload(workload, {
      program,
      cluster,
      mesh,
      namespace: namespaces.get(workload.namespace),
      neighbours,
      secret: (name) => secrets.get(name) as string,
    }),
  );
  const flows = declareFlows(
    manifests.filter(({ kind }) => kind === 'NetworkPolicy'),
    declared,
    program,
  );
  if (mesh) {
    const called = new Set(flows.flatMap(({ from, to }) => (from.inMesh ? [to] : [])));
    declareTraffic(manifests, { workloads: declared, called, mesh }, program, neighbours);
  }
  const others = manifests.filter(
    (each) => !SAID_ELSEWHERE.has(each.kind) && !Object.hasOwn(WORKLOADS, each.kind) && !neighbours.wasHeard(each),
  );
  program.note([
    ...left.map(({ kind, name, namespace }) => `${kind} ${name} in ${namespace}: its name is no label, or that of another workload`),
    ...others.map(({ kind, name, namespace }) => `${kind} ${name} in ${namespace}`).map((each) => `not said: ${each}`),
  ]);
  return program.toText(system);
}

/** Names are unique in a system, and labels. */
function tellApart(workloads: readonly Manifest[]): readonly [readonly Manifest[], readonly Manifest[]] {
  const seen = new Set<string>(['k8s']);
  const [kept, left]: [Manifest[], Manifest[]] = [[], []];
  for (const workload of workloads) {
    const { namespace, content } = workload;
    const name = nameOf(workload, texts(at(content, 'metadata', 'labels')));
    const keeps = isLabel(name) && isLabel(namespace) && !seen.has(name);
    if (keeps) seen.add(name);
    (keeps ? kept : left).push(workload);
  }
  return [kept, left];
}
