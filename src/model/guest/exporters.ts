import type { PackageManager, ResolvedExporter, ResolvedOs } from '../resolved';

interface ExporterFacts {
  /** Prometheus' list "Default port allocations"; RabbitMQ's own of its documentation ("Monitoring with Prometheus and Grafana"). */
  readonly port: number;
  /** Of the port: 15 characters at most. */
  readonly name: string;
  /** The program, which Debian calls as its package. Unset: a plug-in of the engine. */
  readonly program?: string;
}

const MYSQL: ExporterFacts = { port: 9104, name: 'metrics-mysql', program: 'prometheus-mysqld-exporter' };
const REDIS: ExporterFacts = { port: 9121, name: 'metrics-redis', program: 'prometheus-redis-exporter' };

/**
 * What tells of each thing. Undefined: nothing that distributions have. Debian's exporter of MongoDB (prometheus-mongodb-exporter, of 2018) speaks by
 * OP_QUERY, which MongoDB takes no more since 5.1 (MongoDB, "Wire Protocol").
 */
export const EXPORTERS: { readonly [O in ResolvedExporter['of']]: ExporterFacts | undefined } = {
  node: { port: 9100, name: 'metrics-node', program: 'prometheus-node-exporter' },
  postgresql: { port: 9187, name: 'metrics-pg', program: 'prometheus-postgres-exporter' },
  mysql: MYSQL,
  mariadb: MYSQL,
  redis: REDIS,
  valkey: REDIS,
  rabbitmq: { port: 15692, name: 'metrics-rabbit' },
  mongodb: undefined,
};

/** packages.debian.org, packages.ubuntu.com: from Debian 12 and Ubuntu 22.04 on. Enterprise Linux and SUSE have none of these names in their own repositories. */
const CARRIES: Record<PackageManager, boolean> = { apt: true, dnf: false, zypper: false };

/** Whether the distribution's own repositories have exporters. */
export const carriesExporters = ({ packages }: Pick<ResolvedOs, 'packages'>): boolean => packages !== undefined && CARRIES[packages];

/** What is installed for an exporter. */
export const exporterPackages = ({ program }: Pick<ResolvedExporter, 'program'>): readonly string[] =>
  program === undefined ? [] : [program];
