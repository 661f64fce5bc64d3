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
  claim: ({ claim }) => [{ kind: 'PersistentVolumeClaim', name: claim, optional: false }],
  'host-path': () => [],
  files: ({ files }) => files.map(needOfFile),
  keys: ({ holder, object, optional }) => [{ kind: HOLDERS[holder], name: object, optional }],
};

const needsOfVolume = (volume: ResolvedPodVolume): readonly (Need | undefined)[] =>
  (VOLUMES[volume.kind] as (volume: ResolvedPodVolume) => readonly (Need | undefined)[])(volume);

/** Objects that pods refer to, and that are not rendered with them. */
export function referredBy(pods: ResolvedPodTemplate): readonly Need[] {
  const all = [
    ...containersOf(pods).flatMap(({ env, envFrom }) => [
      ...envFrom.map(({ from, name, optional }) => ({ kind: HOLDERS[from], name, optional })),
      ...env.map(needOfVariable),
    ]),
    ...pods.volumes
      .filter(({ name }) => ![...(pods.claims ?? []), ...(pods.shares ?? [])].some(({ volume }) => volume === name))
      .flatMap(needsOfVolume),
    ...(pods.pullSecrets ?? []).map((name) => ({ kind: HOLDERS.secret, name, key: '.dockerconfigjson', optional: false })),
  ];
  return all.filter((need) => need !== undefined).filter(({ name }) => name !== pods.texts?.name);
}

/** What of it must be there before pods can start. */
export const needsOf = (pods: ResolvedPodTemplate): readonly Need[] => referredBy(pods).filter(({ optional }) => !optional);
