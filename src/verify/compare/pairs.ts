import type { PairRole, ResolvedMachine } from '../../model/resolved';
import type { SharedAddress } from '../guest/keepalived';
import { address, printAddresses } from '../sets/addresses';
import type { Difference } from './difference';
import type { Model } from './model';

/** Addresses that machines hold in turn, against the pairs of the model: who holds which, listens to whom, and gives way when. */
export function pairDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const found = model.machine(machine.name);
    // What is not there, or not understood, is reported as that.
    if (!found || found.isRiddle) return [];
    return heldInTurn(machine, found.guest?.pair, found.guest?.aliveAt ?? []).map((difference) => ({
      about: machine.name,
      ...difference,
      text: `${machine.name}: ${difference.text}`,
    }));
  });
}

type Finding = Pick<Difference, 'kind' | 'text'>;
const missing = (text: string): Finding => ({ kind: 'missing', text });
const tooWide = (text: string): Finding => ({ kind: 'too-wide', text });

function heldInTurn({ guest }: ResolvedMachine, found: SharedAddress | undefined, alive: readonly number[]): readonly Finding[] {
  const pair = guest.role.kind === 'load-balancer' ? guest.role.pair : undefined;
  if (!pair) return found ? [tooWide(`it takes ${listed(found.addresses)}, which the model does not know as shared`)] : [];
  if (!found) return [missing(`nothing inside it takes ${pair.virtualAddress} when the other machine fails`)];
  return differing(pair, found, alive);
}

function differing(pair: PairRole, found: SharedAddress, alive: readonly number[]): readonly Finding[] {
  const shared = address(pair.virtualAddress);
  const peer = address(pair.peer);
  const others = found.addresses.filter((each) => each !== shared);
  const strangers = found.peers.filter((each) => each !== peer);
  const findings: Finding[] = [];
  if (others.length > 0) findings.push(tooWide(`it takes ${listed(others)}, too, which no pair shares`));
  if (!found.addresses.includes(shared)) findings.push(missing(`it never takes ${pair.virtualAddress}`));
  if (strangers.length > 0) findings.push(tooWide(`it gives way to ${listed(strangers)}, which is no machine of its pair`));
  if (!found.peers.includes(peer)) findings.push(missing(`it does not listen to ${pair.peer}, so that both would take the address`));
  if (found.own !== address(pair.address)) findings.push(missing(`it speaks from ${listed([found.own])}, not from ${pair.address}`));
  if (found.routerId !== pair.routerId) findings.push(missing(`its router id is ${found.routerId}, not ${pair.routerId}`));
  if (found.priority !== pair.priority) findings.push(missing(`its priority is ${found.priority}, not ${pair.priority}`));
  if (found.preempts !== pair.preempt)
    findings.push(
      missing(
        `it ${found.preempts ? 'takes the address from a machine that is well' : 'never takes the address back'}, which the system does not say`,
      ),
    );
  if (
    !found.checks.some((text) =>
      alive.some((port) => new RegExp(`^exec 3<> /dev/tcp/127\\.0\\.0\\.1/${port} \\|\\| exit 1$`, 'm').test(text)),
    )
  )
    findings.push(missing('it keeps the address when its HAProxy fails: nothing asks that'));
  return findings;
}

const listed = (found: readonly number[]): string => found.map((each) => printAddresses([each, each])).join(', ');
