import type { ResolvedGuest } from '../resolved';

/** What tells apart who sets a guest up when it is first started. */
interface Configurator {
  /** What messages call it. */
  readonly title: string;
  /** Whether anybody does. */
  readonly setsUp: boolean;
  /** What the image has to bring for it. */
  readonly inImage: readonly string[];
}

export const CONFIGURATORS: { readonly [C in ResolvedGuest['configuredBy']]: Configurator } = {
  'cloud-init': { title: 'cloud-init', setsUp: true, inImage: ['cloud-init'] },
  ignition: { title: 'Ignition', setsUp: true, inImage: ['Ignition', 'never been started'] },
  'cloudbase-init': {
    title: 'cloudbase-init',
    setsUp: true,
    inImage: ['cloudbase-init with NoCloudConfigDriveService among its metadata_services', 'been generalised (sysprep /generalize /oobe)'],
  },
  unattend: {
    title: 'an answer file',
    setsUp: true,
    inImage: ['been generalised (sysprep /generalize /oobe)', 'no answer file of its own'],
  },
  none: { title: 'nobody', setsUp: false, inImage: [] },
};
