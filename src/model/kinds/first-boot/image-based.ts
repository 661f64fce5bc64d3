import type { FirstBootProps } from '../../guest/first-boot';
import { IMAGE_BASED, ONLY_LOCALE } from '../../guest/image-based';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ImageBasedName, ResolvedOs } from '../../resolved';
import { isBelow } from '../pod/file-folders';
import { ownerOf } from './accounts';
import { ownerIn } from './files';

const NOTHING_INSTALLED = 'Run it in a container, or choose a Linux with packages.';

/** What Ignition cannot do, or what has no sense where a system comes as a whole image. */
export function checkImageBased(path: string, os: ResolvedOs, name: ImageBasedName, props: FirstBootProps, report: Report): void {
  const { title } = os;
  const bad = (prop: string, reason: string, fix: string): void => report(problems.invalidFirstBoot(path, prop, reason, fix));
  const { packages = [], repositories = {}, onlyTheseRepositories, cloudConfig = {}, locale, securityUpdates } = props;
  const image = `${title} comes as a whole image`;
  if (packages.length > 0) bad('packages', `${image}, and nothing is installed on it`, NOTHING_INSTALLED);
  if (Object.keys(repositories).length > 0 || onlyTheseRepositories)
    bad('repositories', `${image}, and nothing is installed on it`, NOTHING_INSTALLED);
  if (Object.keys(cloudConfig).length > 0)
    bad(
      'cloudConfig',
      `${title} is set up by Ignition, which reads no configuration of cloud-init`,
      'Say it by the other props of `firstBoot`.',
    );
  if (locale !== undefined && locale !== ONLY_LOCALE)
    bad('locale', `"${locale}" is not in the image of ${title}, which has ${ONLY_LOCALE} alone`, 'Leave it out.');
  if (securityUpdates?.at !== undefined) {
    if (!securityUpdates.props.reboot)
      bad(
        'securityUpdates',
        `${image}: an update is in force after a restart alone`,
        "Write SecurityUpdates.daily('04:00', { reboot: true }), or SecurityUpdates.elsewhere({ because: '…' }).",
      );
    if ((securityUpdates.props.except ?? []).length > 0)
      bad('securityUpdates', `${image}, of which no package can be left alone`, 'Leave `except` out.');
  }
  checkPlaces(path, os, name, props, report);
  checkOwners(path, os, props, report);
}

/** Ignition ends the first start, and every one after it, at the first file that it cannot write. */
function checkPlaces(
  path: string,
  { title }: ResolvedOs,
  name: ImageBasedName,
  { files = {}, mounts = {} }: FirstBootProps,
  report: Report,
): void {
  const { writable, readOnly } = IMAGE_BASED[name];
  const isWithin = (place: string, folders: readonly string[]): boolean =>
    folders.some((folder) => place === folder || isBelow(place, folder));
  const takes = (place: string): boolean => (writable ? isWithin(place, writable) : !isWithin(place, readOnly));
  const fix = `Choose one in ${(writable ?? ['/etc', '/opt', '/srv', '/var']).join(', ')}.`;
  for (const [prop, places] of [
    ['files', Object.keys(files)],
    ['mounts', Object.keys(mounts)],
  ] as const)
    for (const place of places)
      if (!takes(place))
        report(problems.invalidFirstBoot(path, prop, `"${place}" is part of the image of ${title}, which is read only`, fix));
}

/** It writes files before anything could make an account but itself. */
function checkOwners(path: string, os: ResolvedOs, { files = {}, users = {} }: FirstBootProps, report: Report): void {
  const known = ['root', os.administrator, ...Object.keys(users)];
  for (const [place, file] of Object.entries(files)) {
    const unknown = ownerOf(ownerIn(file))
      .split(':')
      .find((each) => !known.includes(each));
    if (unknown === undefined) continue;
    const fix = 'Make it one of `users`, or let a command change the owner: commands come after files.';
    report(problems.invalidFirstBoot(path, `files["${place}"].owner`, `Ignition writes files before there is any "${unknown}"`, fix));
  }
}
