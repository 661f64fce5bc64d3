import { GuestOs, Size } from '../../src';
import { MADE_SYSTEMS } from '../model/guest/made';

const ofFamily = (wanted: string): readonly GuestOs[] => MADE_SYSTEMS.flatMap(([, os]) => (os.resolved.family === wanted ? [os] : []));

/** Every operating system, and one that nobody knows. */
export const SYSTEMS = {
  /** Those that packages are installed on. */
  linux: [
    ...ofFamily('linux').filter(({ resolved }) => resolved.packages),
    GuestOs.custom({
      like: GuestOs.debian13(),
      id: 'own-1',
      title: 'Own Linux 1',
      firewall: 'firewalld',
      administrator: 'keeper',
      securityOrigin: 'origin=Own,label=Own-Security',
      clientPorts: { from: 20000, to: 40000 },
      minimumMemory: Size.gibibytes(2),
      supportedUntil: '2020-01-01',
    }).afterSupport({ because: 'it was always there' }),
  ],
  /** Those that come as a whole image. */
  images: ofFamily('linux').filter(({ resolved }) => resolved.imageBased),
  windows: ofFamily('windows'),
};
