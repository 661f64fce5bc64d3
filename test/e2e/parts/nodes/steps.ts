import { pinned } from '../../../../src/cli/nodes/distributions';
import { type PlanSide, planChanges } from '../../../../src/plan';
import { NODE_SECRETS } from '../../systems/node-secrets';
import type { NodeSystem } from '../../systems/nodes';
import { writeManifests } from '../../systems/synth';
import type { NodeCluster } from './cluster';

/** A token of the cluster, as `npx isthmus join-token` asks the first node for one. @param asked another one */
export async function joinToken(cluster: NodeCluster, asked = cluster.machines[0]?.name ?? ''): Promise<string> {
  const made = await cluster
    .guest(asked)
    .shell('kubeadm token create --ttl 2h --description "Nodes of the system join with it." && cat /etc/kubernetes/pki/ca.crt');
  const token = pinned(made);
  if (token === undefined) throw new Error(`no token: ${made}`);
  return token;
}

/**
 * Does what `isthmus plan` prints for a change of the system, command by command and in its order.
 * @returns the commands, as they were printed
 */
export async function followPlan(cluster: NodeCluster, before: PlanSide, after: PlanSide, system: NodeSystem): Promise<readonly string[]> {
  const { steps, machines } = planChanges(before, after);
  const secrets: Record<string, string> = { ...NODE_SECRETS };
  const apply = async (): Promise<void> => {
    for (const { name } of machines.filter(({ does }) => does === 'removed')) await cluster.lose(name);
    cluster.system = after.system;
    for (const { name } of machines.filter(({ does }) => does === 'created' || does === 'made-anew')) await cluster.boot(name, secrets);
  };
  const ways: readonly (readonly [RegExp, (words: readonly string[]) => Promise<unknown>])[] = [
    [
      /^export TF_VAR_(\w+)="\$\(npx isthmus join-token \S+\)"$/,
      async ([, variable = '']) => {
        secrets[variable] = await joinToken(cluster);
      },
    ],
    [/^terraform -chdir=\S+ apply$/, apply],
    [
      /^kubectl apply --server-side -f dist\/$/,
      () => cluster.kubectl(['apply', '--server-side', `--filename=${writeManifests(cluster.lab, system).folder}`]),
    ],
    [
      /^npx isthmus upgrade-node (\S+)$/,
      // As the command calls it by ssh.
      ([, node = '']) => cluster.guest(node).output(['isthmus-upgrade-node', versionOf(after, node)], { timeoutSeconds: 3600 }),
    ],
    [/^kubectl (drain|uncordon|delete) (.+)$/, ([line = '']) => cluster.kubectl(line.split(' ').slice(1), { timeoutSeconds: 300 })],
  ];
  for (const { run } of steps) {
    const found = ways.map(([form, act]) => [form.exec(run), act] as const).find(([match]) => match !== null);
    if (!found) throw new Error(`the lab does not know how to do this: ${run}`);
    await found[1](found[0] ?? []);
  }
  return steps.map(({ run }) => run);
}

const versionOf = ({ system }: PlanSide, node: string): string => system.clusters.find(({ nodes }) => nodes.includes(node))?.version ?? '';
