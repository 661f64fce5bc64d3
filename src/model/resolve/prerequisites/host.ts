import { POOLS } from '../../kinds/pool';
import type { Prerequisite, ResolvedHost } from '../../resolved';
import { Size } from '../../values';
import type { Parts } from './parts';

/** What a host brings: pools, images, volumes that exist. */
export function ofHost(host: ResolvedHost, { machines }: Parts): readonly Prerequisite[] {
  const own = machines.filter((machine) => machine.host === host.name);
  const pools = host.pools.filter((pool) => pool.path === undefined).flatMap((pool) => ofPool(host, pool));
  const images = own
    .flatMap((machine) => [...(machine.root.existing ? [] : [machine.image]), ...machine.cds.map(({ image }) => image)])
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
        {
          text: `Host ${host.name}: virsh on the machine that runs Terraform can reach ${host.virshUri}.`,
          proof: { is: 'hypervisor', host: host.name },
        },
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
