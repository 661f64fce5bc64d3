import type { Command } from 'commander';
import type { JoinTokenOptions } from '../nodes/join-token';
import type { KubeconfigOptions } from '../nodes/kubeconfig';
import type { NodeOptions } from '../nodes/node';
import { examples } from './examples';
import { LOAD } from './load';

/** What is about clusters: what is installed in them, and those whose nodes are machines of the system. */
export function addClusters(program: Command): void {
  program
    .command('add-ons')
    .argument('[cluster]', 'one of the clusters (default: all)')
    .argument('[names...]', 'add-ons, as files below `add-ons` are called: metallb, kong (default: all)')
    .description('print the commands that install what clusters need, as the system says, or bring it up to date')
    .addHelpText(
      'after',
      examples(
        ['isthmus add-ons k8s', 'the commands, in their order'],
        ['isthmus add-ons k8s | bash -euxo pipefail', 'runs them: each waits until what it has installed answers'],
        ['isthmus add-ons k8s metallb', 'one of them'],
      ),
    )
    .action((cluster: string | undefined, names: readonly string[]) => LOAD.addOns().addOns(cluster, names));

  program
    .command('kubeconfig')
    .argument('<cluster>', 'a cluster whose nodes are machines of the system')
    .option('--write <file>', 'write it there, for its owner alone, in place of printing it')
    .option('--node <name>', 'the node that is asked, and whose address is written (default: the first one)')
    .option('--through <name>', 'a load balancer before the API servers, whose address is written instead')
    .option('--user <name>', 'who logs in there (default: the user that its image has)')
    .description('fetch what opens a cluster to administrators from its first node, by ssh')
    .addHelpText(
      'after',
      examples(
        ['isthmus kubeconfig k8s --write kubeconfig', 'then: export KUBECONFIG=kubeconfig'],
        ['isthmus kubeconfig k8s --node k8s-node-2', 'where the first node is lost'],
        ['isthmus kubeconfig k8s --through api-lb', 'an address that stays when nodes do not'],
      ),
    )
    .action((cluster: string, options: KubeconfigOptions) => LOAD.kubeconfig().kubeconfig(cluster, options));

  program
    .command('join-token')
    .argument('<cluster>', 'a cluster whose nodes are machines of the system')
    .option('--new', 'for a cluster that is not there yet: nobody is asked')
    .option('--to <node>', 'hand it to a node that waits, in place of printing it')
    .option('--node <name>', 'the node that is asked (default: the first one)')
    .option('--user <name>', 'who logs in there (default: the user that its image has)')
    .description('make what nodes join a cluster with, for Terraform')
    .addHelpText(
      'after',
      examples(
        ['isthmus join-token k8s --new', 'before the first apply: TF_VAR_k8s_join_token'],
        ['isthmus join-token k8s', 'before an apply that adds nodes: asks the first node, by ssh'],
        ['isthmus join-token k8s --to k8s-node-3', 'for a node whose token has expired'],
      ),
    )
    .action((cluster: string, options: JoinTokenOptions) => LOAD.joinToken().joinToken(cluster, options));

  program
    .command('upgrade-node')
    .argument('<node>', 'a machine that has become the node of a cluster by itself')
    .option('--user <name>', 'who logs in there (default: the user that its image has)')
    .description('bring a node to the version of Kubernetes that the system says, by ssh, and note it in the lock')
    .addHelpText('after', examples(['isthmus upgrade-node k8s-node-1', 'control planes first; `isthmus plan` prints the order']))
    .action((node: string, options: Pick<NodeOptions, 'user'>) => LOAD.upgradeNode().upgradeNode(node, options));
}
