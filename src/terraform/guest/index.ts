import { DefectError } from '../../model/problem';
import type { GuestRole, ResolvedMachine } from '../../model/resolved';
import { clusterNodePart } from './cluster-node';
import { databaseParts } from './database';
import { earlyFirewall, firewallPart, linuxFirewall } from './firewall/linux';
import { loadBalancerPart } from './load-balancer';
import { networkConfig } from './network';
import { type GuestFile, type GuestPart, joinParts, type PackageManager } from './part';
import { severalCardsPart } from './several-cards';
import { renderCommonTemplate, renderTemplate, type Template, TerraformExpression } from './template';

export { CONTAINERD_REPOSITORY, kubernetesRepository } from './cluster-node';
export { verifierVariable } from './database/verifier';
export { renderWindowsFirewall, type WindowsFirewallScript } from './firewall/windows';
export { escapeTemplate } from './template';

/**
 * The documents of cloud-init's NoCloud data source, as Terraform strings: template sequences are escaped,
 * but for the expressions of sensitive variables.
 */
export interface CloudInit {
  /** In two parts, of which the second is the same text for all machines that differ in nothing but names, addresses and secrets. */
  readonly userData: { readonly own: string; readonly common: string };
  readonly metaData: string;
  readonly networkConfig: string;
}

/** What a role adds to a guest, by its kind. */
const ROLES: {
  readonly [K in GuestRole['kind']]: (
    role: Extract<GuestRole, { kind: K }>,
    machine: ResolvedMachine,
    packages: PackageManager,
  ) => readonly GuestPart[];
} = {
  plain: () => [],
  database: databaseParts,
  'load-balancer': (role, _machine, packages) => [loadBalancerPart(role, packages)],
  'cluster-node': (role, machine, packages) => [clusterNodePart(role, machine, packages)],
};

/**
 * What a machine is told when it is first started.
 * @returns undefined for a guest that nothing configures
 * @throws DefectError when the machine's parts contradict each other, which a resolved system's never do
 */
export function renderCloudInit(machine: ResolvedMachine): CloudInit | undefined {
  if (machine.guest.configuredBy === 'none') return undefined;
  const { packages } = machine.os;
  if (packages === undefined) throw new DefectError(`${machine.name}: cloud-init cannot set up ${machine.os.title}`);
  return {
    userData: userData(machine, packages),
    metaData: renderTemplate({ 'instance-id': machine.objectName, 'local-hostname': machine.guest.hostname }),
    networkConfig: renderTemplate(networkConfig(machine)),
  };
}

/** The image says where packages come from. */
const SOURCES: Record<PackageManager, Readonly<Record<string, unknown>>> = { apt: { apt: { preserve_sources_list: true } }, dnf: {} };

function userData(machine: ResolvedMachine, manager: PackageManager): CloudInit['userData'] {
  const { guest } = machine;
  const firewall = linuxFirewall(machine, manager);
  const { packages, files, steps } = joinParts([
    firewallPart(firewall),
    severalCardsPart(machine),
    agentPart(machine),
    ...roleParts(machine, manager),
  ]);
  const own = files.filter(({ individual }) => individual);
  const common = files.filter(({ individual }) => !individual);
  const first = renderTemplate({
    hostname: guest.hostname,
    fqdn: guest.fqdn,
    write_files: own.length === 0 ? undefined : own.map(writeFile),
  });
  const rest = renderCommonTemplate({
    write_files: common.length === 0 ? undefined : common.map(writeFile),
    // Enterprise Linux would take the full name for the host's: Linux has room for 64 characters of it, and nodes are known by the short one.
    prefer_fqdn_over_hostname: false,
    manage_etc_hosts: 'localhost',
    // Keys only, and never as root.
    ssh_pwauth: false,
    disable_root: true,
    ssh_authorized_keys: guest.sshAuthorizedKeys.length === 0 ? undefined : guest.sshAuthorizedKeys,
    // RSA host keys and generated locales cost a small machine minutes and serve nobody; ecdsa is for guests in FIPS mode.
    ssh_genkeytypes: ['ed25519', 'ecdsa'],
    locale: 'C.UTF-8',
    ntp: guest.ntpServers.length === 0 ? undefined : { enabled: true, servers: guest.ntpServers },
    ...SOURCES[manager],
    ...(guest.installs ? { package_update: true, packages: [...new Set(packages)].sort() } : {}),
    bootcmd: [['cloud-init-per', 'instance', 'isthmus-firewall', 'sh', '-c', earlyFirewall(firewall)]],
    // One shell program: the first command that fails ends it, and cloud-init reports the error.
    runcmd: ['set -e', ...steps],
  });
  // The list of files goes on from one part to the other.
  return { own: `#cloud-config\n${first}`, common: own.length === 0 ? rest : rest.replace(/^write_files:\n/, '') };
}

function roleParts(machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] {
  const render = ROLES[machine.guest.role.kind] as (
    role: GuestRole,
    machine: ResolvedMachine,
    packages: PackageManager,
  ) => readonly GuestPart[];
  return render(machine.guest.role, machine, packages);
}

function agentPart(machine: ResolvedMachine): GuestPart {
  if (!machine.hardware.guestAgent) return {};
  // Not waited for: its unit hangs on the device that the hypervisor gives it.
  return { packages: ['qemu-guest-agent'], steps: ['systemctl start --no-block qemu-guest-agent.service'] };
}

function writeFile({ path, content, mode }: GuestFile): Template {
  return content instanceof TerraformExpression
    ? { path, permissions: mode, encoding: 'b64', content }
    : { path, permissions: mode, content };
}
