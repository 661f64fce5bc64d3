import { CONFIGURATORS } from '../../guest/configurators';
import { exporterPackages } from '../../guest/exporters';
import { fileSystemPackage, localePackages, updatePackages } from '../../guest/set-up-packages';
import { ADDRESSINGS } from '../../kinds/guest/addressings';
import { kindOf } from '../../kinds/machine';
import { exportersOf, networksOf, nicsOf, type Prerequisite, type ResolvedMachine, type WindowsFacts } from '../../resolved';

/** What hosts need for it besides QEMU. */
const FIRMWARE: Record<ResolvedMachine['hardware']['firmware'], { readonly title: string; readonly secureBoot: boolean } | undefined> = {
  bios: undefined,
  uefi: { title: 'UEFI firmware (OVMF)', secureBoot: false },
  'uefi-secure-boot': { title: 'UEFI firmware (OVMF)', secureBoot: true },
};

/** What the image of a machine brings that nobody installs software on. */
const IN_IMAGE: Record<ResolvedMachine['os']['firewall'], readonly string[]> = {
  nftables: ['nftables'],
  firewalld: ['firewalld'],
  'windows-firewall': [],
  'netsh-advfirewall': [],
  'netsh-firewall': [],
};

/** Drivers for Windows bring it along. */
const agentOf = ({ hardware, guest }: ResolvedMachine): readonly string[] =>
  hardware.guestAgent && guest.windows?.driverFolder === undefined ? ['qemu-guest-agent'] : [];

/** What a Windows guest needs to be reached by SSH. */
const OPEN_SSH: { readonly [B in NonNullable<WindowsFacts['openSsh']>]: readonly string[] } = { system: [], image: ['an OpenSSH server'] };

/** What the user's own first boot takes. */
function broughtFor({ guest, os: { packages } }: ResolvedMachine): readonly string[] {
  const { firstBoot, securityUpdates } = guest;
  const tools = (firstBoot?.mounts ?? []).map(({ fileSystem }) => fileSystemPackage(fileSystem));
  if (packages === undefined) return [...new Set(tools)];
  return [
    ...new Set(tools),
    ...localePackages(packages, firstBoot?.locale),
    ...(securityUpdates ? updatePackages(packages, securityUpdates) : []),
    ...exportersOf(guest).flatMap(exporterPackages),
  ];
}

/** Sensitive variables. */
const variablesOf = ({ guest: { firstBoot, windows }, name }: ResolvedMachine): readonly Prerequisite[] =>
  [...new Set([...(firstBoot?.variables ?? []), ...(windows?.variables ?? [])].map((variable) => variable.name))].map((variable) => ({
    text: `Terraform variable ${variable}: a secret that ${name} is told at its first boot.`,
    proof: { is: 'variable', name: variable },
  }));

/** What its host has for it that not every host has. */
function hardwareOf({ hardware: { cpu, devices, vsockCid, watchdog }, host, name }: ResolvedMachine): readonly Prerequisite[] {
  const model: readonly Prerequisite[] =
    cpu.model === undefined
      ? []
      : [
          {
            text: `Host ${host}: its processor can be a ${cpu.model}, for ${name}.`,
            proof: { is: 'cpu-model', host, model: cpu.model },
          },
        ];
  return [
    ...model,
    ...devices.map(
      ({ bus, id }): Prerequisite => ({
        text: `Host ${host}: the device ${bus} ${id} is there, is no network card, and can be handed to a machine (PCI: with an IOMMU), for ${name}.`,
        proof: { is: 'host-device', host, bus, id },
      }),
    ),
    ...(vsockCid === undefined ? [] : [`Host ${host}: the kernel module vhost_vsock is loaded, for ${name}.`]),
    ...(watchdog ? [`The guest ${name} opens its watchdog (/dev/watchdog; systemd: RuntimeWatchdogSec=): nothing is watched before.`] : []),
  ];
}

/** What its image and host bring for a machine, and what it is told. */
export function ofMachine(machine: ResolvedMachine): readonly Prerequisite[] {
  if (machine.adopted !== undefined) return [ofAdopted(machine, machine.adopted)];
  const lines: Prerequisite[] = [];
  const { guest, hardware, host, image, name, os } = machine;
  const { inImage, imageLeft, setsUp } = CONFIGURATORS[guest.configuredBy];
  if (setsUp) {
    const parts = [
      ...inImage,
      ...(guest.windows?.ssh && os.windows?.openSsh ? OPEN_SSH[os.windows.openSsh] : []),
      ...(guest.installs ? [] : [...IN_IMAGE[guest.firewallBy], ...agentOf(machine), ...broughtFor(machine)]),
    ];
    const left = imageLeft === undefined ? '' : `, and it has ${imageLeft}`;
    if (image) lines.push(`Image ${image.source} has ${parts.join(', ')}${left}.`);
  }
  if (machine.machineVersion !== undefined)
    lines.push({
      text: `Host ${host}: its QEMU has the machine type ${machine.machineVersion}, for ${name}.`,
      proof: { is: 'machine-type', host, type: machine.machineVersion },
    });
  const firmware = FIRMWARE[hardware.firmware];
  if (firmware)
    lines.push({
      text: `Host ${host}: ${firmware.title} is installed, for ${name}.`,
      proof: { is: 'firmware', host, secureBoot: firmware.secureBoot },
    });
  for (const { id, path, mount } of machine.sharedFolders) {
    lines.push(`Host ${host}: the folder ${path} exists, and virtiofsd is installed, for ${name}.`);
    if (mount === undefined) lines.push(`The guest ${name} mounts the shared folder "${id}" by itself, where it is wanted.`);
  }
  lines.push(...hardwareOf(machine));
  if (hardware.tpm) lines.push({ text: `Host ${host}: swtpm is installed, for ${name}.`, proof: { is: 'tpm', host } });
  lines.push(...kindOf(machine).prerequisites(guest.role, machine), ...variablesOf(machine));
  for (const { nic, network } of networksOf(machine)) lines.push(...ADDRESSINGS[network.addressedBy].prerequisites(machine.name, nic));
  return lines;
}

/** What is there as it is described: nothing of it is made. */
function ofAdopted(machine: ResolvedMachine, uuid: string): Prerequisite {
  const { name, objectName, host, cpus, memoryMiB, root, data } = machine;
  const cards = nicsOf(machine);
  const places = cards.map(({ mac, address }) => `${mac} at ${address}`).join(', ');
  const disks = [root, ...data].map(({ pool, volumeName }) => ({ pool, volume: volumeName }));
  return {
    text: `Host ${host}: the domain "${objectName}" (${uuid}) is there, with ${cpus} processors, ${memoryMiB} MiB, its disks, and the network cards ${places}: it is adopted as ${name}.`,
    proof: { is: 'domain', host, uuid, name: objectName, cards: cards.map(({ mac }) => mac), cpus, memoryMiB, disks },
  };
}
