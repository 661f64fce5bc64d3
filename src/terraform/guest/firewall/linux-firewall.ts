import type { GuestFile } from '../part';

/** How a Linux guest's baseline is written and put in force. */
export interface LinuxFirewall {
  readonly packages: readonly string[];
  readonly files: readonly GuestFile[];
  /** Program that tells whether the firewall is in the image already. */
  readonly command: string;
  /** Shell commands that put it in force while the system comes up, before sshd listens. */
  readonly early: readonly string[];
  /** Shell commands that put it in force, and see to it that it comes back with every boot. */
  readonly late: readonly string[];
}
