import type { OsName } from '../../resolved';
import { linux, type OsProfile, READ } from './profile';

/** SUSE Linux Enterprise. */
export type Suse = Extract<OsName, `sles-${string}`>;

export const SUSE: { readonly [N in Suse]: OsProfile } = {
  'sles-15': linux(
    {
      title: 'SUSE Linux Enterprise Server 15',
      packages: 'zypper',
      firewall: 'firewalld',
      administrator: 'sles',
      // The hybrid mode, in which all controllers are those of the first version.
      controlGroups: 1,
      least: { memoryMiB: 1024, diskMiB: 10240 },
      supportedUntil: '2031-07-31',
      engines: {
        postgresql: { '16': ['postgresql16-server', 'postgresql16-contrib'], '17': ['postgresql17-server', 'postgresql17-contrib'] },
        mysql: {},
        mariadb: { '10.11': ['mariadb'] },
        redis: {},
        valkey: {},
        rabbitmq: {},
        mongodb: {},
      },
    },
    {
      least: 'SUSE Linux Enterprise Server 15, "Deployment Guide": hardware requirements',
      support: 'suse.com/lifecycle: general support of its last service pack',
      packages: 'build.opensuse.org, SUSE:SLE-15-SP7; SUSE-SU-2025:4363',
    },
    READ,
  ),
};
