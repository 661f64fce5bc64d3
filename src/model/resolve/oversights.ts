import { LAST_READ } from '../guest/os';
import { isFiltered, pathOf } from '../kinds/machine';
import { forwardOf } from '../kinds/subnet';
import type { Machine } from '../workload/machine';
import type { ServingProps } from '../workload/serving';
import type { Findings } from './findings';
import type { Inventory } from './inventory/inventory';

/** Names of variables whose text had better stand in no program. */
const SECRETIVE = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)$/i;
/** Text that such a variable may hold: nothing, a switch, a number, a place. */
const HARMLESS = /^$|^(true|false|yes|no|on|off|\d+)$|^[./]|:\/\//i;

/** Text in variables that are called like secrets. */
function warnLiterals({ workloads }: Inventory, findings: Findings): void {
  for (const { node, props } of workloads) {
    for (const { env = {} } of [props, ...(props.initContainers ?? []), ...(props.sidecars ?? [])]) {
      const names = Object.entries(env).filter(
        ([name, value]) => typeof value === 'string' && SECRETIVE.test(name) && !HARMLESS.test(value),
      );
      for (const [name] of names)
        findings.warn({
          code: 'LITERAL_SECRET',
          path: node.path,
          message: `Its variable ${name} is called like a secret, and its text stands in the program and in the manifests: refer to a Secret, unless everybody may know it.`,
        });
    }
  }
}

/** What a mesh does by itself. */
function warnAffinity({ workloads }: Inventory, findings: Findings): void {
  for (const { node, props } of workloads) {
    const { sessionAffinity } = props as Partial<ServingProps>;
    if (sessionAffinity && props.mesh)
      findings.warn({
        code: 'AFFINITY_IGNORED',
        path: node.path,
        message: `sessionAffinity has no effect for callers in the mesh "${props.mesh.node.id}": its proxies choose a pod for each connection or request by themselves.`,
      });
  }
}

/** Machines that are as they were found: what the policy denies them, others do. */
function warnUnfiltered(machines: readonly Machine[], findings: Findings): void {
  for (const machine of machines.filter((each) => !isFiltered(each)))
    findings.warn({
      code: 'ADOPTED_UNFILTERED',
      path: pathOf(machine),
      message:
        'No filter stands before its network cards: whoever reaches its network reaches every port of it, whatever the policy says, and it reaches whom it likes. Say `filtered: true` in `adopt` once every flow that it needs is stated: from the next apply on the rest is dropped, live.',
    });
}

/** Machines whose maker brings no more updates, on the day on which the table of operating systems was last read. */
function warnEndedSupport(machines: readonly Machine[], findings: Findings): void {
  for (const machine of machines) {
    const { title, supportedUntil, keptBecause } = machine.props.os.resolved;
    if (supportedUntil === undefined || supportedUntil >= LAST_READ || keptBecause !== undefined) continue;
    findings.warn({
      code: 'SUPPORT_ENDED',
      path: pathOf(machine),
      message: `${title} had its last updates on ${supportedUntil}. Replace it; or say why it stays: \`os\` with .afterSupport({ because: '…' }), or GuestOs.custom({ like: …, supportedUntil: '…' }) where somebody else brings updates.`,
    });
  }
}

/** Machines that are started from one image, and are said to be different systems: of all but one kind that is wrong, and what sets them up fails. */
function warnSharedImages(machines: readonly Machine[], findings: Findings): void {
  const first = new Map<string, Machine>();
  for (const machine of machines) {
    const { image, os } = machine.props;
    if (image?.identity === undefined) continue;
    const file = `${image.source} ${image.identity}`;
    const other = first.get(file) ?? machine;
    first.set(file, other);
    if (other.props.os.origin === os.origin) continue;
    findings.warn({
      code: 'IMAGE_OF_TWO_SYSTEMS',
      path: pathOf(machine),
      message: `It is said to be ${os.resolved.title}, and ${pathOf(other)}, which is started from the same image (${image.source}), to be ${other.props.os.resolved.title}: one of both is set up by what its system does not have. Give it the image of its own system, or let both say the same \`os\`.`,
    });
  }
}

/** The first of them, for a sentence. */
const namesOf = (machines: readonly Machine[]): string =>
  `${machines
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${machines.length > 3 ? ', …' : ''}`;

/** Warns of what is allowed, and hardly ever meant. Whoever means it gives an empty list. */
export function warnOversights(inventory: Inventory, machines: readonly Machine[], findings: Findings): void {
  const { root, admin, subnets } = inventory;
  warnLiterals(inventory, findings);
  warnAffinity(inventory, findings);
  warnEndedSupport(machines, findings);
  warnUnfiltered(machines, findings);
  warnSharedImages(machines, findings);
  const configured = machines.filter((machine) => machine.configured);
  if (admin && admin.sshAuthorizedKeys === undefined && configured.length > 0) {
    findings.warn({
      code: 'ADMIN_WITHOUT_KEYS',
      path: root.node.path,
      message: `Administrators reach ${namesOf(configured)} over SSH, but no key of theirs is set up there: list them in admin.sshAuthorizedKeys ([] when the images have accounts of their own).`,
    });
  }
  if (root.props.admin === undefined && machines.length > 0)
    findings.warn({
      code: 'NO_ADMINISTRATORS',
      path: root.node.path,
      message: `Nobody is let in to administer ${namesOf(machines)}, whose consoles are all that is left: say from where administrators come, and by which keys, in \`admin\` ([] when that is meant).`,
    });
  if (root.props.provisioning?.ntp === undefined && configured.length > 0)
    findings.warn({
      code: 'NO_TIME_SERVERS',
      path: root.node.path,
      message: `Nobody tells ${namesOf(configured)} the time: clocks that are not set run apart, and certificates, logs and replicas go by them. Name time servers in provisioning.ntp ([] when the clocks of the hosts are right, and will do).`,
    });
  for (const subnet of subnets) {
    const { props, node } = subnet;
    if (forwardOf(subnet).owned || props.nameservers !== undefined || !configured.some((machine) => machine.props.subnet === subnet))
      continue;
    findings.warn({
      code: 'BRIDGE_WITHOUT_NAMESERVERS',
      path: node.path,
      message: 'Nobody tells machines of this bridged subnet any names: list its name servers in `nameservers` ([] when they need none).',
    });
  }
}
