import type { ResolvedDaemonService } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { DaemonSet } from '../imports/kubernetes';
import { keeperMetadata } from './metadata';
import { podTemplate } from './pod-template';
import { strategy } from './rollout';
import { addServices, type ServiceObjects } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a daemon service, besides those of every workload. */
export interface DaemonServiceObjects extends ServiceObjects {
  readonly daemonSet: DaemonSet;
}

export function addDaemonService(place: WorkloadPlace, service: ResolvedDaemonService): DaemonServiceObjects {
  const { chart, index, cluster } = place;
  const { name, rollout, pods } = service;
  return {
    ...addServices(place, service),
    daemonSet: new DaemonSet(chart, 'daemon-set', {
      metadata: { name, ...keeperMetadata(pods) },
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: selectorLabels(index.system, name) },
        updateStrategy: strategy(rollout),
        template: podTemplate(index.system, cluster, service),
      },
    }),
  };
}
