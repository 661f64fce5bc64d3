import type { ImageBasedName } from '../../resolved';
import { imageBased, type OsProfile } from './profile';

export const IMAGE_BASED_SYSTEMS: { readonly [N in ImageBasedName]: OsProfile } = {
  'fedora-coreos': imageBased(
    {
      title: 'Fedora CoreOS',
      imageBased: 'fedora-coreos',
      // A root file system of 8 GiB besides those it boots from; its own examples of machines have 2 GiB of memory.
      least: { memoryMiB: 2048, diskMiB: 10240 },
    },
    {
      least: 'Fedora CoreOS, "Configuring Storage": a root file system of 8 GiB; "Provisioning on libvirt": 2 GiB of memory',
      support: 'each release until the next one, by itself (Fedora CoreOS, "Auto-Updates")',
      packages: 'fedora-coreos-config, manifests: NetworkManager, nftables, chrony, zincati; account: Fedora CoreOS, "Configuring Users"',
    },
  ),
  flatcar: imageBased(
    {
      title: 'Flatcar Container Linux',
      imageBased: 'flatcar',
      least: { memoryMiB: 1024, diskMiB: 8704 },
    },
    {
      least: 'Flatcar, "Running on libvirt": 1 GiB of memory; "Disk layout": the disk of its images',
      support: 'each release until the next one, by itself (Flatcar, "Update and reboot strategies")',
      packages:
        'flatcar/scripts, coreos-base/coreos: systemd-networkd, nftables, locksmith, update_engine; account: Flatcar, "Customizing SSH"',
    },
  ),
};
