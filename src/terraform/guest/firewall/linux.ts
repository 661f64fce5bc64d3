import { DefectError } from '../../../model/problem';
import type { ResolvedMachine, ResolvedOs } from '../../../model/resolved';
import type { GuestPart, PackageManager } from '../part';
import { firewalldFirewall } from './firewalld';
import type { LinuxFirewall } from './linux-firewall';
import { nftablesFirewall } from './nftables';

const FIREWALLS: Record<ResolvedOs['firewall'], (machine: ResolvedMachine, packages: PackageManager) => LinuxFirewall> = {
  nftables: nftablesFirewall,
  firewalld: firewalldFirewall,
  'windows-firewall': notOnLinux,
  'netsh-advfirewall': notOnLinux,
  'netsh-firewall': notOnLinux,
};

function notOnLinux(machine: ResolvedMachine): never {
  throw new DefectError(`${machine.name}: ${machine.os.title} has no firewall that cloud-init could set up`);
}

/** The firewall that keeps a Linux guest's baseline. */
export const linuxFirewall = (machine: ResolvedMachine, packages: PackageManager): LinuxFirewall =>
  FIREWALLS[machine.guest.firewallBy](machine, packages);

/** In force before anything that this project configures listens: packages that start services come later. */
export function firewallPart(firewall: LinuxFirewall): GuestPart {
  return { packages: firewall.packages, steps: firewall.late };
}

/**
 * Shell text for cloud-init's earliest stage: writes the rules, and puts them in force where the image has the firewall already.
 * cloud-init's own files are written later than its boot commands, hence here.
 */
export function earlyFirewall(firewall: LinuxFirewall): string {
  const writes = firewall.files.flatMap(({ path, content, mode }) => [
    `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`,
    `cat > ${path} <<'END'\n${content}END`,
    `chmod ${mode} ${path}`,
  ]);
  return [
    'set -e',
    ...writes,
    `if command -v ${firewall.command} > /dev/null; then`,
    ...firewall.early.map((line) => `  ${line}`),
    'fi',
    '',
  ].join('\n');
}
