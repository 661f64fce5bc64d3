import type { Problem } from '../problem';

export const firstBootImpossible = (path: string, os: string): Problem => ({
  code: 'FIRST_BOOT_IMPOSSIBLE',
  path,
  message: `\`firstBoot\` is worked off by cloud-init, which ${os} does not have.`,
  fix: 'Choose a Linux guest, or bring all of it in the image and leave `firstBoot` out.',
});

export const invalidFirstBoot = (path: string, prop: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_FIRST_BOOT',
  path,
  message: `firstBoot.${prop}: ${reason}.`,
  fix,
});

export const firstBootReserved = (path: string, prop: string, what: string, why: string): Problem => ({
  code: 'FIRST_BOOT_RESERVED',
  path,
  message: `firstBoot.${prop}: ${what} is not yours to set: ${why}.`,
  fix: 'Leave it out. What is set up in every guest, and in guests of this kind, stands in node_modules/isthmus/docs/guests.md.',
});

export const softwareSourceClosed = (path: string, prop: string, url: string, reason: string): Problem => ({
  code: 'SOFTWARE_SOURCE_CLOSED',
  path,
  message: `firstBoot.${prop}: ${url} cannot be reached: ${reason}.`,
  fix: "Let the system's `provisioning.packages` hold its address, and `listens` of that External its port.",
});

export const firstBootUnseen = (path: string, why: string): Problem => ({
  code: 'FIRST_BOOT_UNSEEN',
  path,
  message: `No apply can wait for its first boot: ${why}.`,
  fix: "Leave `waitForFirstBoot` out, or write `false` where the system's own is not meant for it. The agent comes with Linux unless `withHardware` takes it away, and with `virtioDrivers` of a `windowsSetup`.",
});

export const invalidFirstBootWait = (path: string, minutes: number, most: number): Problem => ({
  code: 'INVALID_FIRST_BOOT_WAIT',
  path,
  message: `waitForFirstBoot: ${minutes} is not a whole number of minutes from 1 to ${most}.`,
  fix: 'Write how many minutes the slowest first boot may take, packages and restarts included, or leave `minutes` out for 30.',
});
