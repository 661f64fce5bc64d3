import { POOLS } from '../../kinds/pool';
import type { Prerequisite, ResolvedHost, ResolvedMachine } from '../../resolved';
import { countOf, cpuSetText, Size } from '../../values';
import type { Parts } from './parts';

/** What a host brings: pools, images, volumes that exist. */
export function ofHost(host: ResolvedHost, { machines }: Parts): readonly Prerequisite[] {
  const own = machines.filter((machine) => machine.host === host.name);
  const pools = host.pools.filter((pool) => pool.path === undefined).flatMap((pool) => ofPool(host, pool));
  const images = own
    .flatMap((machine) => [...(machine.root.existing || !machine.image ? [] : [machine.image]), ...machine.cds.map(({ image }) => image)])
    .filter(({ source }) => source.startsWith('/'))
    .map(
      ({ source }): Prerequisite => ({ text: `Image ${source} can be read where Terraform runs.`, proof: { is: 'file', path: source } }),
    );
  const volumes = own.flatMap((machine) =>
    [machine.root, ...machine.data]
      .filter(({ existing }) => existing)
      .map(
        ({ volumeName, pool, sizeBytes }): Prerequisite => ({
          text: `Host ${host.name}: the volume "${volumeName}" is in the pool "${pool}", with ${Size.mebibytes(sizeBytes / 2 ** 20)} or more, for ${machine.name}.`,
          proof: { is: 'volume', host: host.name, pool, volume: volumeName, bytes: sizeBytes },
        }),
      ),
  );
  return own.length === 0
    ? []
    : [
        ...pools,
        ...images,
        ...volumes,
        ...ofMemory(host, own),
        {
          text: `Host ${host.name}: virsh on the machine that runs Terraform can reach ${host.virshUri}.`,
          proof: { is: 'hypervisor', host: host.name },
        },
      ];
}

/** Huge pages and NUMA nodes that machines take from. */
function ofMemory({ name: host, hugePages, numaNodes }: ResolvedHost, own: readonly ResolvedMachine[]): readonly Prerequisite[] {
  const sizes = new Set(own.flatMap(({ hardware: { memoryBacking } }) => memoryBacking?.hugePagesMiB ?? []));
  const bound = own.some(
    ({ hardware: { numa } }) => numa && (numa.hostNodes !== undefined || numa.cells.some(({ hostNode }) => hostNode !== undefined)),
  );
  return [
    ...hugePages
      .filter(({ sizeMiB }) => sizes.has(sizeMiB))
      .map(
        ({ sizeMiB, count }): Prerequisite => ({
          text: `Host ${host}: ${countOf(count, 'huge page')} of ${Size.mebibytes(sizeMiB)} kept since its start.`,
          proof: { is: 'huge-pages', host, sizeMiB, count },
        }),
      ),
    ...(bound ? numaNodes : []).map(
      ({ cpus, memoryMiB }, node): Prerequisite => ({
        text: `Host ${host}: the NUMA node ${node} has the processors ${cpuSetText(cpus)} and ${Size.mebibytes(memoryMiB)}.`,
        proof: { is: 'numa-node', host, node, cpus: cpuSetText(cpus), memoryMiB },
      }),
    ),
  ];
}

function ofPool({ name: host }: ResolvedHost, { name, type, ceph }: ResolvedHost['pools'][number]): readonly Prerequisite[] {
  const secret: Prerequisite | undefined = ceph && {
    text: `Host ${host}: the libvirt secret ${ceph.secret} holds the key of the Ceph user "${ceph.user}" (virsh secret-define, secret-set-value).`,
    proof: { is: 'libvirt-secret', host, uuid: ceph.secret },
  };
  const { layers, type: known } = POOLS[type];
  const words = layers ? `, and holds files (its type is ${known}): disks are qcow2 images on top of another.` : ` (its type is ${known}).`;
  return [
    {
      text: `Host ${host}: the storage pool "${name}" exists, is started${layers ? '' : ', and set to autostart'}${words}`,
      proof: { is: 'storage-pool', host, pool: name, autostart: !layers },
    },
    ...(secret ? [secret] : []),
  ];
}
