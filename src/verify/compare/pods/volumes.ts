import type {
  FileSourceFrom,
  KeyHolder,
  PodVolumeOf,
  ResolvedFile,
  ResolvedFileSource,
  ResolvedKey,
  ResolvedPodVolume,
} from '../../../model/resolved';
import type { Wanted } from './wanted';

const VOLUMES: { readonly [Kind in ResolvedPodVolume['kind']]: (volume: PodVolumeOf<Kind>) => Wanted } = {
  scratch: ({ sizeMiB, inMemory }) => ({ emptyDir: { medium: inMemory ? 'Memory' : undefined, sizeLimit: `${sizeMiB}Mi` } }),
  claim: ({ claim }) => ({ persistentVolumeClaim: { claimName: claim } }),
  'host-path': ({ path, type }) => ({ hostPath: { path, type } }),
  files: ({ files }) => ({ projected: { defaultMode: OF_FILES, sources: files.map(fileOf) } }),
  keys: (volume) => KEYS_OF[volume.holder](volume),
};

/** Bits of files of which none says its own. */
const OF_FILES = 0o440;

const KEYS_OF: { readonly [H in KeyHolder]: (volume: PodVolumeOf<'keys'>) => Wanted } = {
  secret: ({ object, mode, optional }) => ({ secret: { secretName: object, defaultMode: mode, optional } }),
  'config-map': ({ object, mode, optional }) => ({ configMap: { name: object, defaultMode: mode, optional } }),
};

type Place = Pick<ResolvedFile, 'path' | 'mode'>;

const FILES: { readonly [From in ResolvedFileSource['from']]: (file: FileSourceFrom<From> & Place) => Wanted } = {
  secret: (file) => ({ secret: keyOf(file) }),
  'config-map': (file) => ({ configMap: keyOf(file) }),
  field: ({ field, path, mode }) => ({ downwardAPI: { items: [{ path, mode, fieldRef: { fieldPath: field } }] } }),
  token: ({ audience, expirySeconds, path }) => ({ serviceAccountToken: { audience, expirationSeconds: expirySeconds, path } }),
};

const keyOf = ({ key: { name, key, optional }, path, mode }: { readonly key: ResolvedKey } & Place): Wanted => ({
  name,
  items: [{ key, path, mode }],
  optional,
});

const fileOf = (file: ResolvedFile): Wanted => (FILES[file.from] as (file: ResolvedFile) => Wanted)(file);

/** A volume of a pod, from what the model says of it. */
export const wantedVolume = (volume: ResolvedPodVolume): Wanted => ({
  name: volume.name,
  ...(VOLUMES[volume.kind] as (volume: ResolvedPodVolume) => Wanted)(volume),
});
