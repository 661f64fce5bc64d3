import {
  destinationOf,
  type End,
  endKey,
  exportersOf,
  type FlowOrigin,
  machinesAt,
  type PodsEnd,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedSystem,
} from '../model/resolved';
import type { TitledTable } from './terminal';
import { compareNames, endText } from './words';

/** Something that tells of a machine, or of its engine, and who may ask it. */
export interface ReportScrapeTarget {
  /** Who may ask: id of a node of the graph. */
  readonly from: string;
  /** Name of the machine. */
  readonly machine: string;
  /** What is told of: `node` for the machine itself, or its engine. */
  readonly exporter: string;
  /** `http` or `https`. */
  readonly scheme: string;
  /** Name, or address, and port, as who asks dials it. */
  readonly target: string;
}

/** An entry of a file of Prometheus' `file_sd_configs`. */
export interface FileDiscovery {
  /** Name, or address, and port. */
  readonly targets: readonly string[];
  /** `__scheme__` with what is spoken there, `machine` and `exporter` with what it is. */
  readonly labels: Readonly<Record<string, string>>;
}

type System = Pick<ResolvedSystem, 'flows' | 'machines' | 'clusters' | 'domain'>;

type Zone = (from: End, system: System) => string | undefined;

/** By names of machines, which their own name servers know. */
const OURS: Zone = (_, { domain }) => domain;

/** The domain in which each kind of sender finds machines; undefined: it dials addresses. */
const ZONES: { readonly [Is in End['is']]: Zone } = {
  pods: (from, { clusters }) => {
    const cluster = clusters.find(({ name }) => name === (from as PodsEnd).cluster);
    return cluster && `${cluster.namespace}.svc`;
  },
  machine: OURS,
  pair: OURS,
  subnet: OURS,
  nodes: OURS,
  resolver: OURS,
  'kvm-hosts': () => undefined,
  outside: () => undefined,
};

function ofFlow(flow: ResolvedFlow, system: System, machines: ReadonlyMap<string, ResolvedMachine>): readonly ReportScrapeTarget[] {
  const { from, to } = flow;
  const [address] = destinationOf(flow);
  const zone = ZONES[from.is](from, system);
  const host = zone === undefined ? (address?.cidr.replace(/\/32$/, '') ?? '') : `${to.name}.${zone}`;
  const asked = machinesAt(to).flatMap((name) => machines.get(name) ?? []);
  return asked.flatMap(({ name: machine, guest }) =>
    exportersOf(guest).map(
      ({ of, port, tls }): ReportScrapeTarget => ({
        from: endKey(from),
        machine,
        exporter: of,
        scheme: tls ? 'https' : 'http',
        target: `${host}:${port}`,
      }),
    ),
  );
}

const SCRAPES: { readonly [O in FlowOrigin]?: true } = { monitoring: true };

const monitoring = ({ flows }: System): readonly ResolvedFlow[] => flows.filter(({ origin }) => SCRAPES[origin]);

/** All that may be asked for metrics, by who may and the machine. */
export function scrapeTargets(system: System): readonly ReportScrapeTarget[] {
  const machines = new Map(system.machines.map((machine) => [machine.name, machine]));
  return monitoring(system)
    .flatMap((flow) => ofFlow(flow, system, machines))
    .sort((a, b) => compareNames(a.from, b.from) || compareNames(a.machine, b.machine));
}

/** Who may ask any of it. */
export const scrapersIn = (system: System): readonly End[] => [
  ...new Map(monitoring(system).map(({ from }) => [endKey(from), from])).values(),
];

/** What one who asks reads by `file_sd_configs` (prometheus.io, "Configuration"). */
export const fileDiscovery = (system: System, from: End): readonly FileDiscovery[] =>
  scrapeTargets(system)
    .filter((each) => each.from === endKey(from))
    .map(({ machine, exporter, scheme, target }) => ({ targets: [target], labels: { __scheme__: scheme, machine, exporter } }));

/** Undefined where nothing tells anybody. */
export function scrapeTable(system: System): Omit<TitledTable, 'notes'> | undefined {
  const targets = scrapeTargets(system);
  if (targets.length === 0) return undefined;
  const ends = new Map(scrapersIn(system).map((end) => [endKey(end), end]));
  return {
    title: 'Who may ask which machine for metrics, and where',
    head: ['Machine', 'Of', 'Asked by', 'At'],
    shares: [3, 2, 3, 4],
    rows: targets.map(({ from, machine, exporter, scheme, target }) => {
      const end = ends.get(from);
      return [machine, exporter, end ? endText(end) : from, `${scheme}://${target}/metrics`];
    }),
  };
}
