import { isHostName } from '../../values';

const WILDCARD = '*.';

/** The name of a host, or all names below a domain. */
export const isHostPattern = (hostname: string): boolean =>
  isHostName(hostname.startsWith(WILDCARD) ? hostname.slice(WILDCARD.length) : hostname);

/** Whether `wider` stands for all that `hostname` stands for. Unset: every name. */
export function coversHost(wider: string | undefined, hostname: string | undefined): boolean {
  if (wider === undefined || wider === hostname) return true;
  return hostname !== undefined && wider.startsWith(WILDCARD) && hostname.endsWith(wider.slice(1));
}

/** Whether there is a name that both stand for. */
export const meet = (one: string | undefined, other: string | undefined): boolean => coversHost(one, other) || coversHost(other, one);

/** Whether a certificate for `name` holds for `hostname`: a wildcard stands for one label (RFC 6125, 6.4.3). */
export const certifies = (name: string, hostname: string): boolean =>
  name === hostname ||
  (name.startsWith(WILDCARD) && !hostname.startsWith(WILDCARD) && hostname.slice(hostname.indexOf('.')) === name.slice(1));
