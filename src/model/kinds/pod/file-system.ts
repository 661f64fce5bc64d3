import type { ResolvedClaim, ResolvedFile, ResolvedMount, ResolvedPodTemplate, ResolvedPodVolume, ResolvedShare } from '../../resolved';
import { claimName } from '../../resolved/object-names';
import { compareText } from '../../values';
import type { ContainerProps } from '../../workload/container';
import { Volume } from '../../workload/volume';
import { resolveClaim } from './claims';
import { foldersOf, isBelow, plainPath } from './file-folders';
import { contentOf, givenOf, resolveFile } from './file-sources';
import { type AddressOfMachine, resolveShare, type ShareOwner } from './shares';
import { Texts } from './texts';
import { claimOf, FILE_MODE, isReadOnly, type PodRoom, resolveVolume, shareOf, takesOf, wordOfVolume } from './volumes';

/** What containers find in their file systems besides their images. */
export type FileSystemProps = Pick<ContainerProps, 'files' | 'volumes' | 'scratch'>;

/** A file of the user's, by its plain path. */
type Files = readonly (readonly [path: string, file: NonNullable<FileSystemProps['files']>[string]])[];

/** What is mounted in a container, by plain paths; the folders of files are not among it. */
export function mountedIn({ volumes = {}, scratch = [] }: FileSystemProps): readonly (readonly [path: string, volume: Volume])[] {
  const all = [...scratch.map((path) => [path, Volume.scratch()] as const), ...Object.entries(volumes)];
  return all.map(([path, volume]) => [plainPath(path) ?? path, volume] as const).sort(([a], [b]) => compareText(a, b));
}

export const filesIn = ({ files = {} }: FileSystemProps): Files =>
  Object.entries(files)
    .map(([path, file]) => [plainPath(path) ?? path, file] as const)
    .sort(([a], [b]) => compareText(a, b));

/** What the volumes of a container take for themselves of the node's disk, or of its memory, in MiB. */
const takenBy = (props: FileSystemProps, what: keyof ReturnType<typeof takesOf>): number =>
  mountedIn(props).reduce((sum, [, volume]) => sum + (takesOf(volume)[what] ?? 0), 0);

export const diskOf = (props: FileSystemProps): number => takenBy(props, 'diskMiB');
export const mountedMemoryOf = (props: FileSystemProps): number => takenBy(props, 'memoryMiB');

/** The volumes of a pod, gathered container by container: those that share one get the same. */
export class FileSystems {
  private readonly names = new Map<Volume, string>();
  private readonly found: ResolvedPodVolume[] = [];
  private readonly counts = new Map<string, number>();
  private readonly texts = new Texts();
  private readonly pending: { readonly index: number; readonly make: (texts: string) => ResolvedPodVolume }[] = [];

  private readonly claims: ResolvedClaim[] = [];
  private readonly shares: ResolvedShare[] = [];

  /** @param own each pod has claims of its own */
  constructor(
    private readonly owner: ShareOwner,
    private readonly own: boolean,
    private readonly addressOfMachine: AddressOfMachine,
  ) {}

  /** The mounts of a container, in order of paths. */
  add(props: FileSystemProps, room: Omit<PodRoom, 'claim'>): readonly ResolvedMount[] {
    const mounts = mountedIn(props).map(([path, volume]) => ({ path, volume: this.volume(volume, room), readOnly: isReadOnly(volume) }));
    const files = filesIn(props);
    const folders = foldersOf(files.map(([path]) => path)).map((path) => ({ path, volume: this.folder(path, files), readOnly: true }));
    return [...mounts, ...folders].sort((a, b) => compareText(a.path, b.path));
  }

  /** All volumes, and the ConfigMap of what stands in files. */
  resolve(): Pick<ResolvedPodTemplate, 'volumes' | 'texts' | 'claims' | 'shares'> {
    const texts = this.texts.resolve(this.owner.workload);
    for (const { index, make } of this.pending) this.found[index] = make(texts?.name ?? '');
    const claims = this.claims.sort((a, b) => compareText(a.id, b.id));
    const shares = this.shares.sort((a, b) => compareText(a.id, b.id));
    return {
      volumes: this.found,
      ...(texts && { texts }),
      ...(claims.length > 0 && { claims }),
      ...(shares.length > 0 && { shares }),
    };
  }

  private nameFor(word: string): string {
    const count = this.counts.get(word) ?? 0;
    this.counts.set(word, count + 1);
    return `${word}-${count}`;
  }

  private volume(volume: Volume, room: Omit<PodRoom, 'claim'>): string {
    const known = this.names.get(volume);
    if (known !== undefined) return known;
    const claim = claimOf(volume);
    // A StatefulSet makes volumes of such claims by itself, under their own names.
    const made = claim && this.own;
    const name = made ? claim.id : this.nameFor(wordOfVolume(volume));
    if (claim) this.claims.push(resolveClaim(claim, name, this.own));
    const given = shareOf(volume);
    const share = given && resolveShare(given, this.owner, name, this.addressOfMachine);
    if (share) this.shares.push(share);
    const bound = claim ? claimName(this.owner.workload, claim.id) : (share?.claim ?? '');
    if (!made) this.found.push(resolveVolume(volume, name, { ...room, claim: bound }));
    this.names.set(volume, name);
    return name;
  }

  /** The name of the ConfigMap follows from what all containers put into it, so files come last. */
  private folder(folder: string, files: Files): string {
    const name = this.nameFor('files');
    const inside = files
      .filter(([path]) => isBelow(path, folder))
      .map(([path, file]) => {
        const given = givenOf(file);
        const content = contentOf(given);
        return { path, given, key: content === undefined ? '' : this.texts.add(path, content) };
      });
    const make = (texts: string): ResolvedPodVolume => ({
      kind: 'files',
      name,
      files: inside.map(
        ({ path, given, key }): ResolvedFile => ({
          path: path.slice(folder.length + 1),
          mode: given.props.mode ?? FILE_MODE,
          ...resolveFile(given, { name: texts, key }),
        }),
      ),
    });
    this.pending.push({ index: this.found.length, make });
    this.found.push(make(''));
    return name;
  }
}
