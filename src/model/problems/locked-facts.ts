import type { Problem } from '../problem';
import { DOCS } from './docs';

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

export const machineReturnedChanged = (path: string, name: string, fact: string, locked: string, wanted: string): Problem => ({
  code: 'REMOVED_MACHINE_RETURNED',
  path,
  message: `${fact}: a machine "${name}" left the system with ${locked} and comes back with ${wanted}. If its removal was not applied, it is there still.`,
  fix: `Put ${locked} back; or, once the removal is applied, \`npx isthmus lock release ${name}\`.`,
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
