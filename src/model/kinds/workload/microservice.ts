import type { ResolvedMicroservice, Share } from '../../resolved';
import { object, optional, propsOf } from '../../shape';
import type { Microservice, MicroserviceProps } from '../../workload/microservice';
import { holdsAlone } from '../pod/claims';
import { placementOf, standsAlone } from '../pod/placement';
import { scalingNeeds } from '../pod/placement-needs';
import type { KindOfWorkload } from './kind';
import { checkReplicas, disruptionOf, mostPods, REPLICATED, replicasOf } from './replicas';
import { checkRolling, matchRollout, rollingShares, rolloutAs } from './rollout';
import { askedOf, checkServing, SERVING, SERVING_SYNONYMS, serviceOf, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';
import { APART } from './spread';

/** No new pod starts before an old one has left its node, or a volume. */
const isAlone = (service: Microservice): boolean => standsAlone(placementOf(service, APART)) || holdsAlone(service);

type Ways = ResolvedMicroservice['rollout'];

/** A new pod on another node would wait for a volume that an old one holds. */
const rolloutOf = (service: Microservice): Ways =>
  service.props.rollout?.resolved ?? (holdsAlone(service) ? { kind: 'recreate' } : { kind: 'rolling' });

/** Pods that are always there, and all alike. */
export const MICROSERVICE: KindOfWorkload<Microservice, ResolvedMicroservice> = {
  shape: object({
    cluster: CLUSTER,
    props: propsOf<MicroserviceProps>(
      { ...SERVING, ...REPLICATED, rollout: optional(rolloutAs('rolling', 'recreate')) },
      { ...SERVING_SYNONYMS, podManagementPolicy: 'rollout' },
    ),
  }),
  check: (service, report) => {
    checkServing(service, report);
    checkReplicas(service, report);
    matchRollout(rolloutOf(service), {
      rolling: (rollout) => checkRolling(service.node.path, rollout, isAlone(service), report),
      recreate: () => undefined,
    });
  },
  probes: askedOf,
  spread: APART,
  mostPods: ({ props }) => mostPods(props),
  surge: ({ rollout }) => matchRollout<Ways, Share>(rollout, { rolling: ({ maxSurge = 0 }) => maxSurge, recreate: () => 0 }),
  onEachNode: false,
  ownClaims: false,
  fixed: () => undefined,
  needs: ({ replicas }) => scalingNeeds(replicas),
  ends: false,
  nameDefect: () => undefined,
  moreServices: () => [],
  podClaims: () => [],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: (service, facts) => {
    const { props } = service;
    return {
      ...facts,
      ...serviceOf(props),
      kind: 'microservice',
      replicas: replicasOf(props),
      disruption: disruptionOf(props),
      rollout: matchRollout<Ways, Ways>(rolloutOf(service), {
        rolling: (rollout) => ({ kind: 'rolling', ...rollingShares(rollout, isAlone(service)) }),
        recreate: (rollout) => rollout,
      }),
    };
  },
};
