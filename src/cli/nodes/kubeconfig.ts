import { dump, load } from 'js-yaml';
import * as problems from '../../model/problems';
import type { LoadBalancerRole, ResolvedCluster, ResolvedSystem } from '../../model/resolved';
import { CommandError } from '../command-error';
import { writeSecret } from '../output/file';
import { resolveIn } from '../run-app';
import { onNodesOf } from './distributions';
import { distributionOfCluster, type NodeOptions, nodeOf } from './node';
import { onMachine } from './ssh';

export interface KubeconfigOptions extends NodeOptions {
  /** A load balancer before the API servers, whose address is written. @default - the node that is asked */
  readonly through?: string;
  /** File that is written, for its owner alone. @default - standard output */
  readonly write?: string;
}

/**
 * Fetches the administrator's way into a cluster from the node that has made it. Whoever holds it may do everything there.
 * @throws CommandError for whatever a user can put right
 */
export function kubeconfig(name: string, { write, through, ...options }: KubeconfigOptions): void {
  const system = resolveIn('.');
  const { cluster, machine, login } = nodeOf(system, name, options);
  const address = through === undefined ? machine.nic.address : entranceOf(system, cluster, through);
  const { admin } = onNodesOf(distributionOfCluster(cluster));
  const found = onMachine(login, `sudo cat ${admin}`);
  // Commands of plans name clusters by their contexts where there are several.
  const context = system.clusters.length > 1 ? name : undefined;
  const text = withNames(found, `${system.name}-${name}`, address, context);
  if (text === undefined) throw new CommandError([problems.kubeconfigForeign(machine.name, admin)]);
  if (write === undefined) process.stdout.write(text);
  else writeSecret(write, text);
}

/** The address of a load balancer that passes connections on to API servers. @throws CommandError for one that does not */
function entranceOf({ machines, pairs }: ResolvedSystem, { name, controlPlanes }: ResolvedCluster, balancer: string): string {
  const members = new Map(pairs.flatMap((pair) => pair.members.map((member) => [member, pair] as const)));
  const entrances = machines
    .filter(({ guest: { role } }) => {
      const { frontends = [] } = role as Partial<LoadBalancerRole>;
      return frontends.some(({ backends }) => backends.some((backend) => controlPlanes.includes(backend.name)));
    })
    .map((machine): readonly [string, string] => {
      const pair = members.get(machine.name);
      return pair ? [pair.name, pair.address] : [machine.name, machine.nic.address];
    });
  const found = new Map(entrances);
  const address = found.get(balancer);
  if (address === undefined) throw new CommandError([problems.apiEntranceUnknown(name, balancer, [...found.keys()])]);
  return address;
}

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly clusters: readonly [Named & { readonly cluster: { readonly server: string } }];
  readonly users: readonly [Named & { readonly user: object }];
}

/**
 * With the address of the model, and names that tell it from those of other clusters.
 * @param context @default - the name
 * @returns undefined for what is no kubeconfig
 */
export function withNames(text: string, name: string, address: string, context = name): string | undefined {
  const read = parsed(text);
  if (!read) return undefined;
  const { cluster } = read.clusters[0];
  const { user } = read.users[0];
  const admin = `${name}-admin`;
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { ...cluster, server: `https://${address}:6443` } }],
    users: [{ name: admin, user }],
    contexts: [{ name: context, context: { cluster: name, user: admin } }],
    'current-context': context,
  });
}

function parsed(text: string): Kubeconfig | undefined {
  try {
    const read = load(text) as Partial<Kubeconfig> | undefined;
    const sound = typeof read?.clusters?.[0]?.cluster?.server === 'string' && typeof read.users?.[0]?.user === 'object';
    return sound ? (read as Kubeconfig) : undefined;
  } catch {
    return undefined;
  }
}
