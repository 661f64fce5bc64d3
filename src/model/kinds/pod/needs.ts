import {
  containersOf,
  type FileSourceFrom,
  type PodVolumeOf,
  type ResolvedFileSource,
  type ResolvedPodTemplate,
  type ResolvedPodVolume,
} from '../../resolved';
import { needOfVariable } from './env-sources';
import { HOLDERS, type Need, needOfKey } from './key-holders';

const FILES: { readonly [From in ResolvedFileSource['from']]: (file: FileSourceFrom<From>) => Need | undefined } = {
  secret: ({ key }) => needOfKey('secret', key),
  'config-map': ({ key }) => needOfKey('config-map', key),
  field: () => undefined,
  token: () => undefined,
};

const needOfFile = (file: ResolvedFileSource): Need | undefined =>
  (FILES[file.from] as (file: ResolvedFileSource) => Need | undefined)(file);

const VOLUMES: { readonly [Kind in ResolvedPodVolume['kind']]: (volume: PodVolumeOf<Kind>) => readonly (Need | undefined)[] } = {
  scratch: () => [],
  claim: ({ claim }) => [{ kind: 'PersistentVolumeClaim', name: claim }],
  files: ({ files }) => files.map(needOfFile),
  keys: ({ holder, object, optional }) => (optional ? [] : [{ kind: HOLDERS[holder], name: object }]),
};

const needsOfVolume = (volume: ResolvedPodVolume): readonly (Need | undefined)[] =>
  (VOLUMES[volume.kind] as (volume: ResolvedPodVolume) => readonly (Need | undefined)[])(volume);

/** What must be there before pods can start, and is not rendered with them. */
export function needsOf(pods: ResolvedPodTemplate): readonly Need[] {
  const all = [
    ...containersOf(pods).flatMap(({ env, envFrom }) => [
      ...envFrom.map(({ from, name, optional }) => (optional ? undefined : { kind: HOLDERS[from], name })),
      ...env.map(needOfVariable),
    ]),
    ...pods.volumes.filter(({ name }) => !pods.claims?.some(({ volume }) => volume === name)).flatMap(needsOfVolume),
    ...(pods.pullSecrets ?? []).map((name) => ({ kind: HOLDERS.secret, name, key: '.dockerconfigjson' })),
  ];
  return all.filter((need) => need !== undefined).filter(({ name }) => name !== pods.texts?.name);
}
