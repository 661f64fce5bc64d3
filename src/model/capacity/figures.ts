/** A figure that something is reckoned with, and where it is from. */
export interface Figure {
  readonly value: number;
  readonly unit: 'MiB' | 'thousandths of a core' | 'pods' | 'seconds' | 'of the memory' | 'of a disk' | 'virtual processors a processor';
  /** What it says, as the page about capacity lists it. */
  readonly what: string;
  readonly source: string;
}

const OVIRT = 'oVirt engine, VmOverheadCalculatorImpl; KubeVirt reckons alike (pkg/virt-controller/services, GetMemoryOverhead)';
const QCOW2 = 'QEMU, docs/qcow2-cache.txt';
const STARTUP = 'Mao and Humphrey, "A Performance Study on the VM Startup Time in the Cloud", IEEE CLOUD 2012: first login';

/** Everything that room is reckoned with and no user states. To argue with one of them is to edit this file. */
export const FIGURES = {
  qemu: {
    value: 128,
    unit: 'MiB',
    what: "QEMU's own memory for each machine: code, device models, buffers",
    source: "KubeVirt's first estimate (128 MB for shared libraries and such); oVirt reckons with 64 MiB",
  },
  qemuOfCpu: { value: 8, unit: 'MiB', what: 'for each of its virtual processors', source: OVIRT },
  qemuOfIoThread: { value: 8, unit: 'MiB', what: 'for its I/O thread', source: OVIRT },
  qemuOfScreen: { value: 16, unit: 'MiB', what: 'for its screen, where it has one', source: OVIRT },
  pageTables: { value: 1 / 512, unit: 'of the memory', what: "page tables for the guest's memory", source: OVIRT },
  diskCache: {
    value: 1 / 8192,
    unit: 'of a disk',
    what: 'cache for where the clusters of a qcow2 disk are',
    source: `${QCOW2}: 1 MiB for 8 GiB`,
  },
  diskCacheMost: { value: 32, unit: 'MiB', what: 'the most of it for one disk', source: QCOW2 },
  hostReserve: {
    value: 2048,
    unit: 'MiB',
    what: 'kept for a host itself, where `reservedMemory` says nothing',
    source: 'a choice of this library; OpenStack Nova keeps 512 MiB (reserved_host_memory_mb) and leaves the rest to its operators',
  },
  cpuOvercommit: {
    value: 4,
    unit: 'virtual processors a processor',
    what: 'where `cpuOvercommit` says nothing',
    source: 'OpenStack Nova, initial_cpu_allocation_ratio',
  },
  nodeReserveCpu: {
    value: 500,
    unit: 'thousandths of a core',
    what: 'kept on each node, where `nodes.reserved` says nothing',
    source: 'requests of CoreDNS, Calico and the CNI plug-in of Istio: 450m and 170 MiB',
  },
  nodeReserveMemory: {
    value: 512,
    unit: 'MiB',
    what: 'kept on each node, likewise',
    source: 'the same, and the kubelet and container runtime beside them',
  },
  k3sServerMemory: {
    value: 1606,
    unit: 'MiB',
    what: 'k3s itself on a server, beside that',
    source: 'docs.k3s.io, "Resource Profiling": K3s server with a workload, embedded etcd',
  },
  k3sAgentMemory: {
    value: 275,
    unit: 'MiB',
    what: 'k3s itself on an agent, beside that',
    source: 'docs.k3s.io, "Resource Profiling": K3s agent',
  },
  nodePods: {
    value: 110,
    unit: 'pods',
    what: 'the most that a kubelet runs at once',
    source: 'kubernetes.io, "Kubelet Configuration": maxPods',
  },
  nodeKeptFree: {
    value: 100,
    unit: 'MiB',
    what: 'memory that a kubelet keeps free',
    source: 'kubernetes.io, "Kubelet Configuration": evictionHard',
  },
  nodePages: {
    value: 1 / 64,
    unit: 'of the memory',
    what: "the kernel's account of a node's pages",
    source: 'Linux, Documentation/mm: a struct page of 64 bytes for 4 KiB',
  },
  podStart: {
    value: 5,
    unit: 'seconds',
    what: 'a pod whose image is on its node has started',
    source: 'Kubernetes, SIG Scalability, "Pod startup latency SLI/SLO": 99 of 100 within that time',
  },
  linuxStart: { value: 97, unit: 'seconds', what: 'a Linux machine can be logged in to', source: `${STARTUP} on EC2; 44 s on Rackspace` },
  windowsStart: { value: 810, unit: 'seconds', what: 'a Windows machine likewise', source: `${STARTUP} on EC2; 429 s on Rackspace` },
} as const satisfies Readonly<Record<string, Figure>>;
