import type { DatabaseRole } from '../../../model/resolved';

/** The engines that speak MySQL's protocol. */
export type MysqlEngine = Extract<DatabaseRole['engine'], 'mysql' | 'mariadb'>;

/** Settings of an engine by name, in the order they are written. */
export type Settings = Readonly<Record<string, string | number>>;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, Math.floor(value)));

/** Connections: some per processor, never fewer than the engines' own default. */
const connections = (cpus: number): number => clamp(25 * cpus, 100, 500);

/**
 * PostgreSQL after its machine's size, by the rules of thumb of its documentation ("Resource Consumption"):
 * a quarter of the memory for its own cache, the rest for the system's and for sorting.
 * @param diskMiB size of the data disk, of which the write-ahead log takes a twentieth at most
 */
export function postgresqlTuning({ memoryMiB, cpus }: DatabaseRole, diskMiB: number): Settings {
  const shared = clamp(memoryMiB / 4, 128, memoryMiB);
  const maxConnections = connections(cpus);
  return {
    max_connections: maxConnections,
    shared_buffers: `${shared}MB`,
    effective_cache_size: `${clamp((memoryMiB * 3) / 4, 128, memoryMiB)}MB`,
    maintenance_work_mem: `${clamp(memoryMiB / 16, 32, 2048)}MB`,
    // Several sorts may run in each connection.
    work_mem: `${clamp(((memoryMiB - shared) * 1024) / (maxConnections * 3), 1024, 1024 * 1024)}kB`,
    max_wal_size: `${clamp(diskMiB / 20, 256, 16384)}MB`,
    max_worker_processes: Math.max(8, cpus),
    max_parallel_workers: cpus,
    max_parallel_workers_per_gather: clamp(cpus / 2, 0, 4),
  };
}

/** InnoDB's cache: half the memory of a small machine, seven tenths of a large one. */
const bufferPool = (memoryMiB: number): number => clamp(memoryMiB * (memoryMiB < 4096 ? 0.5 : 0.7), 128, memoryMiB);

/** MySQL and MariaDB after their machine's size. */
export function mysqlTuning(engine: MysqlEngine, { memoryMiB, cpus }: DatabaseRole, diskMiB: number): Settings {
  const pool = bufferPool(memoryMiB);
  const log = clamp(Math.min(pool / 4, diskMiB / 20), 96, 4096);
  return {
    max_connections: connections(cpus),
    innodb_buffer_pool_size: `${pool}M`,
    ...REDO_LOG[engine](log),
    innodb_flush_method: 'O_DIRECT',
  };
}

/** MySQL knows the setting since 8.0.30; before, it only warns about it. */
const REDO_LOG: Record<MysqlEngine, (mib: number) => Settings> = {
  mysql: (mib) => ({ loose_innodb_redo_log_capacity: `${mib}M` }),
  mariadb: (mib) => ({ innodb_log_file_size: `${mib}M` }),
};

/**
 * Redis and Valkey: half of the memory. What is written while the disk's copy is made anew takes as much again in the worst case
 * (redis.io, "Redis administration": memory). What does not fit is refused, never dropped.
 */
export const redisTuning = ({ memoryMiB }: DatabaseRole): Settings => ({
  maxmemory: `${clamp(memoryMiB / 2, 64, memoryMiB)}mb`,
  'maxmemory-policy': 'noeviction',
});

/**
 * RabbitMQ: publishers wait where six tenths of the memory are in use (rabbitmq.com, "Memory and Disk Alarms": 0.4 to 0.7), and where less of the disk
 * is free than that ("Production Checklist"), as far as the disk is large enough.
 */
export const rabbitmqTuning = ({ memoryMiB }: DatabaseRole, diskMiB: number): Settings => ({
  'vm_memory_high_watermark.relative': 0.6,
  'disk_free_limit.absolute': `${clamp(Math.min(memoryMiB * 0.6, diskMiB / 4), 50, memoryMiB)}MiB`,
});

/**
 * MongoDB's own rule for its cache (storage.wiredTiger.engineConfig.cacheSizeGB): half of what is beyond 1 GiB, and 256 MiB at least. In GiB, which it
 * calls GB.
 */
export const mongodbCache = ({ memoryMiB }: DatabaseRole): number => Math.max(Math.floor((memoryMiB - 1024) / 2), 256) / 1024;
