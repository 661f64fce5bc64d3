import { randomInt } from 'node:crypto';
import * as problems from '../../model/problems';
import { CommandError } from '../command-error';
import { resolveIn } from '../run-app';
import { onNodesOf } from './distributions';
import { distributionOfCluster, loginOf, machineOf, type NodeOptions, nodeOf } from './node';
import { onMachine } from './ssh';

export interface JoinTokenOptions extends NodeOptions {
  /** Make one for a cluster that is not there yet. @default false */
  readonly new?: boolean;
  /** Hand it to a node that waits, in place of printing it. @default - print it */
  readonly to?: string;
}

const TAKE = 'sudo /usr/local/sbin/isthmus-kubernetes token';

/**
 * Makes what nodes join a cluster with: a token, with the digest of the authority that the cluster has, if it is there.
 * @throws CommandError for whatever a user can put right
 */
export function joinToken(name: string, { new: fresh = false, to, ...options }: JoinTokenOptions): void {
  const system = resolveIn('.');
  const { cluster, login, machine } = nodeOf(system, name, options);
  if (fresh && to === undefined) {
    process.stdout.write(`${freshToken()}\n`);
    return;
  }
  const { makeToken, tokenIn } = onNodesOf(distributionOfCluster(cluster));
  const waiting = to === undefined ? undefined : machineOf(system, cluster, to);
  const token = tokenIn(onMachine(login, makeToken));
  if (token === undefined) throw new CommandError([problems.joinTokenForeign(machine.name)]);
  if (waiting) onMachine(loginOf(waiting, options.user), TAKE, `${token}\n`);
  else process.stdout.write(`${token}\n`);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** As `kubeadm token generate` and `k3s token generate` make them (kubernetes.io, "Authenticating with Bootstrap Tokens"). */
const freshToken = (): string => `${word(6)}.${word(16)}`;
