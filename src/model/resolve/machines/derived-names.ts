import { type Image, imageVolumeKey, imageVolumeName } from '../../guest/image';
import { cardsOf } from '../../kinds/guest/cards';
import { kindOf, pathOf } from '../../kinds/machine';
import { POOLS } from '../../kinds/pool';
import { diskVolumeName, filesPoolOf, poolKey, poolOf, poolOfDisk } from '../../kinds/pool/choice';
import { diskId, type Lock } from '../../lock/lock';
import { disksOf } from '../../lock/release';
import type { Host } from '../../network/host';
import type { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shorten } from '../../values';
import type { Machine } from '../../workload/machine';
import type { MachinePlan } from './plan';
import { disksOfMachine } from './volumes';

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
  const place = host.node.id;
  const disks = disksOfMachine(machine).map((disk) => ({ disk, pool: poolOfDisk(machine, disk, host) }));
  const volumeIn = (pool: string) => ({ what: 'volume', place: `${place}/${pool}`, path });
  const device = { what: 'network device', place };
  return [
    ...disks.map(({ disk: { id } }) => ({
      ...TERRAFORM,
      name: diskKey(machine.name, id),
      identity: `disk ${diskId(machine.name, id)}`,
      path,
    })),
    // Disks among themselves have been told apart, volumes that are there already by checkVolumes, and images are by checkImages.
    ...disks.map(({ disk: { id, existing }, pool: { name, type } }) => ({
      ...volumeIn(name),
      name: existing?.name ?? diskVolumeName(system, machine.name, id, POOLS[type].ending),
      identity: existing ? `volume ${existing.name}` : 'disk',
    })),
    ...imagesOf(machine, host).flatMap(({ image, pool }) => {
      const name = imageVolumeName(system, image.identity ?? '');
      return [
        { ...volumeIn(pool), name, identity: 'image' },
        { ...TERRAFORM, ...imageClaim(place, pool, name), path },
      ];
    }),
    ...kindOf(machine)
      .variables(machine)
      .map(({ name, of }) => ({ what: 'Terraform variable', place: '', name, identity: `${of} of ${machine.name}`, path })),
    // Windows tells them apart by no capitals, and a domain or a network by nothing else.
    ...(machine.setsUpWindows
      ? [
          {
            what: 'computer name',
            place: '',
            name: (machine.windowsSetup?.props.computerName ?? machine.name).toUpperCase(),
            identity: `machine ${machine.name}`,
            path,
          },
        ]
      : []),
    { what: 'domain', place, name: domainName(machine, system), identity: `machine ${machine.name}`, path },
    ...cardsOf(machine).flatMap(({ name, subnet, path: at }) => [
      { ...device, name: shorten(`${system}-${name}`, 15), identity: `machine ${name}`, path: at },
      // Bridges among themselves: see resolveSubnets.
      { ...device, name: bridgeOf(subnet, system), identity: 'bridge', path: subnet.node.path },
    ]),
    ...[...disks.map(({ pool }) => pool), filesPoolOf(machine, host)]
      .filter((pool) => pool.path !== undefined)
      .map((pool) => ({
        what: 'Terraform resource of the pool',
        place: '',
        name: poolKey(place, pool.name),
        identity: `pool ${place}/${pool.name}`,
        path: host.node.path,
      })),
  ];
}

/** What a machine is called in libvirt. */
export const domainName = ({ adopt, name }: Machine, system: string): string => (adopt ? (adopt.name ?? name) : `${system}-${name}`);

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

/** Images that lie in a pool for a machine. */
const imagesOf = (machine: Machine, host: Host): readonly { readonly image: Image; readonly pool: string }[] => [
  ...(machine.props.image && POOLS[poolOf(machine, host).type].layers
    ? [{ image: machine.props.image, pool: poolOf(machine, host).name }]
    : []),
  ...machine.cdImages.map((image) => ({ image, pool: filesPoolOf(machine, host).name })),
];

/** Images of the same file name are one volume. */
function checkImages(machines: readonly Machine[], system: string, hostOf: MachinePlan['hostOf'], report: Report): void {
  const images = new Map<string, { readonly source: string; readonly path: string }>();
  for (const { machine, image, pool } of machines.flatMap((each) =>
    imagesOf(each, hostOf(each)).map((lying) => ({ machine: each, ...lying })),
  )) {
    const { source, identity } = image;
    const path = pathOf(machine);
    const name = imageVolumeName(system, identity ?? '');
    if (name.length > LONGEST_FILE_NAME)
      report(problems.nameTooLong(path, "image's volume", name, LONGEST_FILE_NAME, "the image's file name or version"));
    const place = `${hostOf(machine).node.id}/${pool}/${name}`;
    const other = images.get(place);
    if (!other) images.set(place, { source, path });
    else if (other.source !== source) report(problems.imageClash(path, source, name, other.source, other.path));
  }
}
