import { compareText, isLabel } from '../model/values';
import { declareFlows } from './flows';
import type { Manifest } from './manifests';
import { code, list, object, Program, quoted, text } from './source';
import { declareWorkload, WORKLOADS } from './workloads';

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
    [...new Set(kept.map(({ namespace }) => namespace))].sort(compareText).map((name) => {
      const made = code(`${program.lib('Namespace')}.fromExisting(${cluster}, ${quoted(name)})`);
      return [name, program.declare(`${name} namespace`, made)] as const;
    }),
  );
  const secrets = declareSecrets(kept, program);
  const declared = kept.map((workload) =>
    declareWorkload(workload, {
      program,
      cluster,
      namespace: namespaces.get(workload.namespace) as string,
      services: manifests.filter(({ kind, namespace }) => kind === 'Service' && namespace === workload.namespace),
      secret: (name) => secrets.get(name) as string,
    }),
  );
  declareFlows(
    manifests.filter(({ kind }) => kind === 'NetworkPolicy'),
    declared,
    program,
  );
  const others = manifests.filter(({ kind }) => !SAID_ELSEWHERE.has(kind) && !Object.hasOwn(WORKLOADS, kind));
  program.note([
    ...left.map(({ kind, name, namespace }) => `${kind} ${name} in ${namespace}: its name is no label, or that of another workload`),
    ...others.map(({ kind, name, namespace }) => `${kind} ${name} in ${namespace}`).map((each) => `not said: ${each}`),
  ]);
  return program.toText(system);
}

/** Names are unique in a system, and labels. */
function tellApart(workloads: readonly Manifest[]): readonly [readonly Manifest[], readonly Manifest[]] {
  const seen = new Set<string>(['k8s']);
  const kept = workloads.filter(({ name, namespace }) => {
    if (!isLabel(name) || !isLabel(namespace) || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
  return [kept, workloads.filter((each) => !kept.includes(each))];
}

/** Secrets that containers refer to, with all keys that they ask for. */
function declareSecrets(workloads: readonly Manifest[], program: Program): ReadonlyMap<string, string> {
  const keys = new Map<string, Set<string>>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { secretKeyRef } = value as { readonly secretKeyRef?: { readonly name?: unknown; readonly key?: unknown } };
    if (typeof secretKeyRef?.name === 'string' && typeof secretKeyRef.key === 'string')
      keys.set(secretKeyRef.name, (keys.get(secretKeyRef.name) ?? new Set()).add(secretKeyRef.key));
    for (const item of Object.values(value)) visit(item);
  };
  for (const { content } of workloads) visit(content);
  return new Map(
    [...keys]
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, own]) => {
        const made = `${program.lib('Secret')}.fromExisting(this, ${quoted(name)}, { keys: ${list([...own].sort(compareText).map(text)).code} })`;
        return [name, program.declare(`${name} secret`, code(made))] as const;
      }),
  );
}
