import { DefectError } from '../../model/problem';
import type { GuestRole, ResolvedGuest, ResolvedMachine } from '../../model/resolved';
import { clusterNodeParts } from './cluster-node';
import { databaseParts } from './database';
import { earlyFirewall, firewallPart, linuxFirewall } from './firewall/linux';
import { firstBootParts, updatesPart } from './first-boot';
import { askedPart, awaitedPart, finishedStep, secretFilesPart } from './first-boot/awaited';
import { checkWritten, listIn, orNone, restOf } from './first-boot/cloud-config';
import { loadBalancerParts } from './load-balancer';
import { monitoringPart } from './monitoring';
import { networkConfig } from './network';
import { bootOnce, type GuestFile, type GuestPart, joinParts, type PackageManager } from './part';
import { severalCardsPart } from './several-cards';
import { sharedFoldersPart } from './shared-folders';
import { renderCommonTemplate, renderTemplate, type Template, TerraformExpression } from './template';

export { CONTAINERD_REPOSITORY, kubernetesRepository } from './cluster-node';
export { bringUpVariables } from './cluster-node/secrets';
export { backupVariables } from './database/backup/variables';
export { replicationVariables } from './database/replication';
export { tlsVariables } from './database/tls';
export { verifierVariables } from './database/verifier';
export { renderWindowsFirewall, type WindowsFirewallScript } from './firewall/windows';
export { type Ignition, ignitionName, renderIgnition } from './ignition';
export type { SecretVariable } from './secret';
export { escapeTemplate } from './template';
export { renderCloudbaseInit, renderUnattended, UNATTEND_LABEL } from './windows';

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
  'load-balancer': loadBalancerParts,
  'cluster-node': clusterNodeParts,
};

/** Whom cloud-init sets up. */
const READS_IT: { readonly [C in ResolvedGuest['configuredBy']]: boolean } = {
  'cloud-init': true,
  ignition: false,
  'cloudbase-init': false,
  unattend: false,
  none: false,
};

/**
 * What cloud-init is told when a machine is first started.
 * @returns undefined for a guest that has none
 * @throws DefectError when the machine's parts contradict each other, which a resolved system's never do
 */
export function renderCloudInit(machine: ResolvedMachine): CloudInit | undefined {
  if (!READS_IT[machine.guest.configuredBy]) return undefined;
  const { packages } = machine.os;
  if (packages === undefined) throw new DefectError(`${machine.name}: cloud-init cannot set up ${machine.os.title}`);
  return {
    userData: userData(machine, packages),
    metaData: renderTemplate({ 'instance-id': machine.objectName, 'local-hostname': machine.guest.hostname }),
    networkConfig: renderTemplate(networkConfig(machine)),
  };
}

/** The image says where packages come from. */
const SOURCES: Record<PackageManager, Readonly<Record<string, Template>>> = {
  apt: { apt: { preserve_sources_list: true } },
  dnf: {},
  zypper: {},
};

function userData(machine: ResolvedMachine, manager: PackageManager): CloudInit['userData'] {
  const { guest } = machine;
  const firewall = linuxFirewall(machine, manager);
  const asked = firstBootParts(machine, manager);
  const parts = joinParts([
    awaitedPart(machine),
    firewallPart(firewall),
    severalCardsPart(machine),
    agentPart(machine),
    askedPart(machine, manager),
    ...asked.before,
    sharedFoldersPart(machine),
    ...roleParts(machine, manager),
    monitoringPart(machine),
    updatesPart(machine, manager),
    ...asked.after,
  ]);
  const { packages, steps, boot, config } = parts;
  const files = [...parts.files, ...secretFilesPart(machine, parts.files)];
  const raw = guest.firstBoot?.cloudConfig ?? {};
  checkWritten(machine, files, raw);
  const installed = [...(guest.installs ? packages : []), ...(guest.firstBoot?.packages ?? [])];
  const own = files.filter(({ individual }) => individual);
  const common = files.filter(({ individual }) => !individual);
  const first = renderTemplate({
    hostname: guest.hostname,
    fqdn: guest.fqdn,
    write_files: own.length === 0 ? undefined : own.map(writeFile),
  });
  const rest = renderCommonTemplate({
    write_files: orNone([...common.map(writeFile), ...listIn(raw, 'write_files')]),
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
    ...config,
    ...restOf(raw, SOURCES[manager]),
    ...(installed.length > 0 ? { package_update: true, packages: [...new Set(installed)].sort() } : {}),
    bootcmd: [bootOnce('firewall', 'sh', earlyFirewall(firewall)), ...boot, ...listIn(raw, 'bootcmd')],
    // One shell program: the first command that fails ends it, and cloud-init reports the error.
    runcmd: ['set -e', ...steps, ...listIn(raw, 'runcmd'), ...finishedStep(machine)],
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

function writeFile({ path, content, mode, isBase64 = false, owner, late, appended }: GuestFile): Template {
  const encoded = isBase64 || content instanceof TerraformExpression;
  return {
    path,
    permissions: mode,
    ...(encoded && { encoding: 'b64' }),
    ...(owner !== undefined && { owner }),
    ...(late && { defer: true }),
    ...(appended && { append: true }),
    content,
  };
}
