import { createHash, randomInt, X509Certificate } from 'node:crypto';
import * as problems from '../../model/problems';
import { CommandError } from '../command-error';
import { resolveIn } from '../run-app';
import { loginOf, machineOf, type NodeOptions, nodeOf } from './node';
import { onMachine } from './ssh';

export interface JoinTokenOptions extends NodeOptions {
  /** Make one for a cluster that is not there yet. @default false */
  readonly new?: boolean;
  /** Hand it to a node that waits, in place of printing it. @default - print it */
  readonly to?: string;
}

/** On the first node of the control plane; what follows the token is the cluster's authority. */
const MAKE = 'sudo kubeadm token create --ttl 2h --description "Nodes of the system join with it." && sudo cat /etc/kubernetes/pki/ca.crt';
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
  const waiting = to === undefined ? undefined : machineOf(system, cluster, to);
  const token = pinned(onMachine(login, MAKE));
  if (token === undefined) throw new CommandError([problems.joinTokenForeign(machine.name)]);
  if (waiting) onMachine(loginOf(waiting, options.user), TAKE, `${token}\n`);
  else process.stdout.write(`${token}\n`);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** As `kubeadm token generate` makes them (kubernetes.io, "Authenticating with Bootstrap Tokens"). */
const freshToken = (): string => `${word(6)}.${word(16)}`;

/**
 * `<token>/sha256:<digest>`: kubeadm's digest of an authority is that of its public key (kubernetes.io, "kubeadm join").
 * @param answer a token, and the authority's certificate
 * @returns undefined for what is neither
 */
export function pinned(answer: string): string | undefined {
  const [token] = /^[a-z0-9]{6}\.[a-z0-9]{16}$/m.exec(answer) ?? [];
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(answer) ?? [];
  if (token === undefined || pem === undefined) return undefined;
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return `${token}/sha256:${createHash('sha256').update(key).digest('hex')}`;
}
