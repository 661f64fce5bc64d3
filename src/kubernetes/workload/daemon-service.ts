import type { ResolvedDaemonService } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { DaemonSet } from '../imports/kubernetes';
import { waiverAnnotations } from './hardening';
import { podTemplate } from './pod-template';
import { addServices, type ServiceObjects } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a daemon service, besides those of every workload. */
export interface DaemonServiceObjects extends ServiceObjects {
  readonly daemonSet: DaemonSet;
}

export function addDaemonService(place: WorkloadPlace, service: ResolvedDaemonService): DaemonServiceObjects {
  const { chart, index, cluster } = place;
  const { name, pods } = service;
  return {
    ...addServices(place, service),
    daemonSet: new DaemonSet(chart, 'daemon-set', {
      metadata: { name, annotations: waiverAnnotations(pods) },
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: selectorLabels(index.system, name) },
        updateStrategy: { type: 'RollingUpdate' },
        template: podTemplate(index.system, cluster, service),
      },
    }),
  };
}
