import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Image } from '../../../src';
import { ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { Missing } from '../harness/part';
import { cache, keep, ownFolder, SOURCES } from '../harness/paths';
import { CommandFailed } from '../harness/process';

export interface GuestImages {
  /** Debian 12 with cloud-init, PostgreSQL 15, nftables and the guest agent. */
  readonly debian: Image;
  /** Takes its address from cloud-init's CD or DHCP and runs the guest agent: for tests of packets. */
  readonly tiny: Image;
}

const NAMES = ['debian', 'tiny'] as const;

/** Images of guests, built once. @throws Missing where Debian's packages cannot be had */
export async function guestImages(lab: Lab): Promise<GuestImages> {
  const probe = await ownProgram(lab, 'probe');
  const [script = '', init = ''] = ['build-images.sh', 'tiny-init.sh'].map((file) => join(SOURCES, 'guests', file));
  const hash = createHash('sha256');
  for (const file of [script, init, join(SOURCES, 'probe/main.go')]) hash.update(readFileSync(file));
  const version = hash.digest('hex').slice(0, 8);
  const images = cache('images');
  const file = (name: (typeof NAMES)[number]): string => join(images, `${name}-${version}.qcow2`);
  if (!NAMES.every((name) => existsSync(file(name)))) {
    lab.note('building guest images (a minute or two)');
    const folder = ownFolder('build', 'images');
    lab.defer(() => rmSync(folder, { recursive: true, force: true }));
    await build(lab, 'guest images', [script, folder, probe, init]);
    for (const name of NAMES) keep(join(folder, `${name}.qcow2`), file(name));
  }
  for (const name of NAMES) used(file(name));
  removeUnused(images);
  const props = { version, preinstalled: true };
  return { debian: Image.file(file('debian'), props), tiny: Image.file(file('tiny'), props) };
}

/** What the guests of a root file system have beside what all have. */
export interface GuestPackages {
  readonly name: string;
  /** Of Debian. */
  readonly release: string;
  readonly packages: readonly string[];
  /** Out of Debian's unstable release, with what it depends on. @default - nothing */
  readonly newer?: string;
}

/** Everything that Debian 12 has for the roles of machines. */
export const ALL_ROLES: GuestPackages = {
  name: 'root',
  release: 'bookworm',
  packages: [
    ...['postgresql-15', 'mariadb-server', 'redis-server', 'rabbitmq-server'],
    ...['haproxy', 'keepalived', 'containerd', 'conntrack', 'socat'],
  ],
};

/** Engines, what tells of them, and what keeps a database point by point. */
export const WATCHED: GuestPackages = {
  name: 'watched',
  release: 'bookworm',
  packages: [
    ...['postgresql-15', 'mariadb-server', 'redis-server', 'rabbitmq-server', 'curl', 'pgbackrest'],
    ...['node', 'postgres', 'mysqld', 'redis'].map((name) => `prometheus-${name}-exporter`),
  ],
};

/** What a PostgreSQL needs whose log leaves its machine. */
export const LOGGED: GuestPackages = { name: 'logged', release: 'bookworm', packages: ['postgresql-15', 'jq'] };

/** Debian has MySQL in no release, but where its next one is made; all else of that asks for newer control groups than this kernel may have. */
export const WITH_MYSQL: GuestPackages = { name: 'mysql', release: 'trixie', packages: [], newer: 'mysql-server' };

/** The root file system of a preinstalled image for guests without a machine around them, built once. @throws Missing where Debian's packages cannot be had */
export function guestRoot(lab: Lab, { name, release, packages, newer = '' }: GuestPackages = ALL_ROLES): Promise<string> {
  const script = join(SOURCES, 'guests/build-root.sh');
  const words = [release, packages.join(','), newer];
  return builtRoot(lab, {
    name,
    what: 'files of a guest',
    made: [readFileSync(script, 'utf8'), ...words],
    script: (folder) => [script, folder, ...words],
  });
}

interface RootFiles {
  readonly name: string;
  readonly what: string;
  /** What they are made of: with other such things they are made anew. */
  readonly made: readonly string[];
  /** What leaves them in a folder, as `root`. */
  readonly script: (folder: string) => readonly string[];
}

/** A root file system, built once. @throws Missing where Debian's packages cannot be had */
export async function builtRoot(lab: Lab, { name, what, made, script }: RootFiles): Promise<string> {
  const images = cache('images');
  const root = join(images, `${name}-${createHash('sha256').update(made.join('\n')).digest('hex').slice(0, 8)}`);
  if (!existsSync(root)) {
    lab.note(`building the ${what} (a minute or two)`);
    const folder = ownFolder('build', name);
    lab.defer(() => rmSync(folder, { recursive: true, force: true }));
    await build(lab, what, script(folder));
    // Packages bring a time along, by which it would be the first to be removed.
    used(join(folder, 'root'));
    keep(join(folder, 'root'), root);
  }
  used(root);
  removeUnused(images);
  return root;
}

/** Its time says that somebody works with it. */
const used = (image: string): void => utimesSync(image, new Date(), new Date());

/** Removes images that nobody has used for a week: those of earlier versions. Other runs may remove the same. */
function removeUnused(images: string): void {
  const aWeek = 7 * 24 * 60 * 60 * 1000;
  for (const entry of readdirSync(images)) {
    const image = join(images, entry);
    const since = statSync(image, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (since < Date.now() - aWeek) rmSync(image, { recursive: true, force: true });
  }
}

/** In namespaces of its own: whatever it mounts goes with it, also when it is killed. */
async function build(lab: Lab, what: string, script: readonly string[]): Promise<void> {
  try {
    await lab.build(what, ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'bash', ...script]);
  } catch (error) {
    const line = error instanceof CommandFailed ? error.result.stderr.split('\n').find((it) => UNREACHABLE.test(it)) : undefined;
    if (line === undefined) throw error;
    throw new Missing(`${what}: Debian packages cannot be had here: ${line.trim()}`);
  }
}

/** How apt says that it cannot get packages. */
const UNREACHABLE =
  /Failed to fetch|Unable to locate package|Could not resolve|Temporary failure resolving|Unable to connect|no longer has a Release/;
