import type { OsName } from '../../resolved';
import { DEBIAN } from './debian';
import { ENTERPRISE_LINUX } from './enterprise-linux';
import { IMAGE_BASED_SYSTEMS } from './image-based';
import type { OsProfile } from './profile';
import { SUSE } from './suse';
import { WINDOWS } from './windows';

export type { OsProfile } from './profile';

/** The operating systems that are known by name. */
export const OPERATING_SYSTEMS: { readonly [N in OsName]: OsProfile } = {
  ...ENTERPRISE_LINUX,
  ...DEBIAN,
  ...SUSE,
  ...IMAGE_BASED_SYSTEMS,
  ...WINDOWS,
};

/** The day on which the table was last held against what makers say: what has ended by then is told. No clock is asked, so that outputs are the same on every day. */
export const LAST_READ = '2026-11-28';
