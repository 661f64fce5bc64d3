import type { ResolvedCluster } from '../../../../src/model/resolved';
import { type Answer, dial, type Question } from '../../network/probe';
import type { Space } from '../../network/space';
import { isPod, type Judge, type Says, type Target, type Whom } from './judge';
import type { NodeSpace } from './network';
import type { Pair } from './questions';

/** What all questions have shown. */
export interface Found {
  readonly pods: number;
  readonly open: number;
  readonly closed: number;
  readonly either: number;
  /** Where packets do something else, in words. */
  readonly wrong: readonly string[];
}

export type Dialler = (questions: readonly Question[]) => Promise<readonly Answer[]>;

export function dialler(whom: Whom, nodes: readonly NodeSpace[], fabric: Space, probe: string): Dialler {
  if (isPod(whom)) return (questions) => dial(whom.peer.dialler, questions);
  const space = nodes.find(({ name }) => name === whom.node)?.space ?? fabric;
  const from = questionsFrom(whom);
  return (questions) => dial((args, input) => space.run([probe, ...args], { input }), questions.map(from));
}

const questionsFrom =
  ({ address }: Whom) =>
  (question: Question): Question => ({ ...question, from: address });

interface Asked extends Pair {
  readonly target: Target;
  readonly verifier: Says;
  readonly model: Says;
}

/** First what is to be open, again and again where a busy machine is late, then what is to be closed, which stays so. */
export async function ask(
  judge: Judge,
  pairs: readonly Pair[],
  targets: readonly Target[],
  cluster: ResolvedCluster,
  diallerOf: (whom: Whom) => Dialler,
): Promise<Found> {
  const all = pairs.flatMap((pair) =>
    targets.map((target): Asked => {
      const { from, to } = pair;
      return { ...pair, target, verifier: judge.verifierSays(from, to, target), model: judge.modelSays(from, to, target) };
    }),
  );
  const wrong = all
    .filter(({ model, verifier }) => model !== undefined && verifier !== 'either' && model !== verifier)
    .map((asked) => `${inWords(asked)}: the model says ${asked.model}, the verifier ${asked.verifier}`);
  const senders = [...new Set(pairs.map(({ from }) => from))];
  const results: { asked: Asked; answer: Answer }[] = [];
  const round = async (wanted: (asked: Asked) => boolean, tries: number): Promise<void> => {
    for (let late = all.filter(wanted), turn = 0; late.length > 0 && turn < tries; turn++) {
      const last = turn === tries - 1;
      const found = await Promise.all(
        senders.map(async (sender) => {
          const mine = late.filter(({ from }) => from === sender);
          const answers = await diallerOf(sender)(mine.map(({ to, target }) => ({ ...target, to: to.address })));
          return mine.map((asked, index) => ({ asked, answer: answers[index] as Answer }));
        }),
      );
      const done = found.flat().filter(({ answer }) => last || isOpen(answer));
      results.push(...done);
      late = found.flat().flatMap(({ asked, answer }) => (isOpen(answer) ? [] : [asked]));
    }
  };
  await round(({ verifier }) => verifier === 'open', 5);
  await round(({ verifier }) => verifier !== 'open', 1);
  for (const { asked, answer } of results) {
    const { from, to, verifier } = asked;
    const is = isOpen(answer) ? 'open' : isClosed(answer) ? 'closed' : `${answer.result} (${answer.error})`;
    if (verifier !== 'either' && is !== verifier) wrong.push(`${inWords(asked)}: it is ${is}, the verifier says ${verifier}`);
    const seen = answer.seen?.replace(/:\d+$/, '');
    if (is === 'open' && seen !== undefined && !isSeenAs(cluster, from, to, seen)) wrong.push(`${inWords(asked)}: seen as ${seen}`);
  }
  const count = (says: Says): number => all.filter(({ verifier }) => verifier === says).length;
  return {
    pods: new Set(pairs.map(({ from }) => from).filter(isPod)).size,
    open: count('open'),
    closed: count('closed'),
    either: count('either'),
    wrong,
  };
}

const isOpen = ({ result }: Answer): boolean => result === 'open';

/** kube-router rejects some packets and drops the others. Everybody listens on every port that is asked about, so that no server refuses. */
const isClosed = ({ result }: Answer): boolean => result === 'silent' || result === 'refused';

/** Under which address a sender may be seen: pods that leave a cluster which hides them, under that of their node. */
const isSeenAs = ({ podEgress }: ResolvedCluster, from: Whom, to: Whom, seen: string): boolean =>
  seen === (isPod(from) && !isPod(to) && podEgress === 'masquerade' && to.node === undefined ? from.node.address : from.address);

const inWords = ({ from, to, target: { port, protocol } }: Asked): string =>
  `${from.name} (${from.address}) -> ${to.name} (${to.address}) ${port}/${protocol}`;
