import type { Problem } from '../problem';

/** Where whoever installed the package finds its pages. */
const DOCS = 'node_modules/isthmus/docs';

export const lockMalformed = (message: string): Problem => ({
  code: 'LOCK_MALFORMED',
  path: 'lock',
  message,
  fix: 'Restore the file from version control (after a merge: `npx isthmus lock repair`). Do not delete it: it keeps machines from being made twice.',
});

export const lockEdited = (): Problem => ({
  code: 'LOCK_EDITED',
  path: 'lock',
  message: 'The content of the file is not what its digest says: it was joined line by line, or edited by hand.',
  fix: 'After a merge, rebase or cherry-pick: `npx isthmus lock repair`. After an edit that was meant: `npx isthmus lock accept`. Else restore the file from version control.',
});

export const lockOld = (): Problem => ({
  code: 'LOCK_OLD',
  path: 'lock',
  message: 'The file has a format of before: it does not say what tells the hosts from others.',
  fix: 'Run `npx isthmus lock accept`: it writes the file in the format of today. The next synth then notes how each host is reached: see that this is right before you commit it.',
});

export const lockMissing = (trace: string, restore: string): Problem => ({
  code: 'LOCK_MISSING',
  path: 'lock',
  message: `There is no isthmus.lock.json, but ${trace}. Without it machines would get other addresses, and a disk that has left would not be missed.`,
  fix: `${restore}. If nothing of the system was ever applied, or all of it is gone: \`npx isthmus lock init\`.`,
});

export const lockUnreadable = (file: string, reason: string): Problem => ({
  code: 'LOCK_UNREADABLE',
  path: 'lock',
  message: `${file} is there and cannot be read: ${reason}.`,
  fix: 'Let it be a file that you may read. Do not delete it: it keeps machines from being made twice.',
});

export const lockNotWritable = (reason: string): Problem => ({
  code: 'LOCK_NOT_WRITABLE',
  path: 'lock',
  message: `isthmus.lock.json has to change and cannot be written: ${reason}.`,
  fix: 'Let it be a file that you may write, in a folder where you may make files. Where it must not change, set CI=true: then nothing is written.',
});

export const lockBusy = (who: string, link: string): Problem => ({
  code: 'LOCK_BUSY',
  path: 'lock',
  message: `Somebody else is at work in this folder: ${who}.`,
  fix: `Wait until that has ended. If nothing of the kind runs any more, delete ${link}.`,
});

export const lockDuplicate = (what: string, value: string, holders: readonly string[]): Problem => ({
  code: 'LOCK_DUPLICATE',
  path: 'lock',
  message: `The ${what} ${value} is held by ${holders.join(' and ')}.`,
  fix: 'After a merge of two branches that each added a machine: `npx isthmus lock repair` gives the one that is not applied yet another value.',
});

export const lockOfOtherSystem = (mine: string, other: string): Problem => ({
  code: 'LOCK_OF_OTHER_SYSTEM',
  path: 'lock',
  message: `The lock belongs to the system "${other}", this one is "${mine}".`,
  fix: `Give each system a project folder of its own: its lock is the isthmus.lock.json there. If it is the same system, call it "${other}" again: it cannot be renamed, every object on the hosts bears its name.`,
});

const EDIT = 'edit the lock and run `npx isthmus lock accept`';

/** By hand, in words, for each locked fact. */
const MANUAL = {
  host: `copy the disks to the other host with the machine shut off, \`terraform state rm\` its resources, ${EDIT}, take the disks in as ${DOCS}/recovery.md says`,
  pool: `move the volumes with the machine shut off, \`terraform state rm\` them, ${EDIT}, take them in as ${DOCS}/recovery.md says`,
  subnet:
    'shut the machine off, change its address inside the guest, change `subnet` and `address` in the lock, run `npx isthmus lock accept`, apply',
  address: `change the address inside the guest, ${EDIT}, apply`,
  mac: `change it where the domain is defined, and wherever the guest or others know it, ${EDIT}, apply`,
  adopted: `a domain that was made by hand never becomes one that an apply makes, nor another one, under its name: add a machine under another name, move its data, remove the old one (${DOCS}/adoption.md)`,
  gateway: `change the router and the prefix length inside the guest, ${EDIT}, apply`,
  image:
    'the disk was made from the old image: add a machine with the new image under another name, move its data, remove the old one (with `retire`)',
  os: 'the virtual hardware follows from it: add a machine under another name, move its data, remove the old one (with `retire`)',
  machineType: `the guest sees other hardware: ${EDIT} once you know that it starts with it`,
  firmware: `what was installed for the one does not start with the other: give the guest a boot loader for both first, then ${EDIT}`,
  diskBus: `the guest finds its disks under other names, or not at all: see that it has the driver and mounts by UUID or label, then ${EDIT}`,
  vsockCid: `see that no program of the host asks for the old id, then ${EDIT}`,
  nicModel: `the guest sees another network card: see that it has the driver and that its settings do not name the old card, then ${EDIT}`,
  tpm: `what the guest sealed with it (keys of its disks) is lost with it: suspend that inside the guest first, then ${EDIT}`,
  engine: "migrate the data with the engine's own tools on a machine under another name, then remove the old one (with `retire`)",
  filesystem:
    'the disk keeps the one it has, and a machine made anew refuses a disk with another: add a machine under another name, move its data, remove the old one (with `retire`)',
};

/** Facts of a machine that are compared with the lock. */
export type LockedFact = keyof typeof MANUAL;

/** Facts that a machine keeps as long as it lives. */
const ANEW: ReadonlySet<LockedFact> = new Set(['host', 'pool', 'image', 'os', 'adopted']);

/** Facts whose change the provider answers with another machine or another disk. */
const COPIES: ReadonlySet<LockedFact> = new Set(['host', 'pool', 'image']);

/** Workers hold nothing that is not elsewhere. */
const NODES =
  'a worker makes way for one of a new pool (`nodes.pools`) that has it, drained before it goes; nodes that run the control plane stay as they are, or a second cluster takes over under another id';

/** @param node whether the machine is a node of a cluster */
export const lockContradiction = (path: string, fact: LockedFact, locked: string, wanted: string, node = false): Problem => ({
  code: 'LOCK_CONTRADICTION',
  path,
  message: `${fact}: the machine exists with ${locked}, the system says ${wanted}.`,
  fix: `Put ${locked} back. To really change it: ${node && ANEW.has(fact) ? NODES : MANUAL[fact]}.${COPIES.has(fact) ? ' An apply would make a second copy or an empty disk.' : ''}`,
});

export const hostChanged = (path: string, host: string, locked: string, wanted: string): Problem => ({
  code: 'HOST_CHANGED',
  path,
  message: `The host was reached at ${locked}, now at ${wanted}: on another host an apply would make all its machines a second time, with empty disks.`,
  fix: `Put ${locked} back. If ${wanted} is another name of the same host, write it to \`hosts.${host}.connection\` in isthmus.lock.json and run \`npx isthmus lock accept\`: the next plan fails if the machines are not there. To move to another host, see ${DOCS}/recovery.md.`,
});

const stackText = (stack: string | undefined): string => (stack === undefined ? 'the stack of the system' : `the stack "${stack}"`);

export const stackChanged = (path: string, host: string, locked: string | undefined, wanted: string | undefined): Problem => ({
  code: 'STACK_CHANGED',
  path,
  message: `What is on the host is in ${stackText(locked)}, the system says ${stackText(wanted)}: an apply would take it out of the one, and make it a second time in the other.`,
  fix: `Put ${stackText(locked)} back. To move it from state to state, ${wanted === undefined ? 'take `stack` out of' : `write "${wanted}" to \`stack\` in`} \`hosts.${host}\` of isthmus.lock.json and run \`npx isthmus lock accept\`; the next synth prints the commands, see ${DOCS}/operations.md.`,
});

const poolText = (path: string | undefined): string =>
  path === undefined ? 'one that was there before' : `made by this system in ${path}`;

export const poolChanged = (path: string, host: string, pool: string, locked: string | undefined, wanted: string | undefined): Problem => ({
  code: 'POOL_CHANGED',
  path,
  message: `The storage pool "${pool}" was ${poolText(locked)}, now it would be ${poolText(wanted)}: an apply would take it from under its disks.`,
  fix: `Put it back as it was. To change it by hand, see ${DOCS}/recovery.md, then write ${wanted === undefined ? '{}' : `{ "path": "${wanted}" }`} to \`hosts.${host}.pools.${pool}\` in isthmus.lock.json and run \`npx isthmus lock accept\`.`,
});

export const hostTwice = (path: string, connection: string, otherPath: string): Problem => ({
  code: 'HOST_TWICE',
  path,
  message: `${otherPath} is at ${connection} as well: one machine cannot be two hosts.`,
  fix: 'Describe it once, and give its machines that one host.',
});

export const hostLeavesTooSoon = (path: string, host: string, machines: readonly string[]): Problem => ({
  code: 'HOST_LEAVES_TOO_SOON',
  path,
  message: `The host "${host}" leaves the system together with what ran on it (${machines.join(', ')}): Terraform could not remove that without it.`,
  fix: 'Keep the host until an apply has removed its machines, then remove it.',
});

export const volumeGone = (path: string, key: string, gibibytes: number): Problem => ({
  code: 'VOLUME_GONE',
  path,
  message: `The volume "${key}" (${gibibytes} GiB of data) is no longer in the system.`,
  fix: `Put it back (a machine that only got another id keeps its disks by \`name\`: the old id), or say what becomes of the data: system.retire('${key}', { keepData: true, because: '…' }).`,
});

export const serviceAddressLost = (
  path: string,
  name: string,
  locked: string,
  block: string,
  cluster: string,
  present: boolean,
): Problem => ({
  code: 'SERVICE_ADDRESS_LOST',
  path,
  message: `Its LoadBalancer Service ${present ? 'has' : 'had'} ${locked}, which does not lie in ${block}, the block for services of the cluster "${cluster}".`,
  fix: present
    ? `Put the block back, and the service where it was. To really change it: take "${name}" out of \`services\` in isthmus.lock.json, run \`npx isthmus lock accept\`, and tell load balancers that were built with ${locked} by hand.`
    : `Put the block back; or, once nothing asks for ${locked} any more, \`npx isthmus lock release ${name}\`.`,
});

export const volumeShrunk = (path: string, key: string, locked: string, wanted: string): Problem => ({
  code: 'VOLUME_SHRUNK',
  path,
  message: `The volume "${key}" has ${locked}, the system says ${wanted}: a disk cannot be made smaller.`,
  fix: `Write ${locked} or more.`,
});

export const retireUnknown = (path: string, id: string, known: readonly string[]): Problem => ({
  code: 'RETIRE_UNKNOWN',
  path,
  message: `retire: there is no protected volume or removed machine "${id}"; known: ${known.join(', ') || 'none'}.`,
  fix: 'Write the id of the volume, or remove the call.',
});

export const retireInUse = (path: string, id: string): Problem => ({
  code: 'RETIRE_IN_USE',
  path,
  message: `retire: "${id}" is still part of the system.`,
  fix: 'Remove the machine or disk from the system, or the call of retire.',
});

export const retiredWithoutHost = (path: string, key: string, host: string): Problem => ({
  code: 'RETIRED_WITHOUT_HOST',
  path,
  message: `The retired volume "${key}" lies on the host "${host}", which is no longer in the system: Terraform could not let go of it.`,
  fix: `Put the host back until the retirement is applied and \`npx isthmus lock release ${key}\` was run.`,
});

export const volumeReturned = (path: string, key: string): Problem => ({
  code: 'RETIRED_VOLUME_RETURNED',
  path,
  message: `A volume "${key}" was retired before, and may still lie in the pool under the same name.`,
  fix: `Give the disk another id; or, once the old volume is gone or renamed, \`npx isthmus lock release ${key}\`.`,
});

export const machineReturned = (path: string, name: string): Problem => ({
  code: 'RETIRED_MACHINE_RETURNED',
  path,
  message: `A machine "${name}" was retired before, and its volumes may still lie in the pool under the same names.`,
  fix: `Give the machine another name; or \`npx isthmus lock release ${name}\` once the old volumes are gone or renamed, or to have them back (${DOCS}/operations.md, "Removing").`,
});

export const machineReturnedChanged = (path: string, name: string, fact: string, locked: string, wanted: string): Problem => ({
  code: 'REMOVED_MACHINE_RETURNED',
  path,
  message: `${fact}: a machine "${name}" left the system with ${locked} and comes back with ${wanted}. If its removal was not applied, it is there still.`,
  fix: `Put ${locked} back; or, once the removal is applied, \`npx isthmus lock release ${name}\`.`,
});

export const lockOutOfDate = (changes: readonly string[]): Problem => ({
  code: 'LOCK_OUT_OF_DATE',
  path: 'lock',
  message: `The lock file would change (${changes.join(', ')}), and it is frozen here (CI).`,
  fix: 'Run `npx isthmus synth` where you develop and commit isthmus.lock.json.',
});

export const releaseUnknown = (name: string, present: boolean, known: readonly string[]): Problem => ({
  code: 'RELEASE_UNKNOWN',
  path: 'lock',
  message: present
    ? `release: "${name}" was part of the system at the last synth.`
    : `release: nothing called "${name}" has left the system; what has: ${known.join(', ') || 'nothing'}.`,
  fix: present ? 'Remove it from the system and synthesize first.' : 'Write the name of a machine, service or volume that has left.',
});

export const renewUnknown = (name: string, known: readonly string[]): Problem => ({
  code: 'RENEW_UNKNOWN',
  path: 'lock',
  message: `renew: the lock has no machine "${name}"; it has: ${known.join(', ') || 'none'}.`,
  fix: 'Write the name of a machine of the system.',
});

export const claimChanged = (path: string, key: string, fact: string, locked: string, wanted: string): Problem => ({
  code: 'CLAIM_CHANGED',
  path,
  message: `${fact}: the claim "${key}" exists with ${locked}, the system says ${wanted}, and no claim can be changed in that.`,
  fix: `Put ${locked} back; or give the claim another id, move its data, and retire the old one: system.retire('${key}', { keepData: true, because: '…' }).`,
});

export const claimOfPodGrows = (
  path: string,
  key: string,
  { namespace, claim }: { readonly namespace: string; readonly claim: string },
  locked: string,
  wanted: string,
): Problem => ({
  code: 'CLAIM_TEMPLATE_FIXED',
  path,
  message: `The claim "${key}" has ${locked}, the system says ${wanted}: Kubernetes changes no claim of a StatefulSet.`,
  fix: `Put ${locked} back; or let the claims of all its pods grow by hand (\`kubectl edit pvc ${claim} -n ${namespace}\` …, where their class allows it), take the StatefulSet away from over its pods (\`kubectl delete statefulset … --cascade=orphan\`), write their new sizes to \`claims\` in isthmus.lock.json, run \`npx isthmus lock accept\`, and apply.`,
});
