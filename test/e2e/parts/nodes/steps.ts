import type { Lock } from '../../../../src';
import { type PlanSide, planChanges } from '../../../../src/plan';
import { NODE_SECRETS } from '../../systems/node-secrets';
import type { NodeSystem } from '../../systems/nodes';
import { writeManifests } from '../../systems/synth';
import type { NodeCluster } from './cluster';

/** A token of the cluster. @param node that is asked for it @default - the first one */
export async function joinToken(cluster: NodeCluster, node?: string): Promise<string> {
  return (await cluster.isthmus('join-token', cluster.name, ...(node === undefined ? [] : ['--node', node]))).trim();
}

/** A side of a plan, with the lock that its synth has written. */
export type LockedSide = PlanSide & { readonly lock: Lock };

/** What waits stands in for CoreDNS and answers none of its probes, which kubeadm writes anew with each version. */
const WITHOUT_PROBES = [
  ...['patch', 'deployment', 'coredns', '--namespace=kube-system'],
  '--patch={"spec":{"template":{"spec":{"containers":[{"name":"coredns","livenessProbe":null,"readinessProbe":null}]}}}}',
];

/**
 * Does what `isthmus plan` prints for a change of the system, command by command and in its order.
 * @returns the commands, as they were printed
 */
export async function followPlan(
  cluster: NodeCluster,
  before: PlanSide,
  after: LockedSide,
  system: NodeSystem,
): Promise<readonly string[]> {
  const { steps, machines } = planChanges(before, after);
  const secrets: Record<string, string> = { ...NODE_SECRETS };
  cluster.project.lock = after.lock;
  const isthmus = (words: string): Promise<string> => cluster.project.isthmus(after.system, cluster.running, words.split(' '));
  const apply = async (): Promise<void> => {
    for (const { name } of machines.filter(({ does }) => does === 'removed')) await cluster.lose(name);
    cluster.system = after.system;
    for (const { name } of machines.filter(({ does }) => does === 'created' || does === 'made-anew')) await cluster.boot(name, secrets);
  };
  const ways: readonly (readonly [RegExp, (words: readonly string[]) => Promise<unknown>])[] = [
    [
      /^export TF_VAR_(\w+)="\$\(npx isthmus (join-token .+)\)"$/,
      async ([, variable = '', words = '']) => {
        secrets[variable] = (await isthmus(words)).trim();
      },
    ],
    [/^terraform -chdir=\S+ apply$/, apply],
    [/^kubectl apply --server-side -f dist\/$/, () => cluster.apply(writeManifests(cluster.lab, system).folder)],
    [/^npx isthmus (upgrade-node .+)$/, ([, words = '']) => isthmus(words)],
    [
      /^kubectl wait (.+)$/,
      async ([line = '']) => {
        await cluster.kubectl(WITHOUT_PROBES);
        await cluster.kubectl(line.split(' ').slice(1), { timeoutSeconds: 900 });
      },
    ],
    [/^kubectl (drain|uncordon|delete) (.+)$/, ([line = '']) => cluster.kubectl(line.split(' ').slice(1), { timeoutSeconds: 1800 })],
  ];
  for (const { run } of steps) {
    const found = ways.map(([form, act]) => [form.exec(run), act] as const).find(([match]) => match !== null);
    if (!found) throw new Error(`the lab does not know how to do this: ${run}`);
    await found[1](found[0] ?? []);
  }
  return steps.map(({ run }) => run);
}
