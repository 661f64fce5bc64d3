import type { ResolvedStatefulService } from '../../resolved';
import { headlessServiceName } from '../../resolved/object-names';
import { object, optional, propsOf } from '../../shape';
import { anyOf } from '../../shape/values';
import { PodManagement, type StatefulService, type StatefulServiceProps } from '../../workload/stateful-service';
import type { KindOfWorkload } from './kind';
import { roomDefect } from './names';
import { checkReplicas, REPLICATED, replicasOf } from './replicas';
import { checkServing, probesOf, SERVING, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';

/** Pods that are always there, each with a name of its own. */
export const STATEFUL_SERVICE: KindOfWorkload<StatefulService, ResolvedStatefulService> = {
  shape: object({
    cluster: CLUSTER,
    props: propsOf<StatefulServiceProps>({ ...SERVING, ...REPLICATED, podManagement: optional(anyOf(PodManagement)) }),
  }),
  check: (service, report) => {
    checkServing(service, report);
    checkReplicas(service, report);
  },
  probes: probesOf,
  spread: ['zone', 'node'],
  ends: false,
  // The label controller-revision-hash holds it, a hyphen and a hash of ten.
  nameDefect: roomDefect('a StatefulSet'),
  moreServices: (name) => [headlessServiceName(name)],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: ({ props }, facts) => ({
    ...facts,
    kind: 'stateful-service',
    replicas: replicasOf(props),
    podManagement: props.podManagement ?? PodManagement.ORDERED,
  }),
};
