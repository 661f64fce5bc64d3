import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedDaemonService, Share } from '../../resolved';
import { object, optional, propsOf } from '../../shape';
import type { DaemonService, DaemonServiceProps } from '../../workload/daemon-service';
import type { KindOfWorkload } from './kind';
import { checkRolling, isNone, matchRollout, type Rolling, rolloutAs } from './rollout';
import { askedOf, checkServing, SERVING, SERVING_SYNONYMS, serviceOf, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';

/** A pod on each node. */
export const DAEMON_SERVICE: KindOfWorkload<DaemonService, ResolvedDaemonService> = {
  shape: object({
    cluster: CLUSTER,
    props: propsOf<DaemonServiceProps>(
      { ...SERVING, rollout: optional(rolloutAs('rolling', 'on-delete')) },
      {
        ...SERVING_SYNONYMS,
        podDisruptionBudget: 'rollout',
        autoscaling: 'placement',
        podManagementPolicy: 'rollout',
        replicas: {
          why: 'a DaemonService has one pod on each node',
          instead: 'Leave it out; `placement.nodes` says on which nodes. A number of pods is what a Microservice has.',
        },
      },
    ),
  }),
  check: (service, report) => {
    checkServing(service, report);
    matchRollout(rolloutOf(service), {
      rolling: (rollout) => checkDaemon(service.node.path, rollout, report),
      'on-delete': () => undefined,
    });
  },
  probes: askedOf,
  surge: ({ rollout }) => matchRollout<Ways, Share>(rollout, { rolling: ({ maxSurge = 0 }) => maxSurge, 'on-delete': () => 0 }),
  onEachNode: true,
  ownClaims: false,
  fixed: () => undefined,
  // One on each node is spread already.
  spread: [],
  mostPods: () => undefined,
  needs: () => [],
  ends: false,
  nameDefect: () => undefined,
  moreServices: () => [],
  podClaims: () => [],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: (service, facts) => ({
    ...facts,
    ...serviceOf(service.props),
    kind: 'daemon-service',
    rollout: matchRollout<Ways, Ways>(rolloutOf(service), { rolling: oneOfBoth, 'on-delete': (rollout) => rollout }),
  }),
};

type Ways = ResolvedDaemonService['rollout'];

const rolloutOf = ({ props }: DaemonService): Ways => props.rollout?.resolved ?? { kind: 'rolling' };

/** A node has room for two, or it has none for a while. */
const oneOfBoth = ({ maxUnavailable, maxSurge = 0 }: Rolling): Rolling => ({
  kind: 'rolling',
  maxUnavailable: maxUnavailable ?? (isNone(maxSurge) ? 1 : 0),
  maxSurge,
});

function checkDaemon(path: string, rollout: Rolling, report: Report): void {
  checkRolling(path, oneOfBoth(rollout), false, report);
  const { maxUnavailable = 0, maxSurge = 0 } = rollout;
  if (isNone(maxUnavailable) || isNone(maxSurge)) return;
  const text = `rollout: maxUnavailable (${maxUnavailable}) and maxSurge (${maxSurge}) are two ways to replace the pod of a node.`;
  report(problems.invalidWorkload(path, text, 'Keep one of them.'));
}
