import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedPodVolume } from '../../resolved';
import { flag, instance, number, object, oneOf, optional, propsOf, type Shape, text } from '../../shape';
import { isDomain, isLabel } from '../../values';
import {
  AccessMode,
  type ClaimProps,
  type ExistingClaimProps,
  type GivenVolume,
  type GivenVolumeOf,
  type HostPathProps,
  HostPathType,
  type KeysProps,
  type NfsProps,
  type ScratchProps,
  Volume,
} from '../../workload/volume';
import { checkSize } from '../checks';
import { SECRET_REFERENCE } from '../secret';
import { anyOf, SIZE } from '../values';
import { plainPath } from './file-folders';
import { checkHolder } from './key-holders';
import { checkShare, SERVER } from './nfs';
import type { PropPlace } from './place';

/** What a container may use, for volumes that go by it. */
export interface PodRoom {
  readonly storageMiB: number;
  readonly memoryMiB: number;
  /** The claim that it is, or is reached by. */
  readonly claim: string;
}

/** What a server exports to a workload. */
export interface GivenShare {
  readonly id: string;
  readonly props: NfsProps;
}

/** All that tells one kind of volume from another, as far as the model is concerned. */
interface KindOfVolume<Kind extends GivenVolume['kind']> {
  readonly shape: Shape;
  /** What such volumes of a pod are called, with a number. */
  readonly word: string;
  readonly check: (volume: GivenVolumeOf<Kind>, place: PropPlace, report: Report) => void;
  /** It is the node's. */
  readonly ofNode: boolean;
  /** Nothing can be written, nor mounted, below it. */
  readonly readOnly: (volume: GivenVolumeOf<Kind>) => boolean;
  /** A claim that comes and goes with the workload. */
  readonly claim: (volume: GivenVolumeOf<Kind>) => { readonly id: string; readonly props: ClaimProps } | undefined;
  /** What a server exports. */
  readonly share: (volume: GivenVolumeOf<Kind>) => GivenShare | undefined;
  /** What of the node's disk, and of its memory, it takes for itself, in MiB. */
  readonly takes: (volume: GivenVolumeOf<Kind>) => { readonly diskMiB?: number; readonly memoryMiB?: number };
  readonly resolve: (volume: GivenVolumeOf<Kind>, name: string, room: PodRoom) => ResolvedPodVolume;
}

/** The container's user reads them by its group; nobody writes. */
export const FILE_MODE = 0o440;

const WRITABLE: { readonly [Mode in AccessMode]: boolean } = {
  [AccessMode.READ_WRITE_ONCE]: true,
  [AccessMode.READ_ONLY_MANY]: false,
  [AccessMode.READ_WRITE_MANY]: true,
  [AccessMode.READ_WRITE_ONCE_POD]: true,
};

const KINDS: { readonly [Kind in GivenVolume['kind']]: KindOfVolume<Kind> } = {
  scratch: {
    shape: object({ props: propsOf<ScratchProps>({ size: optional(SIZE), inMemory: optional(flag) }) }),
    word: 'scratch',
    ofNode: false,
    check: ({ props: { size } }, { path, at }, report) => size && checkSize(path, at, size, report),
    readOnly: () => false,
    claim: () => undefined,
    share: () => undefined,
    takes: ({ props: { size, inMemory = false } }) =>
      size === undefined ? {} : inMemory ? { memoryMiB: size.toMebibytes } : { diskMiB: size.toMebibytes },
    resolve: ({ props: { size, inMemory = false } }, name, room) => ({
      kind: 'scratch',
      name,
      sizeMiB: size?.toMebibytes ?? (inMemory ? Math.ceil(room.memoryMiB / 2) : room.storageMiB),
      inMemory,
    }),
  },
  claim: {
    shape: object({
      id: text,
      props: propsOf<ClaimProps>({
        size: SIZE,
        storageClass: optional(text),
        accessMode: optional(anyOf(AccessMode)),
        keep: optional(flag),
      }),
    }),
    word: 'claim',
    ofNode: false,
    check: ({ id, props: { size, storageClass } }, { path, at }, report) => {
      if (!isLabel(id)) report(problems.invalidName(path, id));
      checkSize(path, at, size, report);
      if (storageClass !== undefined && !isDomain(storageClass))
        report(problems.invalidObjectName(path, `${at}.storageClass`, storageClass));
    },
    readOnly: ({ props: { accessMode = AccessMode.READ_WRITE_ONCE } }) => WRITABLE[accessMode] === false,
    claim: ({ id, props }) => ({ id, props }),
    share: () => undefined,
    takes: () => ({}),
    resolve: (_volume, name, { claim }) => ({ kind: 'claim', name, claim }),
  },
  'existing-claim': {
    shape: object({ name: text, props: propsOf<ExistingClaimProps>({ readOnly: optional(flag) }) }),
    word: 'claim',
    ofNode: false,
    check: ({ name }, { path, at }, report) => (isDomain(name) ? undefined : report(problems.invalidObjectName(path, at, name))),
    readOnly: ({ props: { readOnly = false } }) => readOnly,
    claim: () => undefined,
    share: () => undefined,
    takes: () => ({}),
    resolve: ({ name: claim }, name) => ({ kind: 'claim', name, claim }),
  },
  nfs: {
    shape: object({ id: text, props: propsOf<NfsProps>({ server: SERVER, path: text, readOnly: optional(flag) }) }),
    word: 'share',
    ofNode: false,
    check: checkShare,
    readOnly: ({ props: { readOnly = false } }) => readOnly,
    claim: () => undefined,
    share: ({ id, props }) => ({ id, props }),
    takes: () => ({}),
    resolve: (_volume, name, { claim }) => ({ kind: 'claim', name, claim }),
  },
  'host-path': {
    shape: object({ path: text, props: propsOf<HostPathProps>({ type: optional(anyOf(HostPathType)), writable: optional(flag) }) }),
    word: 'host',
    ofNode: true,
    check: ({ path: there }, { path, at }, report) => {
      const what = `${at}: "${there}" is no absolute path of a node.`;
      if (there !== '/' && plainPath(there) === undefined)
        report(problems.invalidWorkload(path, what, 'Write one such as /var/log, without blanks, colons and "..".'));
    },
    readOnly: ({ props: { writable = false } }) => !writable,
    claim: () => undefined,
    share: () => undefined,
    takes: () => ({}),
    resolve: ({ path, props: { type = HostPathType.DIRECTORY } }, name) => ({
      kind: 'host-path',
      name,
      path: plainPath(path) || '/',
      type,
    }),
  },
  keys: {
    shape: object({ object: text, props: propsOf<KeysProps>({ mode: optional(number), optional: optional(flag) }) }),
    word: 'keys',
    ofNode: false,
    check: ({ holder, object: name, props: { mode } }, place, report) => {
      checkHolder(holder, name, place, report);
      checkMode(mode, place, report);
    },
    readOnly: () => true,
    claim: () => undefined,
    share: () => undefined,
    takes: () => ({}),
    resolve: ({ holder, object: name, props }, volume) => ({
      kind: 'keys',
      name: volume,
      holder,
      object: name,
      mode: props.mode ?? FILE_MODE,
      optional: props.optional ?? false,
    }),
  },
};

export const VOLUME = instance('a Volume', Volume, {
  secret: optional(SECRET_REFERENCE),
  given: (given, where, visit) => {
    object({ kind: oneOf(...Object.keys(KINDS)) })(given, where, visit);
    KINDS[(given as GivenVolume).kind].shape(given, where, visit);
  },
});

const kindOf = ({ kind }: GivenVolume): KindOfVolume<typeof kind> => KINDS[kind] as KindOfVolume<typeof kind>;

export const checkVolume = ({ given }: Volume, place: PropPlace, report: Report): void => kindOf(given).check(given, place, report);
export const isReadOnly = ({ given }: Volume): boolean => kindOf(given).readOnly(given);
export const isOfNode = ({ given }: Volume): boolean => kindOf(given).ofNode;
export const wordOfVolume = ({ given }: Volume): string => kindOf(given).word;
export const claimOf = ({ given }: Volume): ReturnType<KindOfVolume<'claim'>['claim']> => kindOf(given).claim(given);
export const shareOf = ({ given }: Volume): GivenShare | undefined => kindOf(given).share(given);
export const takesOf = ({ given }: Volume): ReturnType<KindOfVolume<'scratch'>['takes']> => kindOf(given).takes(given);
export const resolveVolume = ({ given }: Volume, name: string, room: PodRoom): ResolvedPodVolume =>
  kindOf(given).resolve(given, name, room);

export function checkMode(mode: number | undefined, { path, at }: PropPlace, report: Report): void {
  if (mode === undefined || (Number.isInteger(mode) && mode >= 0 && mode <= 0o777)) return;
  const what = `${at}: the mode ${Number.isInteger(mode) && mode > 0 ? `0o${mode.toString(8)}` : mode} is none of a file.`;
  report(problems.invalidWorkload(path, what, 'Write permission bits from 0o000 to 0o777, such as 0o440.'));
}
