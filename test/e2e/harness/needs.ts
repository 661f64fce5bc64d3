import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Need } from './part';
import { run } from './process';

/** Whether a program is installed. */
export const has = (program: string): boolean =>
  ['/usr/sbin', '/sbin', ...(process.env.PATH ?? '').split(delimiter)].some((folder) => existsSync(join(folder, program)));

/** @param from where it comes from, for the reader of the skip line */
export const program =
  (name: string, from: string): Need =>
  () =>
    has(name) ? undefined : `${name} is not installed (${from})`;

export const linux: Need = () => (process.platform === 'linux' ? undefined : 'Linux');
/** Root that may make namespaces: that of a plain container may not. */
export const root: Need = async () => {
  if (process.getuid?.() !== 0) return 'root: namespaces, bridges and libvirtd need it';
  const { status, stderr } = await run(['unshare', '--mount', '--pid', '--net', '--fork', 'true']);
  return status === 0 ? undefined : `the right to make namespaces: ${stderr.trim()}`;
};

export const go = program('go', 'https://go.dev/dl');
export const kubectl = program('kubectl', 'https://kubernetes.io/docs/tasks/tools');
export const terraform = program('terraform', 'https://developer.hashicorp.com/terraform/install');
const busybox = program('busybox', 'Debian: busybox-static');

/** Disks of guests that have no machine around them. */
export const loopDevices: Need = async () => {
  const { status, stderr } = await run(['losetup', '--find']);
  return status === 0 ? undefined : `loop devices: ${stderr.trim()}`;
};

/** Every part starts its programs so that they end with it. */
export const base: readonly Need[] = [linux, program('setpriv', 'Debian: util-linux')];

/** What a private libvirtd with emulated guests takes. */
export const hypervisor: readonly Need[] = [
  root,
  program('libvirtd', 'Debian: libvirt-daemon-system'),
  program('virsh', 'Debian: libvirt-clients'),
  program('qemu-system-x86_64', 'Debian: qemu-system-x86'),
  program('qemu-img', 'Debian: qemu-utils'),
  program('dnsmasq', 'Debian: dnsmasq-base'),
  program('ebtables', 'Debian: ebtables'),
  program('ip', 'Debian: iproute2'),
  program('unshare', 'Debian: util-linux'),
];

/** What building guest images takes. */
export const images: readonly Need[] = [root, program('mmdebstrap', 'Debian: mmdebstrap'), busybox];
