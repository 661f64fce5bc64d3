import { CONFIGURATORS } from '../../guest/configurators';
import { fileSystemPackage, localePackages, updatePackages } from '../../guest/set-up-packages';
import { ADDRESSINGS } from '../../kinds/guest/addressings';
import { kindOf } from '../../kinds/machine';
import { networksOf, type ResolvedMachine } from '../../resolved';

/** What hosts need for it besides QEMU. */
const FIRMWARE: Record<ResolvedMachine['hardware']['firmware'], string | undefined> = {
  bios: undefined,
  uefi: 'UEFI firmware (OVMF)',
  'uefi-secure-boot': 'UEFI firmware (OVMF)',
};

/** What the image of a machine brings that nobody installs software on. */
const IN_IMAGE: Record<ResolvedMachine['os']['firewall'], string> = {
  nftables: 'nftables',
  firewalld: 'firewalld',
  'windows-firewall': '',
  'netsh-advfirewall': '',
  'netsh-firewall': '',
};

/** What the user's own first boot takes. */
function broughtFor({ guest: { firstBoot, securityUpdates }, os: { packages } }: ResolvedMachine): readonly string[] {
  const tools = (firstBoot?.mounts ?? []).map(({ fileSystem }) => fileSystemPackage(fileSystem));
  if (packages === undefined) return [...new Set(tools)];
  return [
    ...new Set(tools),
    ...localePackages(packages, firstBoot?.locale),
    ...(securityUpdates ? updatePackages(packages, securityUpdates) : []),
  ];
}

/** Sensitive variables, as sentences. */
const variablesOf = ({ guest: { firstBoot }, name }: ResolvedMachine): readonly string[] =>
  [...new Set(firstBoot?.variables.map((variable) => variable.name))].map(
    (variable) => `Terraform variable ${variable}: a secret that ${name} is told at its first boot.`,
  );

/** What its image and host bring for a machine, and what it is told. */
export function ofMachine(machine: ResolvedMachine): readonly string[] {
  const lines: string[] = [];
  const { guest, hardware, host, image, name } = machine;
  const { inImage, setsUp } = CONFIGURATORS[guest.configuredBy];
  if (setsUp) {
    const parts = [
      ...inImage,
      ...(guest.installs ? [] : [IN_IMAGE[guest.firewallBy], ...(hardware.guestAgent ? ['qemu-guest-agent'] : []), ...broughtFor(machine)]),
    ];
    lines.push(`Image ${image.source} has ${parts.join(', ')}.`);
  }
  if (machine.machineVersion !== undefined)
    lines.push(`Host ${host}: its QEMU has the machine type ${machine.machineVersion}, for ${name}.`);
  if (FIRMWARE[hardware.firmware] !== undefined) lines.push(`Host ${host}: ${FIRMWARE[hardware.firmware]} is installed, for ${name}.`);
  for (const { id, path, mount } of machine.sharedFolders) {
    lines.push(`Host ${host}: the folder ${path} exists, and virtiofsd is installed, for ${name}.`);
    if (mount === undefined) lines.push(`The guest ${name} mounts the shared folder "${id}" by itself, where it is wanted.`);
  }
  if (hardware.tpm) lines.push(`Host ${host}: swtpm is installed, for ${name}.`);
  lines.push(...kindOf(machine).prerequisites(guest.role, machine), ...variablesOf(machine));
  for (const { nic, network } of networksOf(machine)) lines.push(...ADDRESSINGS[network.addressedBy].prerequisites(machine.name, nic));
  return lines;
}
