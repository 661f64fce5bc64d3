import { domain, type network } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedMachine, ResolvedNic, ResolvedOs, ResolvedSubnet } from '../model/resolved';
import { type Drives, drivesConfig, ioThreads } from './domain-disks';
import { ignitionName } from './guest';
import { hardwareConfig } from './hardware';
import type { HostSide } from './host-side';
import { memoryBacking } from './memory';
import { addressed, reference, terraformAddress } from './names';
import { isLandmark } from './same-host';
import { sharedFolders } from './shared-folders';
import type { TerraformData } from './terraform-data';
import type { Virsh, VirshScript } from './virsh';

/** What a machine's domain is put together from. */
export interface DomainParts extends Drives {
  /** The first one first. libvirt finds slots for them in this order: one that comes later takes none of those before it. */
  readonly cards: readonly CardParts[];
  /** Addresses of what must be there before it is started. */
  readonly before: readonly string[];
  /** Expression for the path of what Ignition reads. Unset: it sets nothing up. */
  readonly ignition?: string;
}

/** A network card and what it is plugged into. */
export interface CardParts {
  readonly nic: ResolvedNic;
  readonly subnet: ResolvedSubnet;
  /** Unset for an existing bridge. */
  readonly network?: network.Network;
}

/** Seconds that a guest gets to shut down: databases flush, Windows installs updates. */
const SHUTDOWN: Record<ResolvedOs['family'], number> = { linux: 120, windows: 300 };

/**
 * The machine itself. Nothing in it changes with policy, and it refers to nothing whose attributes a plan may not know:
 * any change of a domain means that the guest is shut down, defined anew and started.
 */
export function renderDomain(scope: Construct, { host, provider }: HostSide, parts: DomainParts): domain.Domain {
  const { machine } = parts;
  const { devices, ...hardware } = hardwareConfig(machine, host);
  const drives = drivesConfig(parts);
  const shutdown = { timeout: SHUTDOWN[machine.os.family] };
  const resource = addressed(
    domain.Domain.tfResourceType,
    machine.name,
    (id) =>
      new domain.Domain(scope, id, {
        provider,
        name: machine.objectName,
        ...hardware,
        memory: machine.memoryMiB,
        memoryUnit: 'MiB',
        vcpu: machine.cpus,
        ioThreads: ioThreads(drives),
        memoryBacking: memoryBacking(machine),
        // Started by a step of its own: with `running` set, every change of a running machine ends in an error.
        autostart: true,
        onPoweroff: 'destroy',
        onReboot: 'restart',
        onCrash: 'restart',
        update: { shutdown },
        destroy: { shutdown },
        sysInfo: firmwareConfig(parts),
        devices: {
          ...devices,
          ...drives,
          filesystems: sharedFolders(machine),
          interfaces: parts.cards.map((card) => networkCard(card, machine)),
        },
      }),
  );
  // Plain addresses: what cdktf makes of constructs here takes a stack trace each.
  resource.dependsOn = [...parts.before];
  return resource;
}

/** `value` is what the provider asks for beside a file: libvirt takes one of both. */
const firmwareConfig = ({ machine, ignition }: DomainParts): domain.DomainSysInfo[] | undefined =>
  ignition === undefined ? undefined : [{ fwCfg: { entry: [{ name: ignitionName(machine), file: ignition, value: '' }] } }];

function networkCard({ nic, subnet, network }: CardParts, { hardware }: ResolvedMachine): domain.DomainDevicesInterfaces {
  return {
    mac: { address: nic.mac },
    model: { type: hardware.nicModel },
    source: network ? { network: { network: reference(network, 'name') } } : { bridge: { bridge: subnet.bridge } },
    target: { dev: nic.tap },
    mtu: { size: nic.mtu },
    // By its literal name and without parameters: a changed parameter would change the domain.
    filterRef: nic.filter && { filter: nic.filter.name },
    portOptions: nic.portIsolated ? { isolated: 'yes' } : undefined,
  };
}

/**
 * Starts the machine once it exists, and again after every apply that changed or replaced it or a network of its, for whatever
 * reason: those leave it off. The state notes by what libvirt tells the machine from all others: hosts are known again by that.
 */
export function renderStart(virsh: Virsh, { host }: HostSide, resource: domain.Domain, { machine, cards }: DomainParts): TerraformData {
  const triggers = [resource, ...cards.flatMap(({ network }) => network ?? [])].map(terraformAddress);
  const identity = { uuid: reference(resource, 'uuid') };
  return virsh.step(`${machine.name}-start`, {
    host,
    facts: { domain: machine.objectName },
    notes: identity,
    triggers: identity,
    keepsNotes: isLandmark(host, machine),
    create: START,
    replaceTriggeredBy: triggers,
  });
}

const START: VirshScript = {
  name: 'start',
  text: `state=$(v domstate "$DOMAIN")
case "$state" in "shut off" | crashed) v start "$DOMAIN" >/dev/null ;; esac`,
};
