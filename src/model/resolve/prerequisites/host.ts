import { POOLS } from '../../kinds/pool';
import type { ResolvedHost } from '../../resolved';
import { Size } from '../../values';
import type { Parts } from './parts';

/** What a host brings: pools, images, volumes that exist. */
export function ofHost(host: ResolvedHost, { machines }: Parts): readonly string[] {
  const own = machines.filter((machine) => machine.host === host.name);
  const pools = host.pools.filter((pool) => pool.path === undefined).flatMap((pool) => ofPool(host, pool));
  const images = own
    .flatMap((machine) => [...(machine.root.existing ? [] : [machine.image]), ...machine.cds.map(({ image }) => image)])
    .filter(({ source }) => source.startsWith('/'))
    .map(({ source }) => `Image ${source} can be read where Terraform runs.`);
  const volumes = own.flatMap((machine) =>
    [machine.root, ...machine.data]
      .filter(({ existing }) => existing)
      .map(
        ({ volumeName, pool, sizeBytes }) =>
          `Host ${host.name}: the volume "${volumeName}" is in the pool "${pool}", with ${Size.mebibytes(sizeBytes / 2 ** 20)} or more, for ${machine.name}.`,
      ),
  );
  return own.length === 0
    ? []
    : [...pools, ...images, ...volumes, `Host ${host.name}: virsh on the machine that runs Terraform can reach ${host.virshUri}.`];
}

function ofPool({ name: host }: ResolvedHost, { name, type, ceph }: ResolvedHost['pools'][number]): readonly string[] {
  const secret =
    ceph &&
    `Host ${host}: the libvirt secret ${ceph.secret} holds the key of the Ceph user "${ceph.user}" (virsh secret-define, secret-set-value).`;
  const { layers, type: known } = POOLS[type];
  const words = layers ? `, and holds files (its type is ${known}): disks are qcow2 images on top of another.` : ` (its type is ${known}).`;
  return [
    `Host ${host}: the storage pool "${name}" exists, is started${layers ? '' : ', and set to autostart'}${words}`,
    ...(secret ? [secret] : []),
  ];
}
