import { type LoadBalancer, pairOf } from '../../edge/load-balancer';
import { serverOf } from '../../kinds/backup';
import { updatesOf } from '../../kinds/first-boot';
import { addressingOf } from '../../kinds/guest/addressings';
import { cardsOf } from '../../kinds/guest/cards';
import type { Fetch } from '../../kinds/guest/kind';
import { adminPorts, installs, kindOf, pathOf } from '../../kinds/machine';
import { exporterPorts, scrapersOf } from '../../kinds/monitoring';
import { SOURCES } from '../../kinds/sources';
import { isolationOf } from '../../kinds/subnet';
import type { Anyone, External } from '../../network/external';
import * as problems from '../../problems';
import { endInWords } from '../../resolved';
import { VRRP } from '../../values';
import type { BackupTarget } from '../../workload/backup-target';
import type { Machine } from '../../workload/machine';
import type { DraftEnd } from '../ends/draft-end';
import { externalOf, isAnyone, subnetOf } from '../ends/end-facts';
import { routingDefect } from '../network/routing';
import { draftCluster } from './draft-clusters';
import type { Drafting } from './draft-flows';
import { detourText, type JoinedEnds } from './joined-ends';
import { DHCP, DNS, dhcpEnd, nameServerEnds } from './servers';

/** Flows that follow from what the system is made of: names, addresses, time, software, administration, nodes, gateways, mesh. */
export function draftImplied(drafting: Drafting): void {
  const { inventory, machines, ends, drafts } = drafting;
  for (const machine of machines) draftMachine(machine, drafting);
  for (const pair of inventory.pairs) draftPair(pair, drafting);
  for (const cluster of inventory.clusters) draftCluster(cluster, drafting);
  for (const gateway of inventory.gateways) {
    for (const { backends, migration } of gateway.routes)
      for (const { to, port = to.listens[0] } of backends)
        if (port)
          drafts.add('gateway-route', ends.of(gateway), ends.of(to), [port.resolved], `route of the gateway ${gateway.name}`, migration);
  }
}

function draftMachine(machine: Machine, drafting: Drafting): void {
  const { inventory, ends, drafts } = drafting;
  const self = ends.of(machine);
  const { subnet } = machine.props;
  const { admin } = inventory;
  const { backup, fetches, follows } = kindOf(machine);
  for (const server of nameServerEnds(subnet, ends)) drafts.add('dns', self, server, DNS, 'names of the system');
  for (const card of cardsOf(machine))
    if (addressingOf(card).leased) drafts.add('dhcp', ends.card(card), dhcpEnd(card.subnet, ends), DHCP, 'its address');
  if (machine.configured) draftFetch(machine, { source: 'ntp', because: 'time' }, drafting);
  for (const fetch of [...softwareOf(machine), ...fetches(machine)]) draftFetch(machine, fetch, drafting);
  const backups = backup(machine);
  if (backups?.to) draftBackup(machine, backups.to, drafting);
  else if (backups && inventory.provisioning.backup) warnStaying(machine, inventory.provisioning.backup, drafting);
  const followed = follows(machine);
  if (followed)
    drafts.add(
      'replication',
      self,
      ends.of(followed),
      followed.listens.map((port) => port.resolved),
      `follows ${followed.name}`,
    );
  for (const scraper of scrapersOf(machine)) drafts.add('monitoring', ends.of(scraper), self, exporterPorts(machine), 'metrics');
  if (admin?.from) draftAdmin(ends.of(admin.from), machine, drafting);
  // Those of a pair are the pair's own.
  if (!pairOf(machine)) draftBackends(machine, drafting);
}

function draftBackends(machine: Machine, { ends, drafts }: Drafting): void {
  for (const { to, ports, migration } of kindOf(machine).backends(machine)) {
    const dialled = ports.map((port) => port.resolved);
    drafts.add('load-balancer-backend', ends.of(machine), ends.of(to), dialled, `backend of ${machine.name}`, migration);
  }
}

/** Each machine of a pair tells the other one that it holds the address. */
function draftPair(pair: LoadBalancer, drafting: Drafting): void {
  const { ends, drafts } = drafting;
  draftBackends(pair, drafting);
  for (const from of pair.members)
    for (const to of pair.members)
      if (from !== to) drafts.add('vrrp', ends.of(from), ends.of(to), [VRRP], `who holds the address of ${pair.name}`);
}

function softwareOf(machine: Machine): readonly Fetch[] {
  const what = installs(machine);
  if (what !== undefined) return [{ source: 'packages', because: `installs ${what}`, essential: what }];
  return updatesOf(machine) ? [{ source: 'packages', because: 'security updates', essential: 'security updates' }] : [];
}

function draftFetch(
  machine: Machine,
  { source, because, essential }: Fetch,
  { inventory, ends, siteOf, cards, drafts, findings }: Drafting,
): void {
  const from = inventory.provisioning[source];
  const { ports, undeclared } = SOURCES[source];
  const self = ends.of(machine);
  const end = from && ends.of(from);
  const defect = end ? sourceDefect(cards.join(self, end), siteOf) : undeclared;
  if (end && defect === undefined) {
    const open = (externalOf(end)?.props.listens ?? ports).map((port) => port.resolved);
    drafts.add(source, self, end, open, because);
  } else if (essential !== undefined) {
    findings.problem(problems.noSoftwareSource(pathOf(machine), essential, defect ?? ''));
  }
}

/** Who takes the backups is dialled at the port that the target speaks on. */
function draftBackup(machine: Machine, target: BackupTarget, { inventory, ends, siteOf, cards, drafts, findings }: Drafting): void {
  const server = serverOf(target, inventory.provisioning, inventory.domain);
  // That there is none is said where the backup is checked.
  if (!server) return;
  const [self, end] = [ends.of(machine), ends.of(server.end)];
  const defect = sourceDefect(cards.join(self, end), siteOf);
  if (defect === undefined) drafts.add('backup', self, end, [server.port.resolved], 'its backups');
  else findings.problem(problems.backupUnreachable(pathOf(machine), server.name, defect));
}

/** Nobody copies what is said to nobody. */
function warnStaying(machine: Machine, { name }: External | Anyone, { findings }: Drafting): void {
  findings.warn({
    code: 'BACKUP_STAYS',
    path: pathOf(machine),
    message: `Its backups stay on its data disk, though the system declares "${name}" for them: say where they go there (\`backup.to\`), or leave \`provisioning.backup\` out.`,
  });
}

/** Why nothing can be had from a source that is declared. */
function sourceDefect({ from, to, detour }: JoinedEnds, siteOf: Drafting['siteOf']): string | undefined {
  const subnet = subnetOf(from);
  if (isAnyone(to) && subnet && !isolationOf(subnet).outward)
    return `the subnet "${subnet.node.id}" has no default route (Isolation.HIGH), and the addresses of its source are not known`;
  return routingDefect(siteOf(from), siteOf(to)) ?? (detour && detourText(detour));
}

function draftAdmin(from: DraftEnd, machine: Machine, { ends, siteOf, cards, drafts, findings }: Drafting): void {
  const self = ends.of(machine);
  const { to, detour } = cards.join(from, self);
  const defect = routingDefect(siteOf(from), siteOf(to)) ?? (detour && detourText(detour));
  if (defect) {
    findings.warn({
      code: 'NOT_ADMINISTRABLE',
      path: pathOf(machine),
      message: `Administrators cannot reach the machine from ${endInWords(from.end)}: ${defect}.`,
    });
    return;
  }
  drafts.add('admin', from, self, adminPorts(machine), 'administration');
}
