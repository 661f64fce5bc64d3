import { imageVolumeKey, imageVolumeName } from '../../guest/image';
import { pathOf } from '../../kinds/machine';
import { cardsOf } from '../../kinds/machine/cards';
import { diskId, type Lock } from '../../lock/lock';
import { disksOf } from '../../lock/release';
import type { Host } from '../../network/host';
import type { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shorten } from '../../values';
import type { Machine } from '../../workload/machine';
import { poolOf } from './host-figures';
import type { MachinePlan } from './plan';

/** Linux (NAME_MAX), in bytes: names of images are ASCII. */
const LONGEST_FILE_NAME = 255;

/** What a name was made for. */
interface Holder {
  /** Tells it from everything else: joined by what no name can hold. */
  readonly identity: string;
  readonly path: string;
  /** Of something that has left: what frees the name, if anything does. */
  readonly left?: { readonly release: string | undefined };
}

/**
 * Names that are cut to a length, and names that join several by a hyphen, can meet: those of the disk `c` of `a-b` and of the disk
 * `b-c` of `a`. What has left counts as well: it may still be there.
 */
export function checkDerivedNames(
  machines: readonly Machine[],
  { inventory: { name: system }, lock, hostOf }: MachinePlan,
  report: Report,
): void {
  const names = new Names(report);
  for (const claim of leftBehind(machines, system, lock)) names.claim(claim);
  for (const machine of machines) for (const claim of claimsOf(machine, hostOf(machine), system)) names.claim(claim);
  checkImages(machines, system, hostOf, report);
}

interface Claim extends Holder {
  /** Kind of name, in words. */
  readonly what: string;
  /** Where the name has to be the only one of its kind: everywhere, on a host, in a pool. */
  readonly place: string;
  readonly name: string;
}

class Names {
  private readonly holders = new Map<string, Holder>();

  constructor(private readonly report: Report) {}

  claim({ what, place, name, ...holder }: Claim): void {
    const key = `${what}/${place}/${name}`;
    const other = this.holders.get(key);
    if (!other) this.holders.set(key, holder);
    else if (other.identity !== holder.identity && !holder.left)
      this.report(
        other.left
          ? problems.derivedNameHeld(holder.path, what, name, other.path, other.left.release)
          : problems.derivedNameClash(holder.path, what, name, other.path),
      );
  }
}

const TERRAFORM = { what: 'Terraform resource', place: '' };

function claimsOf(machine: Machine, host: Host, system: string): readonly Claim[] {
  const { path } = machine.node;
  const { image } = machine.props;
  const [place, pool] = [host.node.id, poolOf(machine, host)];
  const disks = ['root', ...machine.dataDisks.map((disk) => disk.id)];
  const volume = { what: 'volume', place: `${place}/${pool}`, path };
  const imageName = imageVolumeName(system, image.identity ?? '');
  const device = { what: 'network device', place };
  return [
    ...disks.map((id) => ({ ...TERRAFORM, name: diskKey(machine.name, id), identity: `disk ${diskId(machine.name, id)}`, path })),
    // Disks among themselves have been told apart, and images are by checkImages.
    ...disks.map((id) => ({ ...volume, name: `${system}-${machine.name}-${id}.qcow2`, identity: 'disk' })),
    { ...volume, name: imageName, identity: 'image' },
    { ...TERRAFORM, ...imageClaim(place, pool, imageName), path },
    ...cardsOf(machine).flatMap(({ name, subnet, path: at }) => [
      { ...device, name: shorten(`${system}-${name}`, 15), identity: `machine ${name}`, path: at },
      // Bridges among themselves: see resolveSubnets.
      { ...device, name: bridgeOf(subnet, system), identity: 'bridge', path: subnet.node.path },
    ]),
    ...(pool === host.props.pool?.name && host.props.pool.path !== undefined
      ? [
          {
            what: 'Terraform resource of the pool',
            place: '',
            name: `${place}-${pool}`,
            identity: `pool ${place}/${pool}`,
            path: host.node.path,
          },
        ]
      : []),
  ];
}

const bridgeOf = ({ node, props }: Subnet, system: string): string => props.forward?.bridgeName ?? shorten(`${system}-${node.id}`, 15);

/** Logical id of a disk in Terraform. */
const diskKey = (machine: string, disk: string): string => `${machine}-${disk}`;

/** Disks that left with or before this run, as far as the lock knows of them, and the images below those whose data is kept. */
function leftBehind(machines: readonly Machine[], system: string, lock: Lock): readonly Claim[] {
  const here = new Map(machines.map(({ name, dataDisks }) => [name, new Set(['root', ...dataDisks.map(({ id }) => id)])]));
  const { removed } = lock;
  const disks = [
    ...[lock.machines, removed.machines].flatMap((part) =>
      Object.entries(part).flatMap(([machine, { volumes }]) =>
        Object.keys(volumes).map((volume) => ({ machine, volume, release: here.has(machine) ? diskId(machine, volume) : machine })),
      ),
    ),
    ...Object.entries(removed.volumes).map(([id, { machine, volume, released }]) => ({
      machine,
      volume,
      release: released ? undefined : id,
    })),
  ];
  const gone = disks.filter(({ machine, volume }) => !here.get(machine)?.has(volume));
  const images = [
    ...Object.values(removed.volumes),
    ...Object.entries(removed.machines).flatMap(([name, tombstone]) => disksOf(name, tombstone)),
  ];
  return [
    ...gone.map(({ machine, volume, release }) => ({
      ...TERRAFORM,
      name: diskKey(machine, volume),
      identity: `disk ${diskId(machine, volume)}`,
      path: `the disk "${diskId(machine, volume)}"`,
      left: { release },
    })),
    ...images.flatMap(({ machine, host, pool, image, released }) =>
      image === undefined
        ? []
        : [
            {
              ...TERRAFORM,
              ...imageClaim(host, pool, imageVolumeName(system, image)),
              path: `the image below the disk "${diskId(machine, 'root')}"`,
              left: { release: released ? undefined : machine },
            },
          ],
    ),
  ];
}

const imageClaim = (host: string, pool: string, name: string): Pick<Claim, 'name' | 'identity'> => ({
  name: imageVolumeKey(host, pool, name),
  identity: `image ${host}/${pool}/${name}`,
});

/** Images of the same file name are one volume. */
function checkImages(machines: readonly Machine[], system: string, hostOf: MachinePlan['hostOf'], report: Report): void {
  const images = new Map<string, { readonly source: string; readonly path: string }>();
  for (const machine of machines) {
    const { source, identity } = machine.props.image;
    const path = pathOf(machine);
    const name = imageVolumeName(system, identity ?? '');
    if (name.length > LONGEST_FILE_NAME)
      report(problems.nameTooLong(path, "image's volume", name, LONGEST_FILE_NAME, "the image's file name or version"));
    const host = hostOf(machine);
    const place = `${host.node.id}/${poolOf(machine, host)}/${name}`;
    const other = images.get(place);
    if (!other) images.set(place, { source, path });
    else if (other.source !== source) report(problems.imageClash(path, source, name, other.source, other.path));
  }
}
