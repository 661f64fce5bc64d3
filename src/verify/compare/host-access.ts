import { containersOf, type ResolvedPodTemplate } from '../../model/resolved';
import { HOST_PROCESSES, hostPathText } from '../kubernetes/host';
import type { Difference } from './difference';
import type { Model } from './model';

/** What pods of the system have of their nodes, and what the model says of it. */
export const hostAccessDifferences = (model: Model): readonly Difference[] =>
  model.system.workloads.flatMap(({ kind, name, pods }): readonly Difference[] => {
    const found = model.podsOf({ is: 'pods', of: kind, name });
    if (!found) return [];
    const about = found.pods.name;
    const [wanted, has] = [wantedBy(pods), found.pods.hostAccess];
    return [
      ...has
        .filter((each) => !wanted.includes(each))
        .map((each): Difference => ({ kind: 'too-wide', about, text: `${about}: its pods have ${each}, which no exception allows` })),
      ...wanted
        .filter((each) => !has.includes(each))
        .map((each): Difference => ({ kind: 'missing', about, text: `${about}: its pods do not have ${each}` })),
    ];
  });

function wantedBy(pods: ResolvedPodTemplate): readonly string[] {
  const mounts = containersOf(pods).flatMap((container) => container.mounts);
  return [
    ...(pods.waivers.some(({ rule }) => rule === 'no-host-processes') ? [HOST_PROCESSES] : []),
    ...pods.volumes.flatMap((volume) =>
      volume.kind === 'host-path'
        ? [
            hostPathText(
              volume.path,
              mounts.some((mount) => mount.volume === volume.name && !mount.readOnly),
            ),
          ]
        : [],
    ),
  ];
}
