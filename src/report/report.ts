import { adviceOf, type PlacedAdvice } from '../model/advice/placed';
import { endKey, type ResolvedFlow, type ResolvedSystem, type Warning } from '../model/resolved';
import { groupBy } from '../model/values';
import { type Capacity, capacityOf } from './capacity';
import { databaseRoles, type ReportDatabaseRole } from './databases';
import { exposures } from './exposure';
import type { Graph } from './graph/graph';
import { systemGraph } from './graph/system-graph';
import { type InventoryEntry, inventory } from './inventory';
import { type ReportMigration, reportMigrations } from './migrations';
import { type ReportScrapeTarget, scrapeTargets } from './scrape-targets';
import { type ReportTraffic, reportTraffic } from './traffic';
import { onePortText } from './words';

/** A port that somebody may reach. Ends are ids of nodes of the graph. */
export interface OpenPort {
  /** Who listens. */
  readonly at: string;
  /** As it is listened on: `tcp/5432`. */
  readonly port: string;
  /** Who may come in. */
  readonly from: readonly string[];
}

/** Something inside the system that addresses outside of it may reach. Ends are ids of nodes of the graph. */
export interface ReportExposure {
  /** Who may come in. */
  readonly from: string;
  /** What may be reached. */
  readonly to: string;
  /** As they are dialled at the first hop. */
  readonly ports: readonly string[];
  /** What passes the connections on, in order. Empty: reached directly. */
  readonly via: readonly string[];
}

/** All that a reviewer asks for, as plain data, sorted like the system. */
export interface Report {
  /** Tells such files from others. */
  readonly format: 'isthmus-report';
  /** Of the format: another one where a reader of this one would go wrong. */
  readonly version: 1;
  /** Name of the system. */
  readonly system: string;
  /** DNS domain of its machines. */
  readonly domain: string;
  /** SHA-256 of the facts that both outputs share. */
  readonly digest: string;
  /** What there is, who may talk to whom and why, and where that is enforced. */
  readonly graph: Graph;
  /** What is reachable from outside of the system. */
  readonly exposures: readonly ReportExposure[];
  /** What moves from one place to another behind one name, how far it is, and which flows end when it is done. */
  readonly migrations: readonly ReportMigration[];
  /** How proxies of meshes call whom something is said of. */
  readonly traffic: readonly ReportTraffic[];
  /** Who may log in to databases, and what for. */
  readonly databaseRoles: readonly ReportDatabaseRole[];
  /** What tells of machines and their engines, and who may ask it. */
  readonly scrapeTargets: readonly ReportScrapeTarget[];
  /** Ports that are open to somebody. */
  readonly ports: readonly OpenPort[];
  /** Every address, name and MAC. */
  readonly inventory: readonly InventoryEntry[];
  /** What hosts and nodes have, what is asked of them, and what is left. */
  readonly capacity: Capacity;
  /** Where everything had better run, machine or container, and why. */
  readonly advice: readonly PlacedAdvice[];
  /** What must be in place before the outputs are applied, as sentences. */
  readonly prerequisites: readonly string[];
  /** What should be known although it stops nothing. */
  readonly warnings: readonly Warning[];
}

/** @param warnings of the resolution of the system */
export function reportOf(system: ResolvedSystem, warnings: readonly Warning[]): Report {
  return {
    format: 'isthmus-report',
    version: 1,
    system: system.name,
    domain: system.domain,
    digest: system.digest,
    graph: systemGraph(system),
    exposures: exposures(system).map(({ from, to, ports, via }) => ({
      from: endKey(from),
      to: endKey(to),
      ports: ports.map(onePortText),
      via: via.map(endKey),
    })),
    migrations: reportMigrations(system),
    traffic: reportTraffic(system),
    databaseRoles: databaseRoles(system),
    scrapeTargets: scrapeTargets(system),
    ports: openPorts(system.flows),
    inventory: inventory(system),
    capacity: capacityOf(system),
    advice: adviceOf(system),
    prerequisites: system.prerequisites,
    warnings,
  };
}

function openPorts(flows: readonly ResolvedFlow[]): readonly OpenPort[] {
  const opened = flows.flatMap(({ from, to, ports }) =>
    ports.map((port) => ({ at: endKey(to), port: onePortText(port), from: endKey(from) })),
  );
  return [...groupBy(opened, ({ at, port }) => `${at} ${port}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]]) =>
      first ? [{ at: first.at, port: first.port, from: [...new Set([first, ...more].map(({ from }) => from))] }] : [],
    );
}
