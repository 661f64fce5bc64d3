import type { ImageBasedName } from '../resolved';

/** What tells systems apart that come as a whole image. */
interface ImageBased {
  /** Folders that can be written to. Unset: all but those that are the image's. */
  readonly writable?: readonly string[];
  /** Folders that are the image's. */
  readonly readOnly: readonly string[];
}

export const IMAGE_BASED: { readonly [I in ImageBasedName]: ImageBased } = {
  // Its root is an image as well, and what looks like folders of it mostly links into /var (Fedora CoreOS, "Configuring Storage": immutable /, read only /usr).
  'fedora-coreos': { writable: ['/etc', '/home', '/mnt', '/opt', '/root', '/srv', '/usr/local', '/var'], readOnly: ['/usr'] },
  // Flatcar, "Disk layout": /usr is the image, the root file system is the machine's.
  flatcar: { readOnly: ['/usr', '/bin', '/lib', '/lib64', '/sbin'] },
};

/** Where programs go that are nobody's of the image: in the path of both. */
export const OWN_PROGRAMS = '/opt/bin';

/** The one locale that their images have. */
export const ONLY_LOCALE = 'C.UTF-8';
