import type { GuestFile } from '../part';

/** Has an engine that listens at the machine's own addresses wait until they are there. */
export const afterAddresses = (unit: string): GuestFile => ({
  path: `/etc/systemd/system/${unit}.d/addresses.conf`,
  content: '[Unit]\nWants=network-online.target\nAfter=network-online.target\n',
  mode: '0644',
});
