import { databasesOf, isMade, madeLogins } from '../../configuration/database-logins';
import { ANY_HOST, type ConnectionEnd } from '../../configuration/env-source';
import { Migration } from '../../edge/migration';
import { nodesSubnet } from '../../kinds/cluster';
import { forwardOf } from '../../kinds/subnet';
import type { Sender } from '../../policy/policy';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { endKey, type ResolvedPort } from '../../resolved';
import { append, type Port, portText, portWithin } from '../../values';
import { Standbys } from '../../workload/database-vm';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Workload, WorkloadProps } from '../../workload/workload';
import { type DraftEnd, matchEnd } from '../ends/draft-end';
import { asMachine } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { FlowDrafts } from '../flows/draft-flows';
import type { CardsOfFlows } from '../flows/joined-ends';
import type { Inventory } from '../inventory/inventory';
import { namespaceOf } from '../inventory/namespaces';
import { connectionUses, located, type Use } from './connection-uses';

/** By what names workloads find the other ends of their connections, and whether they may. */
export class Connections {
  constructor(
    private readonly inventory: Inventory,
    private readonly ends: Ends,
    private readonly cards: CardsOfFlows,
    private readonly drafts: FlowDrafts,
  ) {}

  /** Reports connections that lead nowhere, or that no flow allows. */
  check(report: Report): void {
    const connected = this.inventory.workloads.filter(({ props }) => connectionUses(props).length > 0);
    if (connected.length === 0) return;
    const open = new Map<string, ResolvedPort[]>();
    for (const { from, to, dialled } of this.drafts.all) for (const port of dialled.values()) append(open, flowKey(from, to), port);
    for (const workload of connected) {
      const self = this.ends.of(workload);
      for (const use of connectionUses(workload.props)) this.checkUse(workload, self, use, open, report);
    }
  }

  /** What containers of a workload are told, with the names that they find others by. */
  foundBy(workload: Workload): WorkloadProps {
    const { cluster, props } = workload;
    const self = this.ends.of(workload);
    const host = (to: object): string => this.nameOf(self, to, cluster) ?? ANY_HOST;
    const { initContainers, sidecars } = props;
    return {
      ...props,
      ...located(props, host),
      ...(initContainers && { initContainers: initContainers.map((each) => ({ ...each, ...located(each, host) })) }),
      ...(sidecars && { sidecars: sidecars.map((each) => ({ ...each, ...located(each, host) })) }),
    };
  }

  /** Names that the DNS of clusters has to know for connections to lead somewhere, where this system does not run the one that it asks in turn. */
  prerequisites(): readonly string[] {
    return this.inventory.workloads.flatMap((workload) => {
      const subnet = nodesSubnet(workload.cluster);
      if (subnet && forwardOf(subnet).owned) return [];
      return this.namesAskedBy(workload).map((name) => `Cluster ${workload.cluster.node.id}: its DNS tells pods the address of ${name}.`);
    });
  }

  private namesAskedBy(workload: Workload): readonly string[] {
    const { cluster, props } = workload;
    const self = this.ends.of(workload);
    const names = connectionUses(props).flatMap(({ end }) => {
      // Services of the cluster itself.
      if (end.to instanceof Migration || end.to instanceof Standbys) return [];
      const to = this.meant(self, end.to);
      return leavesCluster(to, cluster) ? (this.hostOf(to, cluster) ?? []) : [];
    });
    return [...new Set(names)].filter((name) => !/^[\d.]+$/.test(name));
  }

  private checkUse(
    workload: Workload,
    self: DraftEnd,
    { place, end, hasFile }: Use,
    open: ReadonlyMap<string, readonly ResolvedPort[]>,
    report: Report,
  ): void {
    const {
      node: { path },
      name,
      cluster,
    } = workload;
    if (end.to instanceof Migration) {
      this.checkMigration(workload, self, place, end.to, report);
      return;
    }
    const ends = receiversOf(end.to).map((each) => this.meant(self, each));
    const [to] = ends;
    if (!to) return;
    const other = end.to instanceof Standbys ? end.to.name : to.end.name;
    const { port } = end;
    if (end.lacksPassword) report(problems.connectionWithoutPassword(path, place, other, end.login?.given.user));
    if (end.login) checkLogin(path, place, other, end.login, report);
    if (end.unchecked) report(problems.connectionUnchecked(path, place, other));
    else if (end.trustedAt !== undefined && !hasFile(end.trustedAt)) report(problems.trustedFileMissing(path, place, other, end.trustedAt));
    if (!port) {
      report(problems.connectionWithoutPort(path, place, other, to.listens.map(String)));
      return;
    }
    if (this.hostOf(to, cluster) === undefined) report(problems.connectionWithoutName(path, place, other));
    if (!isServed(to, port)) report(problems.connectionToClosedPort(path, place, other, portText(port.resolved), to.listens.map(String)));
    const isAllowed = (to: DraftEnd): boolean => (open.get(flowKey(self, to)) ?? []).some((each) => portWithin(port.resolved, each));
    if (ends.every(isAllowed)) return;
    const receiver = end.to instanceof Standbys ? `${constant(end.to.database.name)}.replicas` : constant(other);
    report(problems.connectionWithoutFlow(path, place, other, portText(port.resolved), statementFor(name, receiver, to.listens, port)));
  }

  /** Without a port it is told of where the migration is. */
  private checkMigration({ node, name }: Workload, self: DraftEnd, place: string, to: Migration, report: Report): void {
    const allowed = this.drafts.all.some(({ from, migrations }) => from === self && migrations.has(to));
    if (allowed || !to.port) return;
    const statement = statementFor(name, constant(to.name), to.listens, to.port);
    report(problems.connectionWithoutFlow(node.path, place, to.name, portText(to.port.resolved), statement));
  }

  /** By what name a workload finds the other end of a connection. Undefined where that has none. */
  private nameOf(self: DraftEnd, to: object, cluster: KubernetesCluster): string | undefined {
    if (to instanceof Migration || to instanceof Standbys) return `${to.name}.${namespaceOf(cluster, this.inventory.name)}.svc`;
    return this.hostOf(this.meant(self, to), cluster);
  }

  /** The other end of a connection: of a machine with several cards the one that a flow of the workload's leads to. */
  private meant(self: DraftEnd, other: object): DraftEnd {
    const to = this.ends.of(other as Sender);
    const several = asMachine(to);
    if (!several?.open) return to;
    const flow = this.drafts.all.find((draft) => draft.from === self && asMachine(draft.to)?.machine === several.machine);
    return flow?.to ?? this.cards.join(self, to).to;
  }

  /** Undefined where it has none. */
  private hostOf(to: DraftEnd, cluster: KubernetesCluster): string | undefined {
    const { name: system, domain } = this.inventory;
    return matchEnd<string | undefined>(to, {
      // By a Service of the system in the user's own cluster.
      machine: ({ end }) => `${end.name}.${namespaceOf(cluster, system)}.svc`,
      pair: ({ end }) => `${end.name}.${namespaceOf(cluster, system)}.svc`,
      pods: ({ end, cluster: home }) => (home === cluster ? `${end.name}.${end.selector.namespace}.svc` : `${end.name}.${domain}`),
      outside: ({ external }) => {
        const [hostname] = Object.keys(external?.props.hostnames ?? {}).sort();
        const [block = '', ...others] = external?.blocks ?? [];
        return external?.host ?? hostname ?? (others.length === 0 && block.endsWith('/32') ? block.slice(0, -'/32'.length) : undefined);
      },
      nodes: () => undefined,
      subnet: () => undefined,
      resolver: () => undefined,
      'kvm-hosts': () => undefined,
    });
  }
}

/** Whether a server is made so that it lets a login in. */
function checkLogin(path: string, place: string, machine: string, login: NonNullable<ConnectionEnd['login']>, report: Report): void {
  const { given, server } = login;
  const { user, database } = given;
  if (database === undefined)
    report(
      problems.loginNotTold(
        path,
        place,
        machine,
        databasesOf(server).map(({ name }) => name),
      ),
    );
  else if (user === undefined || !isMade(server, given))
    report(problems.loginRefused(path, place, machine, user, database, madeLogins(server)));
}

const flowKey = (from: DraftEnd, to: DraftEnd): string => `${endKey(from.end)}>${endKey(to.end)}`;

/** Services of pods have the ports that these listen on, and no others; those of machines have whatever flows dial. */
const isServed = (to: DraftEnd, { resolved }: Port): boolean =>
  matchEnd(to, {
    machine: () => true,
    pair: () => true,
    pods: ({ listens }) => listens.some((each) => portWithin(resolved, each.resolved)),
    outside: () => true,
    nodes: () => true,
    subnet: () => true,
    resolver: () => true,
    'kvm-hosts': () => true,
  });

const leavesCluster = (to: DraftEnd, cluster: KubernetesCluster): boolean =>
  matchEnd(to, {
    machine: () => false,
    pair: () => false,
    pods: ({ cluster: home }) => home !== cluster,
    outside: () => true,
    nodes: () => false,
    subnet: () => false,
    resolver: () => false,
    'kvm-hosts': () => true,
  });

/** Those whom a connection may end at: all that share its name. */
export const receiversOf = (to: object): readonly object[] => (to instanceof Standbys ? to.database.replicas : [to]);

/** A name as a program has it for a constant. */
const constant = (name: string): string => name.replace(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase());

/** As a program says it, with ids for the names of its constants. @param to whom it names */
function statementFor(from: string, to: string, listens: readonly Port[], port: Port): string {
  const alone = listens.length === 1 && String(listens[0]) === String(port);
  const { protocol, from: number, name } = port.resolved;
  const ports = alone ? '' : `ports: [Port.${protocol}(${number}, '${name}')], `;
  return `system.policy.allow(${constant(from)}, ${to}, { ${ports}because: '…' })`;
}
