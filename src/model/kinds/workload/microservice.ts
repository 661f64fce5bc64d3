import type { ResolvedMicroservice } from '../../resolved';
import { object, propsOf } from '../../shape';
import type { Microservice, MicroserviceProps } from '../../workload/microservice';
import type { KindOfWorkload } from './kind';
import { checkReplicas, REPLICATED, replicasOf } from './replicas';
import { checkServing, probesOf, SERVING, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';

/** Pods that are always there, and all alike. */
export const MICROSERVICE: KindOfWorkload<Microservice, ResolvedMicroservice> = {
  shape: object({ cluster: CLUSTER, props: propsOf<MicroserviceProps>({ ...SERVING, ...REPLICATED }) }),
  check: (service, report) => {
    checkServing(service, report);
    checkReplicas(service, report);
  },
  probes: probesOf,
  spread: ['zone', 'node'],
  ends: false,
  nameDefect: () => undefined,
  moreServices: () => [],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: ({ props }, facts) => ({ ...facts, kind: 'microservice', replicas: replicasOf(props) }),
};
