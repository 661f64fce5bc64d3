/**
 * What readers ask of a system: its policy and where it is enforced, pictures, addresses, capacity. Pure functions of what `resolve()` answered.
 *
 * @module isthmus/report
 */

export { adviceOf, type PlacedAdvice } from '../model/advice/placed';
export { type Move, type Rebalance, rebalance } from '../model/capacity/rebalance';
export { adviceText } from './advice-text';
export {
  type Capacity,
  type ClusterCapacity,
  capacityOf,
  type HostCapacity,
  type Leaving,
  type PoolCapacity,
  type WorkloadDemand,
} from './capacity';
export { capacityText } from './capacity-text';
export { comparePolicies, isUnchanged, type PolicyChanges } from './changes';
export { changesText } from './changes-text';
export type { ReportDatabaseRole } from './databases';
export { type Exposure, exposures } from './exposure';
export type { Graph, GraphEnforcement, GraphFact, GraphFlow, GraphFlowKind, GraphNode, GraphNodeKind, GraphPlace } from './graph/graph';
export { systemGraph } from './graph/system-graph';
export { graphHtml, graphSvg } from './graph-files';
export { type InventoryEntry, inventory } from './inventory';
export { inventoryTable } from './inventory-table';
export { type EnforcementMatrix, enforcementMatrix, type MatrixCell, type MatrixRow } from './matrix';
export type { ReportMigration } from './migrations';
export { endCalled, endsCalled } from './named-ends';
export type { OtherSide, SideCost } from './other-side';
export { policyLines } from './policy-lines';
export { policyMarkdown } from './policy-markdown';
export { policyOverview } from './policy-overview';
export { flowTables, policyTable } from './policy-table';
export { rebalanceText } from './rebalance-text';
export { type OpenPort, type Report, type ReportExposure, reportOf } from './report';
export { reportHtml } from './report-page';
export { type FileDiscovery, fileDiscovery, type ReportScrapeTarget, scrapersIn, scrapeTargets } from './scrape-targets';
export { type NamedAddress, namedAddresses, type PolicySnapshot, policySnapshot } from './snapshot';
export type { ReportTraffic } from './traffic';
export { flowsOf, type Reachability, reachability, type Stop } from './why';
export { whyText } from './why-text';
