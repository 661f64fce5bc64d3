import type { Report } from '../../problem';
import * as problems from '../../problems';
import { foldersOf, isBelow, plainPath } from './file-folders';
import { checkFile, contentOf, givenOf } from './file-sources';
import { type FileSystemProps, filesIn, mountedIn } from './file-system';
import { MOST_BYTES, Texts } from './texts';
import { checkVolume, isReadOnly } from './volumes';

/** Whatever is mounted over one of them hides what no container starts without. */
const NEEDED: ReadonlySet<string> = new Set(['', '/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/sys', '/usr']);

const EXAMPLES: { readonly [Prop in keyof Required<FileSystemProps>]: string } = {
  files: '/app/config/app.conf',
  volumes: '/var/lib/app',
  scratch: '/tmp',
};

interface Mount {
  readonly path: string;
  /** Why nothing can be mounted below it. Unset: it can. */
  readonly readOnly?: string;
}

/** @param at where its props stand in the workload's, such as `sidecars.proxy.`; empty for its own container */
export function checkFileSystem(path: string, props: FileSystemProps, report: Report, at: string): void {
  const sound = checkPaths(path, props, report, at);
  for (const [place, volume] of Object.entries(props.volumes ?? {})) checkVolume(volume, { path, at: `${at}volumes["${place}"]` }, report);
  for (const [place, file] of Object.entries(props.files ?? {})) checkFile(givenOf(file), { path, at: `${at}files["${place}"]` }, report);
  if (!sound) return;
  const files = filesIn(props).map(([file]) => file);
  for (const [index, file] of files.entries()) {
    const inside = files.slice(index + 1).find((other) => isBelow(other, file));
    if (inside !== undefined) {
      const what = `${at}files: "${file}" is a file, and "${inside}" wants it to be a folder.`;
      report(problems.invalidWorkload(path, what, 'Give one of them another path.'));
    }
  }
  const folders = foldersOf(files).map((folder): Mount => ({ path: folder, readOnly: 'the folder of `files`' }));
  const mounts = mountedIn(props).map(
    ([mount, volume]): Mount => ({ path: mount, ...(isReadOnly(volume) && { readOnly: 'a read-only volume' }) }),
  );
  checkMounts(path, [...mounts, ...folders], report, at);
}

/** Answers whether all of them can be worked with. */
function checkPaths(path: string, { volumes = {}, files = {}, scratch = [] }: FileSystemProps, report: Report, at: string): boolean {
  let sound = true;
  const props: readonly (readonly [prop: keyof FileSystemProps, path: string])[] = [
    ...scratch.map((each) => ['scratch', each] as const),
    ...Object.keys(volumes).map((each) => ['volumes', each] as const),
    ...Object.keys(files).map((each) => ['files', each] as const),
  ];
  for (const [prop, each] of props) {
    if (plainPath(each) !== undefined) continue;
    sound = false;
    const what = `${at}${prop}: "${each}" is not an absolute path below "/".`;
    report(problems.invalidWorkload(path, what, `Write one such as ${EXAMPLES[prop]}, without blanks and colons.`));
  }
  const seen = new Set<string>();
  for (const [prop, each] of sound ? props : []) {
    const plain = plainPath(each) ?? each;
    if (seen.has(plain)) {
      sound = false;
      const what = `${at}${prop}: "${plain}" is listed twice.`;
      report(problems.invalidWorkload(path, what, 'List every path once, in one of `files`, `volumes` and `scratch`.'));
    }
    seen.add(plain);
  }
  return sound;
}

/** Kubernetes mounts no path twice, and makes no folder in a volume that nobody writes to. */
function checkMounts(path: string, mounts: readonly Mount[], report: Report, at: string): void {
  for (const [index, mount] of mounts.entries()) {
    if (NEEDED.has(mount.path)) {
      const what = `${at}"${mount.path || '/'}" would hold nothing but what is mounted there: containers do not start without what they have in it.`;
      report(problems.invalidWorkload(path, what, 'Use a folder of its own, and tell the program where it is.'));
    }
    const same = mounts.slice(0, index).find((other) => other.path === mount.path);
    if (same) report(problems.mountClash(path, `${at}"${mount.path}" is mounted twice`));
    const around = mounts.find((other) => other.readOnly !== undefined && isBelow(mount.path, other.path));
    if (around) report(problems.mountClash(path, `${at}"${mount.path}" lies in "${around.path}", ${around.readOnly}`));
  }
}

/** What text of all containers of a workload comes to: it stands in one ConfigMap. */
export function checkTexts(path: string, containers: readonly FileSystemProps[], report: Report): void {
  const texts = new Texts();
  for (const props of containers)
    for (const [file, given] of filesIn(props)) {
      const content = contentOf(givenOf(given));
      if (content !== undefined) texts.add(file, content);
    }
  if (texts.bytes > MOST_BYTES) report(problems.textsTooLarge(path, texts.bytes, MOST_BYTES));
}
