import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedStatefulService } from '../../resolved';
import { headlessServiceName, podClaimNames } from '../../resolved/object-names';
import { object, optional, propsOf } from '../../shape';
import { PodManagement, type StatefulService, type StatefulServiceProps } from '../../workload/stateful-service';
import { claimsIn } from '../pod/claims';
import { scalingNeeds } from '../pod/placement-needs';
import { anyOf } from '../values';
import type { KindOfWorkload } from './kind';
import { roomDefect } from './names';
import { checkReplicas, disruptionOf, mostPods, REPLICATED, replicasOf } from './replicas';
import { matchRollout, rolloutAs } from './rollout';
import { askedOf, checkServing, SERVING, SERVING_SYNONYMS, serviceOf, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';
import { APART } from './spread';

const rolloutOf = ({ props }: StatefulService): ResolvedStatefulService['rollout'] =>
  props.rollout?.resolved ?? { kind: 'from-ordinal', ordinal: 0 };

const podManagementOf = ({ props }: StatefulService): ResolvedStatefulService['podManagement'] =>
  props.podManagement ?? PodManagement.ORDERED;

/** Pods that are always there, each with a name of its own. */
export const STATEFUL_SERVICE: KindOfWorkload<StatefulService, ResolvedStatefulService> = {
  shape: object({
    cluster: CLUSTER,
    props: propsOf<StatefulServiceProps>(
      {
        ...SERVING,
        ...REPLICATED,
        podManagement: optional(anyOf(PodManagement)),
        rollout: optional(rolloutAs('from-ordinal', 'on-delete')),
      },
      SERVING_SYNONYMS,
    ),
  }),
  check: (service, report) => {
    checkServing(service, report);
    checkReplicas(service, report);
    matchRollout(rolloutOf(service), {
      'from-ordinal': ({ ordinal }) => checkOrdinal(service.node.path, ordinal, report),
      'on-delete': () => undefined,
    });
  },
  probes: askedOf,
  spread: APART,
  mostPods: ({ props }) => mostPods(props),
  surge: () => 0,
  onEachNode: false,
  ownClaims: true,
  // Kubernetes, "StatefulSets: Limitations", and its API's validation of updates.
  fixed: (service) => ({ podManagement: podManagementOf(service), claims: claimsIn(service).map(({ id }) => id) }),
  needs: ({ replicas }) => scalingNeeds(replicas),
  ends: false,
  // The label controller-revision-hash holds it, a hyphen and a hash of ten.
  nameDefect: roomDefect('a StatefulSet'),
  podClaims: ({ name, replicas }, id) => podClaimNames(name, id, replicas.max),
  moreServices: (name) => [headlessServiceName(name)],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: (service, facts) => ({
    ...facts,
    ...serviceOf(service.props),
    kind: 'stateful-service',
    replicas: replicasOf(service.props),
    disruption: disruptionOf(service.props),
    podManagement: podManagementOf(service),
    rollout: rolloutOf(service),
  }),
};

function checkOrdinal(path: string, ordinal: number, report: Report): void {
  if (Number.isInteger(ordinal) && ordinal >= 0) return;
  const text = `rollout: ${ordinal} is not the number of a pod, from 0.`;
  report(problems.invalidWorkload(path, text, 'Name the first pod that is to be replaced.'));
}
