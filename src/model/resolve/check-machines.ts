import { databasePackages, databaseVersions } from '../guest/database-packages';
import * as problems from '../problems';
import type { MachineKind } from '../resolved';
import { asArray, type Port, type Size } from '../values';
import type { DatabaseVm } from '../workload/database-vm';
import type { Backend, LoadBalancer } from '../workload/load-balancer';
import { AddressedBy, type Machine } from '../workload/machine';
import type { Inventory } from './inventory';
import type { Report } from './report';
import { modeOf } from './routing';

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

function checkMachine(machine: Machine, report: Report): boolean {
  const { props, node } = machine;
  if (!Number.isInteger(props.cpus) || props.cpus < 1)
    report(problems.invalidAmount(node.path, 'cpus', `${props.cpus} is not a whole number from 1`));
  checkSize(node.path, 'memory', props.memory, report);
  if (props.rootDisk) checkSize(node.path, 'rootDisk', props.rootDisk, report);
  checkDisks(machine, report);
  checkPorts(node.path, machine.listens, report);
  checkImage(machine, report);
  checkAddressing(machine, report);
  BY_KIND[machine.kind](machine, report);
  return props.image.identity !== undefined;
}

export function checkSize(path: string, prop: string, size: Size, report: Report): void {
  if (size.defect) report(problems.invalidAmount(path, prop, size.defect));
}

export function checkPorts(path: string, ports: readonly Port[], report: Report): void {
  const seen = new Map<string, Port>();
  for (const port of ports) {
    if (port.defect) report(problems.invalidPort(path, port.defect));
    const { name, protocol, from } = port.resolved;
    for (const key of [`name ${name}`, `${protocol}/${from}`]) {
      const other = seen.get(key);
      if (other) report(problems.portClash(path, `${other} "${other.resolved.name}"`, `${port} "${name}"`));
      else seen.set(key, port);
    }
  }
}

function checkDisks({ node, dataDisks }: Machine, report: Report): void {
  const ids = new Set(['root', 'cloudinit']);
  for (const disk of dataDisks) {
    checkSize(node.path, `the disk "${disk.id}"`, disk.size, report);
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(disk.id)) {
      report(problems.invalidAmount(node.path, 'dataDisks', `"${disk.id}" is no disk id: 1 to 15 lower-case letters, digits and hyphens`));
    }
    if (ids.has(disk.id)) report(problems.nameClash(node.path, disk.id, 'another disk of the same machine'));
    ids.add(disk.id);
  }
}

function checkImage({ node, props: { image } }: Machine, report: Report): void {
  const { version, sha256 } = image.props;
  if (!/^(https?:\/\/\S+|\/\S+)$/.test(image.source))
    report(problems.invalidImage(node.path, image.source, 'is neither an absolute path nor an http or https URL'));
  if (image.identity === undefined) report(problems.imageWithoutIdentity(node.path, image.source));
  else if (version !== undefined && !/^[A-Za-z0-9._-]+$/.test(version))
    report(problems.invalidImage(node.path, image.source, `has the version "${version}"`));
  else if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    report(problems.invalidImage(node.path, image.source, `has a sha256 of ${sha256.length} characters, not 64 hexadecimal digits`));
}

function checkAddressing(machine: Machine, report: Report): void {
  const how = addressedBy(machine);
  const bridged = modeOf(machine.props.subnet) === 'bridge';
  if (how === AddressedBy.CLOUD_INIT && !machine.configured) {
    report(problems.addressingImpossible(machine.node.path, 'cloud-init', 'nothing configures this guest'));
  }
  if (how === AddressedBy.DHCP && bridged) {
    report(problems.addressingImpossible(machine.node.path, 'DHCP', 'a bridged subnet has no DHCP server of this system'));
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
  if (os.family !== 'linux') report(problems.guestNotConfigurable(machine.node.path, what[machine.kind], os.title));
}

function checkDatabase({ node, props }: DatabaseVm, report: Report): void {
  const { engine, backup, os, image, database } = props;
  if (os.resolved.family === 'linux' && !image.props.preinstalled && !databasePackages(os.resolved.id, engine.name, engine.version)) {
    report(problems.engineUnavailable(node.path, `${engine}`, os.resolved.title, databaseVersions(os.resolved.id, engine.name)));
  }
  if (database !== undefined && !/^[a-z_][a-z0-9_]{0,31}$/.test(database)) {
    report(
      problems.invalidAmount(
        node.path,
        'database',
        `"${database}" is no plain SQL name: 1 to 32 lower-case letters, digits and underscores`,
      ),
    );
  }
  if (!backup) return;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(backup.daily)) report(problems.invalidBackup(node.path, `"${backup.daily}" is no time of day`));
  if (!Number.isInteger(backup.keep) || backup.keep < 1)
    report(problems.invalidBackup(node.path, `keeping ${backup.keep} dumps keeps none`));
}

function checkBackends({ node, props }: LoadBalancer, report: Report): void {
  const backends = asArray(props.backends);
  const [first] = backends as readonly [Backend, ...Backend[]];
  const listOf = (ports: readonly Port[]): string => ports.map(String).sort().join(', ') || 'none';
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
