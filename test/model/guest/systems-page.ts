import { isMakers } from '../../../src/model/guest/engine-repository';
import { LAST_READ, OPERATING_SYSTEMS, type OsProfile } from '../../../src/model/guest/os';
import type { CarriedEngines, EngineName } from '../../../src/model/resolved';
import { MADE_SYSTEMS } from './made';

const HEAD = `# Guest operating systems

<!-- Generated. Do not edit. -->

What is known of each operating system stands in one table of the library, \`GuestOs\`: its virtual hardware, what installs its packages and keeps its firewall, the account of its
administrators, the engines that there are packages of for it, what it needs at least, and how long its maker brings updates. What is set up inside is told in [guests.md](guests.md).

- A machine with less memory, or a smaller root disk, than its operating system needs at least is a problem (\`BELOW_MINIMUM\`).
- One whose maker brings no more updates is a warning (\`SUPPORT_ENDED\`) with the day. No clock is asked, so that outputs are the same on every day: the table was last held
  against what makers say on ${LAST_READ}, and what had ended by then is told. \`GuestOs.windowsServer2012().afterSupport({ because: '…' })\` says why it stays; the reason
  stands in the report, with the day.
- The lock keeps the operating system of each machine that exists: another one is another disk, and so another machine.

Others are said by how they differ from one that is known. Whatever is in the tables can be said:

\`\`\`ts
const cloud = GuestOs.custom({
  like: GuestOs.rhel9(),
  id: 'cloudlinux-9',
  title: 'CloudLinux 9',
  administrator: 'cloud-user',
  minimumMemory: Size.gibibytes(1),
  supportedUntil: '2032-06-30',
  engines: { mariadb: { '10.11': ['@mariadb:10.11/server'] } },
});
new VirtualMachine(system, 'mail', { ...machine, os: cloud, memory: Size.gibibytes(4), listens: [Port.tcp(25, 'smtp')] });
\`\`\`

What contradicts itself is a problem (\`INVALID_GUEST_OS\`), all at once: a firewall of another family, an id that is another system's, names of packages that are those
of another package manager, an engine's version that nobody can set up, a root disk that is smaller than the least.

Its virtual hardware is another one's by \`withHardware\`: \`GuestOs.custom({ … }).withHardware({ firmware: 'uefi' })\`.

SUSE is set up once it knows its repositories: name a mirror in \`firstBoot.repositories\` (\`Repository.zypper\`), or let it register before packages are installed
([guests.md](guests.md#suse)). Load balancers, nodes of kubeadm, and engines other than PostgreSQL and MariaDB are not set up on it, and say why (\`NOT_SET_UP_ON_SYSTEM\`).

Fedora CoreOS and Flatcar come as whole images: nothing is installed on them, and Ignition sets them up ([guests.md](guests.md#systems-that-come-as-a-whole-image)).
`;

type Row = readonly string[];

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const gibibytes = (mebibytes: number): string => (mebibytes % 1024 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`);

/** As users write it: the static that answers the profile. */
function callOf(id: string): string {
  const [name] = MADE_SYSTEMS.find(([, os]) => os.resolved.id === id) ?? [];
  if (name === undefined) throw new Error(`GuestOs has no ${id}`);
  return `\`${name}\``;
}

const engineText = (engines: CarriedEngines): string =>
  Object.entries(engines)
    .flatMap(([engine, versions]) =>
      Object.keys(versions).length === 0
        ? []
        : [`${engine} ${Object.keys(versions).join(', ')}${isMakers(engine as EngineName) ? " (its maker's)" : ''}`],
    )
    .join('; ');

const hardwareText = ({ hardware: { machineType, firmware, diskBus, nicModel, tpm } }: OsProfile): string =>
  [machineType, firmware, `${diskBus} disks`, `${nicModel} card`, ...(tpm ? ['TPM'] : [])].join(', ');

const ROWS = Object.entries(OPERATING_SYSTEMS);

const FACTS = table(
  ['`GuestOs`', 'operating system', 'memory, disk at least', 'updates until', 'hardware', 'firewall', 'seen'],
  ROWS.map(([id, profile]) => {
    const { title, least, imageBased, firewall } = profile.facts;
    const { supportedUntil = imageBased === undefined ? 'not known' : 'the next release' } = profile.facts;
    const at = `${gibibytes(least.memoryMiB)}, ${gibibytes(least.diskMiB)}`;
    return [callOf(id), title, at, supportedUntil, hardwareText(profile), firewall, profile.seen];
  }),
);

const SET_UP = table(
  ['operating system', 'packages by', 'administrators', 'control groups', "engines in its own repositories, or their makers'"],
  ROWS.filter(([, { facts }]) => facts.family === 'linux').map(([, { facts }]) => [
    facts.title,
    facts.packages ?? 'none: a whole image',
    `\`${facts.administrator}\``,
    `version ${facts.controlGroups}`,
    engineText(facts.engines) || 'none',
  ]),
);

const SOURCES = table(
  ['operating system', 'memory and disk', 'updates', 'packages'],
  ROWS.map(([, { facts, sources }]) => [facts.title, sources.least, sources.support, sources.packages ?? '']),
);

/** docs/guest-systems.md. */
export const SYSTEMS_PAGE = `${HEAD}
## All of them

${FACTS}

"Seen" is what was seen of it beyond its documents: images of Enterprise Linux, Ubuntu, SUSE and Windows cannot be had in the laboratory of this library.

## What sets Linux up

${SET_UP}

Accounts are those of the makers' own images (cloud-init, \`config/cloud.cfg.tmpl\`; that of SUSE's images is \`sles\`, which \`GuestOs.custom\` can say otherwise; Ignition's own for whole images). "Its own repositories" are those of a guest that has been registered, where that is needed.

## Sources

${SOURCES}
`;
