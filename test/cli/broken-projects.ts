import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { importFrom } from '../../src/cli/import';
import { init } from '../../src/cli/init';
import { FILE_OPERATIONS, type FileOperations } from '../../src/cli/output/journal';
import { policy } from '../../src/cli/policy';
import { synth, synthesize } from '../../src/cli/synth';
import { verify } from '../../src/cli/verify';
import { why } from '../../src/cli/why';
import { resolved, vm } from '../model/fixture';
import { type FakeProject, OUTPUTS, PROGRAMS } from './fake-project';

/** A project that `isthmus synth` has to refuse. */
export interface BrokenProject {
  readonly when: string;
  readonly code: string;
  /** File or folder that the problem is about. */
  readonly path: string;
  /** Parts of the message. */
  readonly says: readonly string[];
  /** Breaks a sound project. */
  readonly break: (project: FakeProject) => unknown;
  /** Does what the problem's fix says. */
  readonly mend: (project: FakeProject) => unknown;
}

const TERRAFORM = (project: FakeProject): void => project.configure('terraform', PROGRAMS.terraform);
const KUBERNETES = (project: FakeProject): void => project.configure('kubernetes', PROGRAMS.kubernetes);

/** A configuration file that cannot be used. */
const config = (code: string, when: string, text: string, ...says: readonly string[]): BrokenProject => ({
  when: `cdktf.json ${when}`,
  code,
  path: 'cdktf.json',
  says,
  break: (project) => project.write('cdktf.json', text),
  mend: TERRAFORM,
});

/** A program that does not do what it should. */
const program = (code: string, when: string, app: string, ...says: readonly string[]): BrokenProject => ({
  when: `a program ${when}`,
  code,
  path: 'cdk8s.yaml',
  says,
  break: (project) => project.configure('kubernetes', app),
  mend: KUBERNETES,
});

/** An output folder that cannot be used. */
const output = (
  when: string,
  path: string,
  reason: string,
  broken: BrokenProject['break'],
  mend: BrokenProject['mend'],
): BrokenProject => ({
  when,
  code: 'OUTPUT_UNUSABLE',
  path,
  says: [reason],
  break: broken,
  mend,
});

export const BROKEN_PROJECTS: readonly BrokenProject[] = [
  { ...config('CONFIG_MISSING', 'is not there', '', 'There is no cdktf.json'), break: () => rmSync('cdktf.json') },
  config('CONFIG_MALFORMED', 'is cut off', '{ "app": "node ma', 'JSON'),
  config('CONFIG_MALFORMED', 'is empty', '', 'JSON'),
  config('CONFIG_MALFORMED', 'is a list', '[]', 'it holds a list, not an object'),
  config('CONFIG_MALFORMED', 'is null', 'null', 'not an object'),
  config('CONFIG_INVALID', 'names no program', '{}', '"app" is missing'),
  config('CONFIG_INVALID', 'names a number as program', '{ "app": 7 }', '"app" is a number'),
  config('CONFIG_INVALID', 'names a list as program', '{ "app": ["node"] }', '"app" is a list'),
  config('CONFIG_INVALID', 'names an empty output', `{ "app": "true", "output": " " }`, '"output" is empty'),
  {
    when: 'cdktf.json is a folder',
    code: 'CONFIG_MALFORMED',
    path: 'cdktf.json',
    says: ['EISDIR'],
    break: () => {
      rmSync('cdktf.json');
      mkdirSync('cdktf.json');
    },
    mend: (project) => {
      rmSync('cdktf.json', { recursive: true });
      TERRAFORM(project);
    },
  },
  ...['app: [', 'app: a\napp: b\n', '\tapp: x'].map(
    (text): BrokenProject => ({
      when: `cdk8s.yaml is ${JSON.stringify(text)}`,
      code: 'CONFIG_MALFORMED',
      path: 'cdk8s.yaml',
      says: ['cannot be read'],
      break: (project) => project.write('cdk8s.yaml', text),
      mend: KUBERNETES,
    }),
  ),
  program('PROGRAM_FAILED', 'does not exist', 'no-such-command --flag 2>/dev/null', '`no-such-command --flag', 'not there (exit code 127)'),
  program('PROGRAM_FAILED', 'cannot be run', './cdktf.json 2>/dev/null', 'cannot be run (exit code 126)'),
  program('PROGRAM_FAILED', 'fails without a word', 'exit 3', '`exit 3` ended with the exit code 3'),
  program('PROGRAM_FAILED', 'names a script that package.json has not', 'npm run -s build', 'ended with the exit code'),
  program('PROGRAM_FAILED', 'is killed', 'kill -KILL $$', 'was ended by SIGKILL'),
  program('PROGRAM_SILENT', 'does nothing', 'true', '`true` ended without an error', 'resolved a system'),
  program('PROGRAM_SILENT', 'writes files of its own', 'mkdir "$CDK8S_OUTDIR" && touch "$CDK8S_OUTDIR/a.yaml"', 'resolved a system'),
  program('PROGRAM_MISPLACED', 'is that of the other side', PROGRAMS.terraform, 'terraformMain()', 'the other side'),
  {
    when: 'the two programs are swapped',
    code: 'PROGRAM_MISPLACED',
    path: 'cdktf.json',
    says: ['kubernetesMain()'],
    break: (project) => {
      project.configure('terraform', PROGRAMS.kubernetes);
      project.configure('kubernetes', PROGRAMS.terraform);
    },
    mend: (project) => {
      TERRAFORM(project);
      KUBERNETES(project);
    },
  },
  {
    when: 'a program resolves the system and writes elsewhere',
    code: 'PROGRAM_WROTE_NOTHING',
    path: 'cdktf.json',
    says: ['stacks/yard/cdk.tf.json'],
    break: (project) => project.prepare('terraform', {}),
    mend: (project) => project.prepare('terraform', OUTPUTS.terraform),
  },
  {
    when: 'the two programs resolve different systems',
    code: 'PROGRAMS_DIFFER',
    path: 'cdktf.json and cdk8s.yaml',
    says: ['`digest`', '`machines`'],
    break: (project) => project.prepare('kubernetes', OUTPUTS.kubernetes, { system: resolved((y) => vm(y, 'other')).system }),
    mend: (project) => project.prepare('kubernetes', OUTPUTS.kubernetes),
  },
  output(
    'an output folder is a symbolic link',
    'dist',
    'dist is a symbolic link',
    () => {
      rmSync('dist', { recursive: true });
      mkdirSync('elsewhere');
      symlinkSync('elsewhere', 'dist');
    },
    (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: 'elsewhere' }),
  ),
  output(
    'an output folder lies behind a symbolic link',
    'link/dist',
    'link is a symbolic link',
    (project) => {
      mkdirSync('elsewhere');
      symlinkSync('elsewhere', 'link');
      project.configure('kubernetes', PROGRAMS.kubernetes, { output: 'link/dist' });
    },
    (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: 'elsewhere/dist' }),
  ),
  output(
    'an output folder is a file',
    'dist',
    'it is no folder',
    (project) => {
      rmSync('dist', { recursive: true });
      project.write('dist', 'a file');
    },
    () => rmSync('dist'),
  ),
  ...['.', '..', '../..', '/'].map((folder) =>
    output(
      `an output folder is ${folder}`,
      folder,
      'the project itself lies in it',
      (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: folder }),
      (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: 'dist' }),
    ),
  ),
  ...['cdktf.out', 'cdktf.out/dist', './dist/../cdktf.out/'].map((folder) =>
    output(
      `the output folders share files: ${folder}`,
      folder,
      'it shares files with cdktf.out',
      (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: folder }),
      (project) => project.configure('kubernetes', PROGRAMS.kubernetes, { output: 'manifests' }),
    ),
  ),
  output(
    'a file of the output is a symbolic link',
    'dist/20-b.k8s.yaml',
    'it is a symbolic link',
    (project) => {
      rmSync('dist/20-b.k8s.yaml');
      project.write('precious', 'text');
      symlinkSync('../precious', 'dist/20-b.k8s.yaml');
    },
    () => rmSync('dist/20-b.k8s.yaml'),
  ),
  output(
    'a folder of the output is a symbolic link',
    'cdktf.out/stacks',
    'it is a symbolic link',
    () => {
      rmSync('cdktf.out/stacks', { recursive: true });
      mkdirSync('elsewhere');
      symlinkSync('../elsewhere', 'cdktf.out/stacks');
    },
    () => rmSync('cdktf.out/stacks'),
  ),
  output(
    'a folder stands where a file should be',
    'dist/20-b.k8s.yaml',
    'it is no file',
    () => {
      rmSync('dist/20-b.k8s.yaml');
      mkdirSync('dist/20-b.k8s.yaml');
    },
    () => rmSync('dist/20-b.k8s.yaml', { recursive: true }),
  ),
  {
    when: 'the lock cannot be written',
    code: 'LOCK_NOT_WRITABLE',
    path: 'lock',
    says: ['a folder stands where a file should be'],
    break: (project) => {
      rmSync('isthmus.lock.json');
      mkdirSync('isthmus.lock.json');
      project.prepare('kubernetes', { '30-c.k8s.yaml': 'c: 1\n' });
    },
    mend: () => rmSync('isthmus.lock.json', { recursive: true }),
  },
];

/** A command that a sound project refuses, and the way that its problem names. */
export interface RefusedCommand {
  readonly code: string;
  readonly path: string;
  readonly command: () => unknown;
  readonly instead: () => unknown;
}

/** File operations of which nothing succeeds after the first. */
function failing(): FileOperations {
  let count = 0;
  const rename = (from: string, to: string): void => {
    count += 1;
    if (count > 1) throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
    FILE_OPERATIONS.rename(from, to);
  };
  return { ...FILE_OPERATIONS, rename };
}

/** A program of that name in front of all others, until the PATH is as it was. */
function inPath(tool: string, script: string): void {
  mkdirSync('bin', { recursive: true });
  writeFileSync(join('bin', tool), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${resolve('bin')}${delimiter}${process.env.PATH}`;
}

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };

/** Its name. */
function written(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}

export const REFUSED_COMMANDS: readonly RefusedCommand[] = [
  { code: 'OUTPUT_MISSING', path: 'dist', command: () => verify({}), instead: () => synth() },
  {
    code: 'SNAPSHOT_FOREIGN',
    path: 'cdk8s.yaml',
    command: () => policy({ against: 'cdk8s.yaml' }),
    instead: async () => {
      await policy({ snapshot: 'policy.json' });
      await policy({ against: 'policy.json' });
    },
  },
  {
    code: 'FILE_UNWRITABLE',
    path: 'cdk8s.yaml/x',
    command: () => policy({ write: 'cdk8s.yaml/x' }),
    instead: () => policy({ write: 'docs/policy.md' }),
  },
  {
    code: 'END_UNKNOWN',
    path: 'web-l',
    command: () => why('web-l', 'anyone'),
    instead: () => why('web', 'anyone'),
  },
  { code: 'PORT_UNREADABLE', path: 'https', command: () => why('web', 'anyone', 'https'), instead: () => why('web', 'anyone', '443') },
  { code: 'TEMPLATE_UNKNOWN', path: 'shopp', command: () => init('shopp', 'x', {}), instead: () => init('shop', 'x', {}) },
  { code: 'FOLDER_NOT_EMPTY', path: '.', command: () => init('minimal', '.', {}), instead: () => init('minimal', 'x', {}) },
  {
    code: 'FOLDER_UNUSABLE',
    path: 'cdk8s.yaml',
    command: () => init('minimal', 'cdk8s.yaml', {}),
    instead: () => init('minimal', 'x', {}),
  },
  {
    code: 'FOLDER_UNUSABLE',
    path: 'cdk8s.yaml/a/b',
    command: () => init('minimal', 'cdk8s.yaml/a/b', {}),
    instead: () => init('minimal', 'x', {}),
  },
  { code: 'REVISION_UNKNOWN', path: 'nowhere', command: () => policy({ against: 'nowhere' }), instead: () => policy({}) },
  {
    code: 'FILE_UNREADABLE',
    path: 'nowhere.yaml',
    command: () => importFrom('kubernetes', ['nowhere.yaml'], {}),
    instead: () => importFrom('terraform', [written('a.tfstate', '{"version": 4, "resources": []}')], {}),
  },
  {
    code: 'IMPORT_FOREIGN',
    path: 'notes.txt',
    command: () => importFrom('kubernetes', [written('notes.txt', 'nothing of the kind')], {}),
    instead: () => importFrom('kubernetes', [written('b.yaml', JSON.stringify(NAMESPACE))], {}),
  },
  {
    code: 'IMPORT_FOREIGN',
    path: 'c.tfstate',
    command: () => importFrom('terraform', [written('c.tfstate', 'PK')], {}),
    instead: () => undefined,
  },
  {
    code: 'TOOL_FAILED',
    path: 'virsh -c qemu:///system pool-list',
    command: () => {
      inPath('virsh', 'echo error: no connection >&2; exit 1');
      return importFrom('libvirt', ['qemu:///system'], {});
    },
    instead: () => {
      inPath('virsh', "case $4 in nodeinfo) printf 'CPU(s):  8\\nMemory size:  8388608 KiB\\n' ;; hostname) echo kvm ;; esac");
      return importFrom('libvirt', ['qemu:///system'], {});
    },
  },
  {
    code: 'PROJECT_NAME_INVALID',
    path: 'My_Shop',
    command: () => init('shop', 'My_Shop', {}),
    instead: () => init('shop', 'My_Shop', { name: 'my-shop' }),
  },
  { code: 'OUTPUT_HALF_REPLACED', path: 'cdktf.out', command: () => synthesize(failing()), instead: () => synth() },
];
