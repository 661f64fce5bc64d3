import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Image } from '../../../src';
import { ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { Missing } from '../harness/part';
import { cache, SOURCES } from '../harness/paths';
import { CommandFailed } from '../harness/process';

export interface GuestImages {
  /** Debian 12 with cloud-init, PostgreSQL 15, nftables and the guest agent. */
  readonly debian: Image;
  /** Takes its address from cloud-init's CD or DHCP and runs the guest agent: for tests of packets. */
  readonly tiny: Image;
}

/** Images of guests, built once. @throws Missing where Debian's packages cannot be had */
export async function guestImages(lab: Lab): Promise<GuestImages> {
  const probe = await ownProgram(lab, 'probe');
  const sources = ['build-images.sh', 'tiny-init.sh'].map((file) => join(SOURCES, 'guests', file));
  const hash = createHash('sha256');
  for (const file of [...sources, join(SOURCES, 'probe/main.go')]) hash.update(readFileSync(file));
  const version = hash.digest('hex').slice(0, 8);
  const files = (['debian', 'tiny'] as const).map((name) => join(cache('images'), `${name}-${version}.qcow2`));
  const [debian = '', tiny = ''] = files;
  if (!files.every((file) => existsSync(file))) {
    lab.note('building guest images (a minute or two)');
    const folder = cache('build', String(process.pid));
    lab.defer(() => rmSync(folder, { recursive: true, force: true }));
    try {
      await lab.build('guest images', ['bash', sources[0] ?? '', folder, probe, sources[1] ?? '']);
    } catch (error) {
      const line =
        error instanceof CommandFailed ? error.result.stderr.split('\n').find((it) => /^(E|Err): |Failed to fetch/.test(it)) : undefined;
      if (line === undefined) throw error;
      throw new Missing(`guest images: Debian packages cannot be had here: ${line.trim()}`);
    }
    renameSync(join(folder, 'debian.qcow2'), debian);
    renameSync(join(folder, 'tiny.qcow2'), tiny);
  }
  const props = { version, preinstalled: true };
  return { debian: Image.file(debian, props), tiny: Image.file(tiny, props) };
}
