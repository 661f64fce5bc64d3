import { isDatabaseName } from '../../guest/database-name';
import { databasePackages, databaseVersions } from '../../guest/database-packages';
import { DISK_PLACES } from '../../guest/disk-places';
import * as problems from '../../problems';
import type { MachineKind } from '../../resolved';
import { asArray, type Port, portsOverlap, type Size } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';
import type { ClusterNode } from '../../workload/kubernetes-cluster';
import type { Backend, LoadBalancer } from '../../workload/load-balancer';
import { AddressedBy, type Machine } from '../../workload/machine';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { modeOf } from '../network/routing';

/** Checks every machine by itself; answers those that later passes can work with. */
export function checkMachines(inventory: Inventory, report: Report): readonly Machine[] {
  return inventory.machines.filter((machine) => checkMachine(machine, report));
}

const BY_KIND: Record<MachineKind, (machine: Machine, report: Report) => void> = {
  'virtual-machine': () => undefined,
  legacy: () => undefined,
  'cluster-node': checkConfigurable,
  'load-balancer': (machine, report) => {
    checkConfigurable(machine, report);
    checkBackends(machine as LoadBalancer, report);
  },
  database: (machine, report) => {
    checkConfigurable(machine, report);
    checkDatabase(machine as DatabaseVm, report);
  },
};

/** What a kind of machine installs when its image does not bring it; undefined: nothing. */
export const INSTALLS: Record<MachineKind, string | undefined> = {
  'virtual-machine': undefined,
  legacy: undefined,
  database: 'its database engine',
  'load-balancer': 'HAProxy',
  'cluster-node': 'containerd and the kubelet',
};

export const installs = (machine: Machine): boolean => INSTALLS[machine.kind] !== undefined && !machine.props.image.props.preinstalled;

/** How the machine gets its address. */
export const addressedBy = (machine: Machine): AddressedBy =>
  machine.props.addressedBy ?? (machine.configured ? AddressedBy.CLOUD_INIT : AddressedBy.DHCP);

/** Where users wrote a machine's props: those of cluster nodes stand at the cluster, once for all. */
export const pathOf = (machine: Machine): string =>
  (machine.kind === 'cluster-node' ? (machine as ClusterNode).cluster : machine).node.path;

function checkMachine(machine: Machine, report: Report): boolean {
  const { props } = machine;
  const path = pathOf(machine);
  if (!Number.isInteger(props.cpus) || props.cpus < 1)
    report(problems.invalidAmount(path, 'cpus', `${props.cpus} is not a whole number from 1`));
  checkSize(path, 'memory', props.memory, report);
  if (props.rootDisk) checkSize(path, 'rootDisk', props.rootDisk, report);
  checkDisks(machine, report);
  checkPorts(path, machine.listens, report);
  checkImage(machine, report);
  checkAddressing(machine, report);
  BY_KIND[machine.kind](machine, report);
  return props.image.identity !== undefined;
}

export function checkSize(path: string, prop: string, size: Size, report: Report): void {
  if (size.defect) report(problems.invalidAmount(path, prop, size.defect));
}

export function checkPorts(path: string, ports: readonly Port[], report: Report): void {
  const text = (port: Port): string => `${port} "${port.resolved.name}"`;
  for (const [index, port] of ports.entries()) {
    if (port.defect) report(problems.invalidPort(path, port.defect));
    const others = ports.slice(0, index);
    const clash = others.find(({ resolved }) => resolved.name === port.resolved.name || portsOverlap(resolved, port.resolved));
    if (clash) report(problems.portClash(path, text(clash), text(port)));
  }
}

function checkDisks({ node, props, dataDisks }: Machine, report: Report): void {
  const bus = props.os.hardware.diskBus;
  if (dataDisks.length + 1 > DISK_PLACES[bus]) report(problems.tooManyDisks(node.path, dataDisks.length + 1, bus, DISK_PLACES[bus]));
  const ids = new Set(['root', 'cloudinit']);
  for (const disk of dataDisks) {
    checkSize(node.path, `the disk "${disk.id}"`, disk.size, report);
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(disk.id)) report(problems.invalidDiskId(node.path, disk.id));
    if (ids.has(disk.id)) report(problems.nameClash(node.path, disk.id, 'another disk of the same machine'));
    ids.add(disk.id);
  }
}

function checkImage(machine: Machine, report: Report): void {
  const { image } = machine.props;
  const { version, sha256 } = image.props;
  const path = pathOf(machine);
  if (!/^(https?:\/\/\S+|\/\S+)$/.test(image.source))
    report(problems.invalidImage(path, image.source, 'is neither an absolute path nor an http or https URL'));
  else if (!/^[a-z0-9]/.test(image.name)) report(problems.invalidImage(path, image.source, 'has no file name'));
  if (image.identity === undefined) report(problems.imageWithoutIdentity(path, image.source));
  else if (version !== undefined && !/^[A-Za-z0-9._-]+$/.test(version))
    report(problems.invalidImage(path, image.source, `has the version "${version}"`));
  else if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    report(problems.invalidImage(path, image.source, `has a sha256 of ${sha256.length} characters, not 64 hexadecimal digits`));
}

function checkAddressing(machine: Machine, report: Report): void {
  const how = addressedBy(machine);
  const bridged = modeOf(machine.props.subnet) === 'bridge';
  if (how === AddressedBy.CLOUD_INIT && !machine.configured) {
    report(problems.addressingImpossible(pathOf(machine), 'cloud-init', 'nothing configures this guest'));
  }
  if (how === AddressedBy.DHCP && bridged) {
    report(problems.addressingImpossible(pathOf(machine), 'DHCP', 'a bridged subnet has no DHCP server of this system'));
  }
}

function checkConfigurable(machine: Machine, report: Report): void {
  const os = machine.props.os.resolved;
  const what: Record<MachineKind, string> = {
    'virtual-machine': 'The machine',
    legacy: 'The machine',
    database: 'The database',
    'load-balancer': 'The load balancer',
    'cluster-node': 'The cluster node',
  };
  if (os.family !== 'linux') report(problems.guestNotConfigurable(pathOf(machine), what[machine.kind], os.title));
}

function checkDatabase({ node, props }: DatabaseVm, report: Report): void {
  const { engine, backup, os, image, database } = props;
  if (os.resolved.family === 'linux' && !image.props.preinstalled && !databasePackages(os.resolved.id, engine.name, engine.version)) {
    report(problems.engineUnavailable(node.path, `${engine}`, os.resolved.title, databaseVersions(os.resolved.id, engine.name)));
  }
  if (database !== undefined && !isDatabaseName(database)) report(problems.invalidDatabaseName(node.path, database));
  if (!backup) return;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(backup.daily)) report(problems.invalidBackup(node.path, `"${backup.daily}" is no time of day`));
  if (!Number.isInteger(backup.keep) || backup.keep < 1)
    report(problems.invalidBackup(node.path, `keeping ${backup.keep} dumps keeps none`));
}

function checkBackends({ node, props }: LoadBalancer, report: Report): void {
  const backends = asArray(props.backends);
  const [first] = backends as readonly [Backend, ...Backend[]];
  const listOf = (ports: readonly Port[]): string => ports.map(String).sort().join(', ') || 'none';
  if (first.listens.length === 0) report(problems.flowWithoutPort(node.path, `${node.path} -> ${first.node.path}`, first.node.path));
  for (const { resolved } of first.listens) {
    const what = resolved.protocol === 'tcp' ? 'A range of ports' : resolved.protocol.toUpperCase();
    if (resolved.protocol !== 'tcp' || resolved.from !== resolved.to)
      report(
        problems.unsupportedProtocol(
          node.path,
          `${node.path} -> ${first.node.path}`,
          what,
          'by the load balancer, which passes on single TCP ports',
        ),
      );
  }
  for (const backend of backends.slice(1)) {
    if (listOf(backend.listens) !== listOf(first.listens)) {
      report(
        problems.backendsDiffer(
          node.path,
          `${first.node.path} on ${listOf(first.listens)}`,
          `${backend.node.path} on ${listOf(backend.listens)}`,
        ),
      );
    }
  }
}
