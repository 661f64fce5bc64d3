import type { DatabaseRole } from '../../../../model/resolved';
import { isSince } from '../../../../model/values';
import { writeYaml } from '../../../../yaml';
import { tlsPaths } from '../tls';
import { mongodbCache } from '../tuning';
import { BOTH } from './places';

/** Passwords are proven by nothing weaker; `isthmus verifier` makes what this one takes. */
export const MECHANISM = 'SCRAM-SHA-256';

/** mongod.conf (MongoDB, "Self-Managed Configuration File Options"). Without `systemLog` it writes to the journal, which does not grow for ever. */
export const settings = (role: DatabaseRole, addresses: readonly string[], home: string): string =>
  `# This machine's own addresses: the firewall says who gets in.
${writeYaml({
  net: {
    port: role.port,
    bindIp: ['127.0.0.1', ...addresses].join(','),
    unixDomainSocket: { enabled: false },
    ...(role.tls && { tls: TLS }),
  },
  security: { authorization: 'enabled' },
  setParameter: { authenticationMechanisms: MECHANISM },
  storage: { dbPath: home, wiredTiger: { engineConfig: { cacheSizeGB: mongodbCache(role) } } },
  processManagement: { timeZoneInfo: '/usr/share/zoneinfo' },
})}`;

/** Clients show no certificate: they have passwords. */
const TLS = {
  mode: 'requireTLS',
  certificateKeyFile: BOTH,
  CAFile: tlsPaths().trusted,
  allowConnectionsWithoutCertificates: true,
  disabledProtocols: 'TLS1_0,TLS1_1',
};

/**
 * What it needs of the kernel: maps for 51,200 connections, which are what 64,000 open files leave; memory that is not swapped out (MongoDB,
 * "Production Notes"). From 8.0 on its allocator maps more than it uses.
 */
export const kernelSettings = ({ version }: DatabaseRole): string =>
  `vm.max_map_count = 128000\nvm.swappiness = 1\n${isSince(version, '8.0') ? 'vm.overcommit_memory = 1\n' : ''}`;

const HUGE = '/sys/kernel/mm/transparent_hugepage';

/** MongoDB, "TCMalloc Performance Optimization" and, before 8.0, "Disable Transparent Hugepages". */
const hugePages = (version: string): readonly string[] =>
  isSince(version, '8.0')
    ? [`echo always > ${HUGE}/enabled`, `echo defer+madvise > ${HUGE}/defrag`, `echo 0 > ${HUGE}/khugepaged/max_ptes_none`]
    : [`echo never > ${HUGE}/enabled`];

/** For its unit: tuned has its own mind about huge pages, and begins first. */
export const memoryUnit = ({ version }: DatabaseRole): string => `[Unit]
After=tuned.service

[Service]
ExecStartPre=+/bin/sh -c '${hugePages(version).join(' && ')}'
`;
