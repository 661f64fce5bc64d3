import { localePackages } from '../../../model/guest/set-up-packages';
import type { GuestFileContent, ResolvedFirstBoot, ResolvedGuestFile, ResolvedMachine } from '../../../model/resolved';
import type { GuestFile, GuestPart, PackageManager } from '../part';
import { secret } from '../secret';
import type { TerraformExpression } from '../template';
import { accountsPart } from './accounts';
import { commandsPart, earlyCommandsDone } from './commands';
import { mountsPart } from './mounts';
import { proxyExports, sourcesPart } from './sources';

export { updatesPart } from './updates';

/** What the user of a guest has it do, before and after what it needs for its role. */
export interface FirstBootParts {
  readonly before: readonly GuestPart[];
  readonly after: readonly GuestPart[];
}

export function firstBootParts(machine: ResolvedMachine, manager: PackageManager): FirstBootParts {
  const { firstBoot } = machine.guest;
  if (firstBoot === undefined) return { before: [], after: [] };
  return {
    before: [
      { steps: [...proxyExports(firstBoot), ...earlyCommandsDone(firstBoot.commands)] },
      sourcesPart(firstBoot, manager),
      accountsPart(firstBoot.users),
      settingsPart(firstBoot, manager),
      { files: firstBoot.files.map(guestFile) },
      mountsPart(machine, firstBoot.mounts),
    ],
    after: [commandsPart(firstBoot.commands, machine.os), servicesPart(firstBoot.services)],
  };
}

const CONTENTS: {
  readonly [From in GuestFileContent['from']]: (
    content: Extract<GuestFileContent, { from: From }>,
  ) => Pick<GuestFile, 'content' | 'isBase64' | 'individual'>;
} = {
  text: ({ text }) => ({ content: text }),
  bytes: ({ base64 }) => ({ content: base64, isBase64: true }),
  variable: ({ variable }) => ({ content: secret(variable), individual: true }),
};

/** What is another's, or lies in a home, waits for its account. */
export function guestFile({ path, content, mode, owner }: ResolvedGuestFile): GuestFile {
  const written = (CONTENTS[content.from] as (content: GuestFileContent) => { readonly content: string | TerraformExpression })(content);
  const isRoots = owner === 'root:root';
  return { path, mode, ...written, ...(!isRoots && { owner }), ...((!isRoots || path.startsWith('/home/')) && { late: true }) };
}

const SYSCTL = '/etc/sysctl.d/70-isthmus-own.conf';

export function sysctlPart({ sysctl }: ResolvedFirstBoot): GuestPart {
  if (sysctl.length === 0) return {};
  return {
    files: [{ path: SYSCTL, content: sysctl.map(({ key, value }) => `${key} = ${value}\n`).join(''), mode: '0644' }],
    steps: [`sysctl --quiet --load=${SYSCTL}`],
  };
}

function settingsPart(firstBoot: ResolvedFirstBoot, manager: PackageManager): GuestPart {
  const { timeZone, locale, swapBytes } = firstBoot;
  return {
    ...sysctlPart(firstBoot),
    packages: localePackages(manager, locale),
    config: {
      ...(timeZone !== undefined && { timezone: timeZone }),
      ...(locale !== undefined && { locale }),
      ...(swapBytes !== undefined && { swap: { filename: '/swapfile', size: swapBytes, maxsize: swapBytes } }),
    },
  };
}

export const servicesPart = (services: readonly string[]): GuestPart =>
  services.length === 0 ? {} : { steps: ['systemctl daemon-reload', ...services.map((unit) => `systemctl enable --now ${unit}`)] };
