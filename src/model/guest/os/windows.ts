import type { OsName } from '../../resolved';
import { type OsProfile, windows } from './profile';

export type Windows = Extract<OsName, `windows-${string}`>;

/** Client ports of Windows Server 2003 and before. */
const OLD_PORTS = { from: 1025, to: 5000 };

const SUPPORT = 'learn.microsoft.com/lifecycle: extended support';
const OLD = { least: 'Microsoft, system requirements of that version; libosinfo (osinfo-db)', support: SUPPORT };
const TODAYS = { least: 'Microsoft, "Hardware requirements for Windows Server": 2 GiB with a desktop, 32 GB of disk', support: SUPPORT };

/**
 * The program that sets guests up takes the modules NetSecurity and Storage, which came with 2012 (Microsoft, "What's New in Windows Server 2012"). cloudbase-init
 * brings a Python that starts from 2012 R2 on (python.org, PEP 11; "Python Release 3.9": not on Windows 7 and 2008 R2).
 */
const NOBODY = [] as const;
const WINDOWS_ALONE = ['unattend'] as const;
const BOTH = ['cloudbase-init', 'unattend'] as const;

const LEAST = { memoryMiB: 2048, diskMiB: 32768 };

export const WINDOWS: { readonly [N in Windows]: OsProfile } = {
  'windows-server-2003': windows(
    {
      title: 'Windows Server 2003',
      firewall: 'netsh-firewall',
      least: { memoryMiB: 128, diskMiB: 2048 },
      supportedUntil: '2015-07-14',
      windows: { setUpBy: NOBODY, driverFolder: '2k3' },
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
      windows: { setUpBy: NOBODY, driverFolder: '2k8' },
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
      windows: { setUpBy: NOBODY, driverFolder: '2k8R2' },
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
      windows: { setUpBy: WINDOWS_ALONE, driverFolder: '2k12' },
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
      windows: { setUpBy: BOTH, driverFolder: '2k12R2' },
    },
    {},
    OLD,
  ),
  'windows-server-2016': windows(
    {
      title: 'Windows Server 2016',
      firewall: 'windows-firewall',
      least: LEAST,
      supportedUntil: '2027-01-12',
      windows: { setUpBy: BOTH, driverFolder: '2k16' },
    },
    {},
    TODAYS,
  ),
  'windows-server-2019': windows(
    {
      title: 'Windows Server 2019',
      firewall: 'windows-firewall',
      least: LEAST,
      supportedUntil: '2029-01-09',
      windows: { setUpBy: BOTH, driverFolder: '2k19', openSsh: 'image' },
    },
    {},
    TODAYS,
  ),
  'windows-server-2022': windows(
    {
      title: 'Windows Server 2022',
      firewall: 'windows-firewall',
      least: LEAST,
      supportedUntil: '2031-10-14',
      windows: { setUpBy: BOTH, driverFolder: '2k22', openSsh: 'image' },
    },
    { firmware: 'uefi' },
    TODAYS,
  ),
  'windows-server-2025': windows(
    {
      title: 'Windows Server 2025',
      firewall: 'windows-firewall',
      least: LEAST,
      supportedUntil: '2034-10-10',
      windows: { setUpBy: BOTH, driverFolder: '2k25', openSsh: 'system' },
    },
    { firmware: 'uefi-secure-boot', tpm: true },
    TODAYS,
  ),
};
