import type { Chart } from 'cdk8s';
import type {
  FileSourceFrom,
  KeyHolder,
  PodVolumeOf,
  ResolvedFile,
  ResolvedFileSource,
  ResolvedKey,
  ResolvedPodVolume,
  ResolvedTexts,
} from '../../model/resolved';
import { ConfigMap, type Volume, type VolumeProjection } from '../imports/kubernetes';
import { Label } from '../names';
import { mebibytes } from './resources';

type Source = Omit<Volume, 'name'>;

const VOLUMES: { readonly [Kind in ResolvedPodVolume['kind']]: (volume: PodVolumeOf<Kind>) => Source } = {
  scratch: ({ sizeMiB, inMemory }) => ({ emptyDir: { ...(inMemory && { medium: 'Memory' }), sizeLimit: mebibytes(sizeMiB) } }),
  claim: ({ claim }) => ({ persistentVolumeClaim: { claimName: claim } }),
  'host-path': ({ path, type }) => ({ hostPath: { path, type } }),
  files: ({ files }) => ({ projected: { defaultMode: FILE_MODE, sources: files.map(projection) } }),
  keys: (volume) => WHOLE[volume.holder](volume),
};

/** A volume of a pod. */
export const volumeSpec = (volume: ResolvedPodVolume): Volume => ({
  name: volume.name,
  ...(VOLUMES[volume.kind] as (volume: ResolvedPodVolume) => Source)(volume),
});

/** Of files that say nothing else: each of ours does. */
const FILE_MODE = 0o440;

const WHOLE: { readonly [H in KeyHolder]: (volume: PodVolumeOf<'keys'>) => Source } = {
  secret: ({ object, mode, optional }) => ({ secret: { secretName: object, defaultMode: mode, ...(optional && { optional }) } }),
  'config-map': ({ object, mode, optional }) => ({ configMap: { name: object, defaultMode: mode, ...(optional && { optional }) } }),
};

type Place = Pick<ResolvedFile, 'path' | 'mode'>;

const FILES: { readonly [From in ResolvedFileSource['from']]: (file: FileSourceFrom<From> & Place) => VolumeProjection } = {
  secret: (file) => ({ secret: oneKey(file) }),
  'config-map': (file) => ({ configMap: oneKey(file) }),
  field: ({ field, path, mode }) => ({ downwardAPI: { items: [{ path, mode, fieldRef: { fieldPath: field } }] } }),
  // Its permissions follow from the pod's group.
  token: ({ audience, expirySeconds, path }) => ({ serviceAccountToken: { audience, expirationSeconds: expirySeconds, path } }),
};

const oneKey = ({ key: { name, key, optional }, path, mode }: { readonly key: ResolvedKey } & Place) => ({
  name,
  items: [{ key, path, mode }],
  ...(optional && { optional }),
});

/** One by one: the same key may be two files. */
const projection = (file: ResolvedFile): VolumeProjection => (FILES[file.from] as (file: ResolvedFile) => VolumeProjection)(file);

/** Text of a workload's files. Pods name it: other text makes other pods, and those of before still find theirs. */
export function addTexts(chart: Chart, workload: string, { name, text, binary }: ResolvedTexts): ConfigMap {
  return new ConfigMap(chart, 'files', {
    metadata: { name, labels: { [Label.FILES_OF]: workload } },
    immutable: true,
    ...(Object.keys(text).length > 0 && { data: text }),
    ...(Object.keys(binary).length > 0 && { binaryData: binary }),
  });
}
