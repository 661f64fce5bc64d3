import type { Image } from '../../guest/image';
import { hardwareConflict } from '../../guest/impossible-hardware';
import { checkBackup } from '../../kinds/backup';
import { checkPorts, checkSize, checkUndialled } from '../../kinds/checks';
import { checkFirstBoot } from '../../kinds/first-boot';
import { checkMinutes, checkWait } from '../../kinds/first-boot/wait';
import { addressingOf } from '../../kinds/guest/addressings';
import { cardsOf } from '../../kinds/guest/cards';
import { checkLeast, checkListens, checkOs } from '../../kinds/guest/check-os';
import { kindOf, pathOf } from '../../kinds/machine';
import { checkMonitoring } from '../../kinds/monitoring';
import { checkWindowsSetup } from '../../kinds/windows-setup';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Machine } from '../../workload/machine';
import type { Inventory } from '../inventory/inventory';
import { checkCds, checkDisks } from './check-disks';
import { checkFolders } from './check-folders';
import { checkHardware } from './check-hardware';
import { rootDiskOf } from './volumes';

/** Checks every machine by itself; answers those that later passes can work with. */
export function checkMachines(inventory: Inventory, report: Report): readonly Machine[] {
  const { provisioning, domain, admin, root } = inventory;
  if (root.props.waitForFirstBoot) checkMinutes(root.node.path, root.props.waitForFirstBoot, report);
  const described = new Set<string>();
  for (const machine of inventory.machines) {
    // Nodes are described at their cluster, all at once.
    if (!described.has(pathOf(machine))) {
      checkFirstBoot(machine, provisioning.packages, report);
      checkWait(machine, report);
    }
    checkWindowsSetup(machine, pathOf(machine), (admin?.sshAuthorizedKeys ?? []).length > 0, report);
    described.add(pathOf(machine));
    const backup = kindOf(machine).backup(machine);
    if (backup) checkBackup(machine, backup, provisioning, domain, report);
    if (kindOf(machine).declaredAt(machine) === machine) checkMonitoring(machine, pathOf(machine), report);
  }
  return inventory.machines.filter((machine) => checkMachine(machine, report));
}

function checkMachine(machine: Machine, report: Report): boolean {
  const { props } = machine;
  const path = pathOf(machine);
  if (!Number.isInteger(props.cpus) || props.cpus < 1)
    report(problems.invalidAmount(path, 'cpus', `${props.cpus} is not a whole number from 1`));
  checkSize(path, 'memory', props.memory, report);
  if (props.rootDisk) checkSize(path, 'rootDisk', props.rootDisk, report);
  checkOs(path, props.os, report);
  // What runs already has enough.
  if (!machine.adopt) checkLeast(path, props.os, props.memory, rootDiskOf(machine).size, report);
  for (const what of hardwareConflict(props.os.hardware)) report(problems.impossibleHardware(path, props.os.resolved.title, what));
  checkDisks(machine, report);
  checkCds(machine, report);
  checkFolders(machine, report);
  checkHardware(machine, report);
  checkPorts(path, machine.listens, report);
  checkUndialled(path, machine.listens, report);
  checkListens(path, props.os, machine.listens, report);
  const images = [props.image ?? [], machine.cdImages].flat();
  for (const image of images) checkImage(image, path, report);
  checkAddressing(machine, report);
  kindOf(machine).check(machine, report);
  return images.every(({ identity }) => identity !== undefined);
}

function checkImage(image: Image, path: string, report: Report): void {
  const { version, sha256 } = image.props;
  if (URL.canParse(image.source) && new URL(image.source).password) {
    const fix = 'Let the address be one that can be read without, or download the image and name the file.';
    report(problems.secretGiven(path, 'image', 'a password', fix));
    return;
  }
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
  for (const card of cardsOf(machine)) {
    const { title, defect } = addressingOf(card);
    const reason = defect(card);
    if (reason) report(problems.addressingImpossible(card.id === undefined ? pathOf(machine) : card.path, title, reason));
  }
}
