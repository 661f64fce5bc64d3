import type { ResolvedDaemonService } from '../../resolved';
import { object, propsOf } from '../../shape';
import type { DaemonService, DaemonServiceProps } from '../../workload/daemon-service';
import type { KindOfWorkload } from './kind';
import { checkServing, probesOf, SERVING, WAY_TO_PORT } from './serving';
import { CLUSTER } from './shapes';

/** A pod on each node. */
export const DAEMON_SERVICE: KindOfWorkload<DaemonService, ResolvedDaemonService> = {
  shape: object({ cluster: CLUSTER, props: propsOf<DaemonServiceProps>(SERVING) }),
  check: checkServing,
  probes: probesOf,
  // One on each node is spread already.
  spread: [],
  ends: false,
  nameDefect: () => undefined,
  moreServices: () => [],
  wayToPort: WAY_TO_PORT,
  entrance: true,
  resolve: (_daemon, facts) => ({ ...facts, kind: 'daemon-service' }),
};
