import type { ResolvedImage } from '../resolved';
import { Value } from '../values/value';

/** What tells one image from another: the user states it, the file need not be at hand when the system is resolved. */
export interface ImageProps {
  /**
   * Version in the user's own words, such as `8.10`. One of `version` and `sha256` is needed.
   * @default - none: `sha256` tells it from others
   */
  readonly version?: string;
  /**
   * Digest of the file, hexadecimal.
   * @default - none: `version` tells it from others
   */
  readonly sha256?: string;
  /**
   * What is in the file. `iso` is for `cdImages`; VMDK and VHDX have to be converted first (node_modules/isthmus/docs/storage.md).
   * @default 'qcow2'
   */
  readonly format?: ResolvedImage['format'];
  /**
   * Whether the software that the machine needs is in the image already.
   * @default false
   */
  readonly preinstalled?: boolean;
}

/** An operating-system image. */
export class Image extends Value {
  protected declare readonly brand: 'Image';

  private constructor(
    /** Absolute path on the machine that runs Terraform, or an http(s) URL. */
    readonly source: string,
    /** What was said of it besides. */
    readonly props: ImageProps,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `source`.';
  }

  /** @param path absolute path on the machine that runs Terraform (the host itself under `qemu:///system`); it is copied into the pool once */
  static file(path: string, props: ImageProps): Image {
    return new Image(path, props);
  }

  /** @param url http or https address that the machine running Terraform can read */
  static url(url: string, props: ImageProps): Image {
    return new Image(url, props);
  }

  /** Of the file: as stated, or else `qcow2`. */
  get format(): ResolvedImage['format'] {
    return this.props.format ?? 'qcow2';
  }

  /** File name without ending: the image's part of volume names. */
  get name(): string {
    const file = this.source.split('/').pop() ?? '';
    return file
      .replace(/\.(qcow2|raw|img|iso)$/, '')
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-');
  }

  /** `<name>@<version>.<format>`, with the first 12 digits of the digest for want of a version; undefined when the user stated neither. */
  get identity(): string | undefined {
    const { version, sha256 } = this.props;
    const mark = version ?? sha256?.slice(0, 12);
    return mark ? `${this.name}@${mark}.${this.format}` : undefined;
  }
}

/** Name of an image's volume in a pool: another image is another volume. */
export const imageVolumeName = (system: string, identity: string): string => `${system}-${identity.replace('@', '-')}`;

/** Logical id in Terraform of an image's volume in a pool of a host: letters, digits, `_` and `-`. */
export const imageVolumeKey = (host: string, pool: string, volumeName: string): string => `${host}-${pool}-${idPart(volumeName)}`;

const idPart = (name: string): string =>
  name.replace(/[^A-Za-z0-9-]/g, (character) => (character === '.' ? '_' : `_${character.codePointAt(0)?.toString(16)}_`));
