import type { DatabaseRole, GuestNetwork, GuestRole, ResolvedGuest, ResolvedMachine, ResolvedOs } from '../../../src/model/resolved';
import { clientPorts } from '../../../src/model/values';
import { aDisk, aVolume } from '../fixture';

const EPHEMERAL = { from: 32768, to: 60999 };
const linux = (id: string, title: string, packages: 'apt' | 'dnf'): ResolvedOs => ({
  id,
  title,
  family: 'linux',
  packages,
  firewall: packages === 'apt' ? 'nftables' : 'firewalld',
  ephemeralPorts: EPHEMERAL,
});
const windows = (id: string, title: string, firewall: 'netsh' | 'windows-firewall'): ResolvedOs => ({
  id,
  title,
  family: 'windows',
  firewall,
  ephemeralPorts: { from: 49152, to: 65535 },
});

export const OS = {
  debian12: linux('debian-12', 'Debian 12', 'apt'),
  ubuntu2204: linux('ubuntu-22.04', 'Ubuntu 22.04 LTS', 'apt'),
  ubuntu2404: linux('ubuntu-24.04', 'Ubuntu 24.04 LTS', 'apt'),
  rhel8: linux('rhel-8', 'Red Hat Enterprise Linux 8', 'dnf'),
  rhel9: linux('rhel-9', 'Red Hat Enterprise Linux 9', 'dnf'),
  windows2003: windows('windows-server-2003', 'Windows Server 2003', 'netsh'),
  windows2008: windows('windows-server-2008-r2', 'Windows Server 2008 R2', 'netsh'),
  windows2012: windows('windows-server-2012', 'Windows Server 2012', 'windows-firewall'),
};

export const STATIC: GuestNetwork = {
  addressedBy: 'static',
  prefix: 24,
  defaultGateway: '10.10.10.1',
  routes: [],
  nameservers: ['10.10.10.1'],
  searchDomain: 'shop.internal',
};

export const DATABASE: DatabaseRole = {
  kind: 'database',
  engine: 'postgresql',
  version: '15',
  port: 5432,
  database: 'app',
  owner: 'app',
  dataSerial: 'database-data',
  filesystem: 'xfs',
  clients: ['10.10.0.0/16'],
  verifierVariable: 'database_vm_verifier',
  backup: { daily: '02:00', keep: 3 },
  memoryMiB: 32768,
  cpus: 8,
};

export const ssh = { protocol: 'tcp', from: 22, to: 22, name: 'ssh' } as const;
export const postgresql = { protocol: 'tcp', from: 5432, to: 5432, name: 'postgresql' } as const;

/** A machine with a data disk; give what the test is about. */
export function machine(
  os: ResolvedOs,
  role: GuestRole,
  guest: Partial<ResolvedGuest> = {},
  more: Partial<ResolvedMachine> = {},
): ResolvedMachine {
  return {
    kind: 'virtual-machine',
    name: 'database-vm',
    objectName: 'shop-database-vm',
    host: 'kvm1',
    pool: 'default',
    os,
    hardware: {
      machineType: 'q35',
      firmware: 'bios',
      diskBus: 'virtio',
      nicModel: 'virtio',
      clock: 'utc',
      hyperV: false,
      tpm: false,
      guestAgent: true,
      cpuMode: 'host-model',
      graphics: false,
    },
    cpus: 8,
    memoryMiB: 32768,
    overheadMiB: 300,
    placement: { hosts: ['kvm1'] },
    image: { key: 'kvm1-default-shop-image', volumeName: 'shop-image', source: '/images/guest.qcow2', format: 'qcow2' },
    root: { ...aDisk('database-vm', 'root', 20), place: 0, protected: false },
    data: [{ ...aVolume('database-vm', 'data', 500), serial: 'database-data' }],
    filesPool: 'default',
    cds: [],
    sharedFolders: [],
    otherNics: [],
    nic: {
      name: 'database-vm',
      mac: '52:54:00:12:34:56',
      subnet: 'data',
      address: '10.10.10.10',
      tap: 'shop-database',
      mtu: 1450,
      filter: { name: 'shop-database-vm', uuid: '7f1c1a35-4b3f-5b6e-9d0e-2f6f3a7c1d11' },
      speaksFor: [],
      portIsolated: true,
    },
    clientPorts: clientPorts(() => [{ from: 32768, to: 60999 }]),
    listens: [],
    ...more,
    guest: {
      configuredBy: os.family === 'linux' ? 'cloud-init' : 'none',
      hostname: 'database-vm',
      fqdn: 'database-vm.shop.internal',
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
  };
}
