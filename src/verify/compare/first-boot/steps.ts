import type { ResolvedCommand, ResolvedMachine } from '../../../model/resolved';
import { type FirstBoot, runs, variableIn } from '../../guest/first-boot';
import type { Guest } from '../../guest/guest';
import { isOwnEarlyStep, isOwnStep } from '../../guest/own';
import { type Difference, missing, tooWide } from '../difference';
import { compared } from './both';
import { statedCommands } from './stated';

/** What a guest runs when it is first started, and what it goes on running. */
export const stepDifferences = (machine: ResolvedMachine, { boot }: Guest): readonly Difference[] => [
  ...strangers(machine, boot),
  ...services(machine, boot),
  ...commands(machine, boot),
];

/** Commands that neither follow from what the machine is nor are stated. */
function strangers({ name, guest: { firstBoot } }: ResolvedMachine, boot: FirstBoot): readonly Difference[] {
  const late = new Set([...statedCommands(firstBoot, 'runcmd'), ...(firstBoot?.services ?? []).map(started), ...proxyOf(firstBoot?.proxy)]);
  const early = new Set(statedCommands(firstBoot, 'bootcmd'));
  const [stranger] = [
    ...boot.commands.filter((command) => !late.has(command) && !isOwnStep(command)),
    ...boot.early
      .filter((words) => !isOfUser(words))
      .flatMap((words) => {
        const command = words.join(' ');
        return early.has(command) || isOwnEarlyStep(command) ? [] : [command];
      }),
  ];
  return stranger === undefined ? [] : [tooWide(name, `its first boot runs "${stranger}", which is not in the model`)];
}

const started = (unit: string): string => `systemctl enable --now ${unit}`;

/** Programs of a first boot are told of a proxy. */
const proxyOf = (proxy: { readonly url: string; readonly except: readonly string[] } | undefined): readonly string[] =>
  proxy
    ? [`export http_proxy=${proxy.url} https_proxy=${proxy.url} no_proxy='${['localhost', '127.0.0.1', ...proxy.except].join(',')}'`]
    : [];

const services = ({ name, guest: { firstBoot } }: ResolvedMachine, boot: FirstBoot): readonly Difference[] =>
  (firstBoot?.services ?? []).flatMap((unit) => (runs(boot, started(unit)) ? [] : [missing(name, `nothing starts ${unit}`)]));

const OF_USER = /^isthmus-command-\d{3}$/;
const isOfUser = ([program, , mark = '']: readonly string[]): boolean => program === 'cloud-init-per' && OF_USER.test(mark);

/** The commands of the user, one after the other, with the secrets that they are told. */
function commands({ name, guest: { firstBoot } }: ResolvedMachine, boot: FirstBoot): readonly Difference[] {
  const stated = firstBoot?.commands ?? [];
  const before = stated.filter(({ beforePackages }) => beforePackages);
  const after = stated.filter(({ beforePackages }) => !beforePackages);
  const late = [...boot.files].filter(([path]) => path.startsWith('/etc/isthmus/commands/')).sort(([a], [b]) => (a < b ? -1 : 1));
  const isRun = late.length === 0 || runs(boot, /^(\/usr\/local\/sbin|\/opt\/bin)\/isthmus-commands$/);
  return [
    ...compared(name, 'its first boot the command', before.map(inWords), boot.early.filter(isOfUser).map(earlyCommand)),
    ...compared(
      name,
      'its first boot the command',
      after.map(inWords),
      late.map(([, text]) => lateCommand(text)),
    ),
    ...(isRun ? [] : [missing(name, 'nothing runs its commands')]),
  ];
}

const inWords = ({ script, variables }: Pick<ResolvedCommand, 'script' | 'variables'>): string =>
  [script.trimEnd(), ...variables.map((each) => `${each.name} from ${each.variable}`)].join(', with ');

/** Before packages there are no files: secrets come as words. */
function earlyCommand([, , , , , text = '', , ...given]: readonly string[]): string {
  const [, told = '', script = ''] =
    /^set -euo pipefail\nif command -v nm-online .*\n((?:.*\n)*?)\(\n([\s\S]*)\n\)\nmkdir -p \S+\ntouch \S+\n$/.exec(text) ?? [];
  const names = [...told.matchAll(/^(\w+)=\$\(printf '%s' "\$\{(\d+)\}" \| base64 -d\)$/gm)];
  const variables = names.map(([, name = '', place]) => ({ name, variable: variableIn(given[Number(place) - 1] ?? '') ?? 'elsewhere' }));
  return inWords({ script, variables });
}

function lateCommand(text: string): string {
  const [, told = '', script = ''] =
    /^#!\/bin\/bash\nset -euo pipefail\n((?:\w+=\$\(cat \/etc\/isthmus\/secrets\/\w+\)\nexport \w+\n)*)([\s\S]*)\n$/.exec(text) ?? [];
  const names = [...told.matchAll(/^(\w+)=\$\(cat \/etc\/isthmus\/secrets\/(\w+)\)$/gm)];
  return inWords({ script, variables: names.map(([, name = '', variable = '']) => ({ name, variable })) });
}
