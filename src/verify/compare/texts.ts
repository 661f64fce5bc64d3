import { unlike } from '../kubernetes/unlike';
import type { Difference } from './difference';
import type { Model } from './model';

/** Text of the system's own that pods mount as files. */
export const textDifferences = (model: Model): readonly Difference[] =>
  model.system.workloads.flatMap(({ cluster, namespace, pods: { texts } }): readonly Difference[] => {
    const found = model.cluster(cluster);
    if (!found || !texts) return [];
    const about = `the ConfigMap ${namespace}/${texts.name}`;
    const map = found.plain.find((each) => each.kind === 'ConfigMap' && each.namespace === namespace && each.name === texts.name);
    if (!map) return [{ kind: 'missing', about, text: `${about} is not there, and pods have its files` }];
    const { data = {}, binaryData = {}, immutable = false } = map.object.raw;
    return unlike({ data: texts.text, binaryData: texts.binary, immutable: true }, { data, binaryData, immutable }).map(
      ({ at, found: is }): Difference => ({
        kind: is === undefined ? 'missing' : 'too-wide',
        about,
        text: `${about}: ${at} is not what the model says`,
      }),
    );
  });
