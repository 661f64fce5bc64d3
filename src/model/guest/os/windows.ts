import type { OsName } from '../../resolved';
import { type OsProfile, windows } from './profile';

export type Windows = Extract<OsName, `windows-${string}`>;

/** Client ports of Windows Server 2003 and before. */
const OLD_PORTS = { from: 1025, to: 5000 };

const SUPPORT = 'learn.microsoft.com/lifecycle: extended support';
const OLD = { least: 'Microsoft, system requirements of that version; libosinfo (osinfo-db)', support: SUPPORT };
const TODAYS = { least: 'Microsoft, "Hardware requirements for Windows Server": 2 GiB with a desktop, 32 GB of disk', support: SUPPORT };

const LEAST = { memoryMiB: 2048, diskMiB: 32768 };

export const WINDOWS: { readonly [N in Windows]: OsProfile } = {
  'windows-server-2003': windows(
    {
      title: 'Windows Server 2003',
      firewall: 'netsh-firewall',
      least: { memoryMiB: 128, diskMiB: 2048 },
      supportedUntil: '2015-07-14',
    },
    { machineType: 'pc', diskBus: 'ide', nicModel: 'rtl8139', hyperV: false },
    OLD,
    OLD_PORTS,
  ),
  'windows-server-2008': windows(
    {
      title: 'Windows Server 2008',
      firewall: 'netsh-advfirewall',
      least: { memoryMiB: 512, diskMiB: 10240 },
      supportedUntil: '2020-01-14',
    },
    { nicModel: 'e1000' },
    OLD,
  ),
  'windows-server-2008-r2': windows(
    {
      title: 'Windows Server 2008 R2',
      firewall: 'netsh-advfirewall',
      least: { memoryMiB: 512, diskMiB: 32768 },
      supportedUntil: '2020-01-14',
    },
    { nicModel: 'e1000' },
    OLD,
  ),
  'windows-server-2012': windows(
    {
      title: 'Windows Server 2012',
      firewall: 'windows-firewall',
      least: { memoryMiB: 512, diskMiB: 32768 },
      supportedUntil: '2023-10-10',
    },
    {},
    OLD,
  ),
  'windows-server-2012-r2': windows(
    {
      title: 'Windows Server 2012 R2',
      firewall: 'windows-firewall',
      least: { memoryMiB: 512, diskMiB: 32768 },
      supportedUntil: '2023-10-10',
    },
    {},
    OLD,
  ),
  'windows-server-2016': windows(
    { title: 'Windows Server 2016', firewall: 'windows-firewall', least: LEAST, supportedUntil: '2027-01-12' },
    {},
    TODAYS,
  ),
  'windows-server-2019': windows(
    { title: 'Windows Server 2019', firewall: 'windows-firewall', least: LEAST, supportedUntil: '2029-01-09' },
    {},
    TODAYS,
  ),
  'windows-server-2022': windows(
    { title: 'Windows Server 2022', firewall: 'windows-firewall', least: LEAST, supportedUntil: '2031-10-14' },
    { firmware: 'uefi' },
    TODAYS,
  ),
  'windows-server-2025': windows(
    { title: 'Windows Server 2025', firewall: 'windows-firewall', least: LEAST, supportedUntil: '2034-10-10' },
    { firmware: 'uefi-secure-boot', tpm: true },
    TODAYS,
  ),
};
