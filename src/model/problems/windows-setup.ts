import type { Problem } from '../problem';

export const windowsSetupImpossible = (path: string, os: string, by: string, able: readonly string[]): Problem => ({
  code: 'WINDOWS_SETUP_IMPOSSIBLE',
  path,
  message: `\`windowsSetup\`: ${os} cannot be set up by ${by}.`,
  fix:
    able.length > 0
      ? `It can by ${able.join(' and ')}.`
      : 'Linux guests have `firstBoot`. Windows before Server 2012 is set up by hand: leave `windowsSetup` out (node_modules/isthmus/docs/windows.md).',
});

export const invalidWindowsSetup = (path: string, prop: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_WINDOWS_SETUP',
  path,
  message: `windowsSetup.${prop}: ${reason}.`,
  fix,
});
