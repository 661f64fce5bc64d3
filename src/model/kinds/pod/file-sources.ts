import type { OptionalProps } from '../../configuration/env-source';
import { type FileProps, FileSource, type GivenFile, type GivenFileFrom, type TokenProps } from '../../configuration/file-source';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { KeyHolder, ResolvedFileSource } from '../../resolved';
import { data, flag, instance, number, object, oneOf, optional, propsOf, type Shape, text, value } from '../../shape';
import { Duration } from '../../values';
import { SECRET_REFERENCE } from '../secret';
import { DURATION } from '../values';
import { checkKey } from './key-holders';
import type { PropPlace } from './place';
import { checkMode } from './volumes';

/** Content that stands in the program. */
export interface Content {
  readonly encoding: 'utf8' | 'base64';
  readonly data: string;
}

/** All that tells one source of files from another, as far as the model is concerned. */
interface KindOfFile<From extends GivenFile['from']> {
  readonly shape: Shape;
  readonly check: (file: GivenFileFrom<From>, place: PropPlace, report: Report) => void;
  /** Content that has to be put into a ConfigMap first. */
  readonly content: (file: GivenFileFrom<From>) => Content | undefined;
  /** @param own where its content was put */
  readonly resolve: (file: GivenFileFrom<From>, own: { readonly name: string; readonly key: string }) => ResolvedFileSource;
}

const MODE = { mode: optional(number) };
const KEY = object({ object: text, key: text, props: propsOf<FileProps & OptionalProps>({ ...MODE, optional: optional(flag) }) });
const PLAIN = object({ props: propsOf<FileProps>(MODE) });

const EXPIRES = Duration.minutes(60);
/** Kubernetes' own limits of a ServiceAccount's projected token. */
const SOONEST = Duration.minutes(10);
const LATEST = Duration.seconds(2 ** 32);

const ofKey = (from: KeyHolder) => ({
  shape: KEY,
  check: ({ object: name, key }: GivenFileFrom<KeyHolder>, place: PropPlace, report: Report): void =>
    checkKey(from, { name, key }, place, report),
  content: () => undefined,
  resolve: ({ object: name, key, props: { optional = false } }: GivenFileFrom<KeyHolder>): ResolvedFileSource => ({
    from,
    key: { name, key, optional },
  }),
});

const fromOwn = {
  resolve: (_file: unknown, own: { readonly name: string; readonly key: string }): ResolvedFileSource => ({
    from: 'config-map',
    key: { ...own, optional: false },
  }),
};

const KINDS: { readonly [From in GivenFile['from']]: KindOfFile<From> } = {
  text: {
    ...fromOwn,
    shape: (file, where, visit) => {
      PLAIN(file, where, visit);
      data((file as GivenFileFrom<'text'>).text, where, visit);
    },
    check: () => undefined,
    content: ({ text }) => ({ encoding: 'utf8', data: text }),
  },
  bytes: {
    ...fromOwn,
    shape: (file, where, visit) => {
      PLAIN(file, where, visit);
      BYTES((file as GivenFileFrom<'bytes'>).bytes, where, visit);
    },
    check: () => undefined,
    content: ({ bytes }) => ({ encoding: 'base64', data: Buffer.from(bytes).toString('base64') }),
  },
  secret: ofKey('secret'),
  'config-map': ofKey('config-map'),
  field: {
    shape: object({
      field: oneOf('metadata.labels', 'metadata.annotations', 'metadata.name', 'metadata.namespace', 'metadata.uid'),
      props: propsOf<FileProps>(MODE),
    }),
    check: () => undefined,
    content: () => undefined,
    resolve: ({ field }) => ({ from: 'field', field }),
  },
  token: {
    shape: object({ props: propsOf<TokenProps>({ audience: text, expires: optional(DURATION) }) }),
    check: checkToken,
    content: () => undefined,
    resolve: ({ props: { audience, expires = EXPIRES } }) => ({ from: 'token', audience, expirySeconds: expires.toSeconds }),
  },
};

const BYTES = value('bytes, such as those of readFileSync', (item) => item instanceof Uint8Array);

function checkToken({ props: { audience, expires = EXPIRES } }: GivenFileFrom<'token'>, { path, at }: PropPlace, report: Report): void {
  if (audience.trim() === '') {
    const what = `${at}: a token without an audience is one for Kubernetes itself.`;
    report(problems.invalidWorkload(path, what, 'Name whom it is for in `audience`, as they call themselves.'));
  }
  const { toSeconds, defect } = expires;
  if (!defect && toSeconds >= SOONEST.toSeconds && toSeconds <= LATEST.toSeconds) return;
  const what = `${at}: Kubernetes makes no token for ${toSeconds} seconds.`;
  report(problems.invalidWorkload(path, what, `Write ${SOONEST.toSeconds} seconds or more, such as Duration.minutes(60).`));
}

const SOURCE = instance('text or a FileSource', FileSource, {
  secret: optional(SECRET_REFERENCE),
  given: (given, where, visit) => {
    object({ from: oneOf(...Object.keys(KINDS)) })(given, where, visit);
    KINDS[(given as GivenFile).from].shape(given, where, visit);
  },
});

/** Text for a file, or where its content comes from. */
export const FILE: Shape = (file, where, visit) => (typeof file === 'object' && file !== null ? SOURCE : data)(file, where, visit);

const kindOf = ({ from }: GivenFile): KindOfFile<typeof from> => KINDS[from] as KindOfFile<typeof from>;

export const givenOf = (file: string | FileSource): GivenFile =>
  typeof file === 'string' ? { from: 'text', text: file, props: {} } : file.given;

export function checkFile(file: GivenFile, place: PropPlace, report: Report): void {
  kindOf(file).check(file, place, report);
  checkMode(file.props.mode, place, report);
}
export const contentOf = (file: GivenFile): Content | undefined => kindOf(file).content(file);
export const resolveFile = (file: GivenFile, own: { readonly name: string; readonly key: string }): ResolvedFileSource =>
  kindOf(file).resolve(file, own);
