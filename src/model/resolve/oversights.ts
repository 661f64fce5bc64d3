import { forwardOf } from '../kinds/subnet';
import type { Machine } from '../workload/machine';
import type { Findings } from './findings';
import type { Inventory } from './inventory/inventory';

/** Warns of what is allowed, and hardly ever meant. Whoever means it gives an empty list. */
export function warnOversights({ root, admin, subnets }: Inventory, machines: readonly Machine[], findings: Findings): void {
  const configured = machines.filter((machine) => machine.configured);
  if (admin && admin.sshAuthorizedKeys === undefined && configured.length > 0) {
    const names = configured.map(({ name }) => name);
    findings.warn({
      code: 'ADMIN_WITHOUT_KEYS',
      path: root.node.path,
      message: `Administrators reach ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''} over SSH, but no key of theirs is set up there: list them in admin.sshAuthorizedKeys ([] when the images have accounts of their own).`,
    });
  }
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
