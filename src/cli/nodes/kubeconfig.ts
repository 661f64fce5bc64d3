import { dump, load } from 'js-yaml';
import * as problems from '../../model/problems';
import { CommandError } from '../command-error';
import { writeSecret } from '../output/file';
import { resolveIn } from '../run-app';
import { type NodeOptions, nodeOf } from './node';
import { onMachine } from './ssh';

export interface KubeconfigOptions extends NodeOptions {
  /** File that is written, for its owner alone. @default - standard output */
  readonly write?: string;
}

const ADMIN = '/etc/kubernetes/admin.conf';

/**
 * Fetches the administrator's way into a cluster from the node that has made it. Whoever holds it may do everything there.
 * @throws CommandError for whatever a user can put right
 */
export function kubeconfig(name: string, { write, ...options }: KubeconfigOptions): void {
  const system = resolveIn('.');
  const { machine, login } = nodeOf(system, name, options);
  const found = onMachine(login, `sudo cat ${ADMIN}`);
  const text = withNames(found, `${system.name}-${name}`, machine.nic.address);
  if (text === undefined) throw new CommandError([problems.kubeconfigForeign(machine.name, ADMIN)]);
  if (write === undefined) process.stdout.write(text);
  else writeSecret(write, text);
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
 * @returns undefined for what is no file of kubeadm's
 */
export function withNames(text: string, name: string, address: string): string | undefined {
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
    contexts: [{ name, context: { cluster: name, user: admin } }],
    'current-context': name,
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
