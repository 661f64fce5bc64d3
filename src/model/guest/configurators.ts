import type { ResolvedGuest } from '../resolved';

/** What tells apart who sets a guest up when it is first started. */
interface Configurator {
  /** What messages call it. */
  readonly title: string;
  /** Whether anybody does. */
  readonly setsUp: boolean;
  /** What the image has to bring for it. */
  readonly inImage: readonly string[];
  /** How the image was left for it: what it has done, or what has been done with it. Unset: however. */
  readonly imageLeft?: string;
}

const GENERALISED = 'been generalised (sysprep /generalize /oobe)';

export const CONFIGURATORS: { readonly [C in ResolvedGuest['configuredBy']]: Configurator } = {
  'cloud-init': { title: 'cloud-init', setsUp: true, inImage: ['cloud-init'] },
  ignition: { title: 'Ignition', setsUp: true, inImage: ['Ignition'], imageLeft: 'never been started' },
  'cloudbase-init': {
    title: 'cloudbase-init',
    setsUp: true,
    inImage: ['cloudbase-init with NoCloudConfigDriveService among its metadata_services'],
    imageLeft: GENERALISED,
  },
  unattend: {
    title: 'an answer file',
    setsUp: true,
    inImage: ['no answer file of its own'],
    imageLeft: GENERALISED,
  },
  none: { title: 'nobody', setsUp: false, inImage: [] },
};
