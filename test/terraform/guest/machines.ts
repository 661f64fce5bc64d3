import { GuestOs } from '../../../src/model';
import type {
  DatabaseRight,
  DatabaseRole,
  GuestNetwork,
  GuestRole,
  ResolvedDatabaseRole,
  ResolvedGuest,
  ResolvedMachine,
  ResolvedOs,
} from '../../../src/model/resolved';
import { aMachine, aVolume } from '../fixture';

export const OS = {
  debian12: GuestOs.debian12().resolved,
  ubuntu2204: GuestOs.ubuntu2204().resolved,
  ubuntu2404: GuestOs.ubuntu2404().resolved,
  rhel8: GuestOs.rhel8().resolved,
  rhel9: GuestOs.rhel9().resolved,
  sles15: GuestOs.sles15().resolved,
  windows2003: GuestOs.windowsServer2003().resolved,
  windows2008: GuestOs.windowsServer2008R2().resolved,
  windows2012: GuestOs.windowsServer2012().resolved,
};

export const STATIC: GuestNetwork = {
  addressedBy: 'static',
  prefix: 24,
  defaultGateway: '10.10.10.1',
  routes: [],
  nameservers: ['10.10.10.1'],
  searchDomain: 'shop.internal',
};

/** Who logs in to the database of `database-vm`, and may do this there. */
export function login(
  name: string,
  rights: Readonly<Record<string, DatabaseRight>>,
  clients: readonly string[] = ['10.10.0.0/16'],
): ResolvedDatabaseRole {
  return {
    name,
    rights: Object.entries(rights).map(([database, may]) => ({ in: database, may })),
    clients,
    bound: false,
    verifierVariable: `database_vm_${name}_verifier`,
  };
}

export const DATABASE: DatabaseRole = {
  kind: 'database',
  engine: 'postgresql',
  version: '15',
  port: 5432,
  databases: [{ name: 'app', owner: 'app' }],
  roles: [login('app', { app: 'own' })],
  dataSerial: 'database-data',
  filesystem: 'xfs',
  backup: { daily: '02:00', keep: 3 },
  memoryMiB: 32768,
  cpus: 8,
};

/** The same with one database that is called otherwise, or belongs to somebody else. */
export function owned(
  role: DatabaseRole,
  {
    database = 'app',
    owner = 'app',
    clients,
    initialSql,
  }: { database?: string; owner?: string; clients?: readonly string[]; initialSql?: string },
): DatabaseRole {
  return {
    ...role,
    databases: [{ name: database, owner, ...(initialSql !== undefined && { initialSql }) }],
    roles: [login(owner, { [database]: 'own' }, clients)],
  };
}

/** A store of keys: everything belongs to one user. */
export const keyed = (role: DatabaseRole): DatabaseRole => ({
  ...role,
  databases: [],
  roles: [login('default', { '*': 'own' }, ['0.0.0.0/0'])],
});

/** Two databases, and roles beside their owners: one that reads, one that writes in one and reads the other, from a network of its own. */
export const shared = (role: DatabaseRole): DatabaseRole => ({
  ...role,
  databases: [
    { name: 'audit', owner: 'auditor' },
    { name: 'shop_1', owner: 'shop', initialSql: 'CREATE TABLE shelf (id int);\n' },
  ],
  roles: [
    login('auditor', { audit: 'own' }),
    { ...login('clerk', { audit: 'read', shop_1: 'write' }, ['10.10.7.0/24']), bound: true },
    login('reader', { shop_1: 'read' }),
    login('shop', { shop_1: 'own' }),
  ],
});

export const ssh = { protocol: 'tcp', from: 22, to: 22, name: 'ssh' } as const;
export const postgresql = { protocol: 'tcp', from: 5432, to: 5432, name: 'postgresql' } as const;

/** A machine with a data disk; give what the test is about. */
export function machine(
  os: ResolvedOs,
  role: GuestRole,
  guest: Partial<ResolvedGuest> = {},
  more: Partial<ResolvedMachine> = {},
): ResolvedMachine {
  const { nic, ...facts } = more;
  return aMachine('database-vm', 'data', '10.10.10.10', {
    os,
    cpus: 8,
    memoryMiB: 32768,
    data: [{ ...aVolume('database-vm', 'data', 500), serial: 'database-data' }],
    ...facts,
    nic: { mac: '52:54:00:12:34:56', mtu: 1450, ...nic },
    guest: {
      configuredBy: os.family === 'linux' ? 'cloud-init' : 'none',
      network: STATIC,
      sshAuthorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample admin@example.org'],
      ntpServers: ['10.1.0.5'],
      installs: true,
      baseline: ['10.10.0.0/16'],
      firewall: [
        { ports: [ssh], from: ['10.9.0.0/24'] },
        { ports: [postgresql], from: ['10.10.0.0/16'] },
      ],
      firewallBy: role.kind === 'cluster-node' ? 'nftables' : os.firewall,
      role,
      ...guest,
    },
  });
}
