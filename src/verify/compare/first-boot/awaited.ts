import type { PackageManager, ResolvedMachine } from '../../../model/resolved';
import { type FirstBoot, runs } from '../../guest/first-boot';
import type { Guest } from '../../guest/guest';
import { type Difference, missing, tooWide } from '../difference';

const FINISHED = 'mkdir -p /var/lib/isthmus && touch /var/lib/isthmus/first-boot';
const STAND_IN = 'systemctl start --no-block isthmus-first-boot-agent.service';

/** What an agent needs to be asked by, beside its own package: Enterprise Linux lets it run nothing. */
const ACCESS: { readonly [M in PackageManager]: readonly string[] } = {
  apt: [],
  dnf: ['/usr/local/sbin/isthmus-agent-access'],
  zypper: [],
};

/** That a guest which is waited for tells the truth: it notes that it is done when all else is, and can be asked also where that fails. */
export function awaitedDifferences({ name, guest, os }: ResolvedMachine, { boot }: Guest): readonly Difference[] {
  const { commands } = boot;
  if (!guest.awaited)
    return commands.some((command) => [FINISHED, STAND_IN].includes(command))
      ? [tooWide(name, 'it notes the end of its first boot, for which nobody waits')]
      : [];
  const access = os.packages === undefined ? [] : ACCESS[os.packages];
  return [
    ...(commands.indexOf(FINISHED) === commands.length - 1
      ? []
      : [missing(name, 'the last that its first boot does is not to note its end')]),
    ...(comesFirst(boot) ? [] : [missing(name, 'nothing tells of a first boot that fails before the agent is there')]),
    ...(runs(boot, ...access) ? [] : [missing(name, 'its agent may run nothing, and cannot be asked')]),
    ...secretsUnlisted(boot).map((path) => missing(name, `${path} is no secret to what tells of a failure`)),
  ];
}

/** Before whatever may fail. */
const comesFirst = ({ commands }: FirstBoot): boolean =>
  commands.slice(0, 3).join('\n') === ['set -e', 'systemctl daemon-reload', STAND_IN].join('\n');

function secretsUnlisted({ contents, files }: FirstBoot): readonly string[] {
  const listed = new Set((files.get('/etc/isthmus/secret-files') ?? '').split('\n'));
  return [...contents].filter(([path, content]) => content.startsWith('variable ') && !listed.has(path)).map(([path]) => path);
}
