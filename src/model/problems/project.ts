import { onOneLine } from '../printable';
import type { Problem } from '../problem';
import { nearest } from '../wording';

/** Problems of a project's two configuration files and programs, and of the folders that their output goes to. The path is that of the file. */

export const configMissing = (file: string): Problem => ({
  code: 'CONFIG_MISSING',
  path: file,
  message: `There is no ${file} here.`,
  fix: 'Run the command in the folder of the project: the one with cdktf.json and cdk8s.yaml.',
});

export const configMalformed = (file: string, reason: string, example: string): Problem => ({
  code: 'CONFIG_MALFORMED',
  path: file,
  message: `The file cannot be read: ${reason}.`,
  fix: `Write it like this: ${example}`,
});

export const configInvalid = (file: string, key: string, found: string, example: string): Problem => ({
  code: 'CONFIG_INVALID',
  path: file,
  message: `"${key}" is ${found}, where text should be that is not empty.`,
  fix: `Write it like this: ${example}`,
});

export const programFailed = (file: string, command: string, how: string): Problem => ({
  code: 'PROGRAM_FAILED',
  path: file,
  message: `Its program \`${command}\` ${how}.`,
  fix: 'Run it by itself to see where it ends, and correct the program or "app" in the file.',
});

export const programSilent = (file: string, command: string, main: string): Problem => ({
  code: 'PROGRAM_SILENT',
  path: file,
  message: `Its program \`${command}\` ended without an error and without having resolved a system.`,
  fix: `Let the program that "app" names call ${main}().`,
});

export const programMisplaced = (file: string, main: string, wanted: string): Problem => ({
  code: 'PROGRAM_MISPLACED',
  path: file,
  message: `Its program calls ${main}(), which writes the output of the other side.`,
  fix: `Let "app" name the program that calls ${wanted}(), or let its program call that.`,
});

export const programWroteNothing = (file: string, missing: string): Problem => ({
  code: 'PROGRAM_WROTE_NOTHING',
  path: file,
  message: `Its program resolved the system, but wrote no ${missing} into the folder that it was given.`,
  fix: 'Let nothing in the program choose another folder: no `outdir` of an App, no `process.chdir`, no other CDKTF_OUTDIR or CDK8S_OUTDIR.',
});

export const programsDiffer = (files: readonly string[], what: string): Problem => ({
  code: 'PROGRAMS_DIFFER',
  path: files.join(' and '),
  message: `Their programs resolved two systems that differ in ${what}: the outputs would not agree.`,
  fix: 'Let both build the same system from the same source, independent of time, chance and environment.',
});

export const outputUnusable = (path: string, reason: string, fix: string): Problem => ({
  code: 'OUTPUT_UNUSABLE',
  path,
  message: `Nothing can be written there: ${reason}.`,
  fix,
});

export const outputNotReplaced = (path: string, reason: string): Problem => ({
  code: 'OUTPUT_NOT_REPLACED',
  path,
  message: `The new output could not be put in place: ${reason}. Both outputs and the lock are as they were.`,
  fix: 'Mend the cause, and run the command again.',
});

export const outputHalfReplaced = (path: string, reason: string, left: readonly string[]): Problem => ({
  code: 'OUTPUT_HALF_REPLACED',
  path,
  message: `The new output could not be put in place: ${reason}; and not all of the previous one could be put back. Left: ${left.join('; ')}.`,
  fix: 'Apply nothing. Mend the cause, and run the command again: it writes both outputs anew.',
});

export const outputMissing = (folder: string): Problem => ({
  code: 'OUTPUT_MISSING',
  path: folder,
  message: `There is no ${folder}/ yet.`,
  fix: 'Run `npx isthmus synth` first.',
});

export const outputStale = (folder: string): Problem => ({
  code: 'OUTPUT_STALE',
  path: folder,
  message: `What is in ${folder}/ was made of the system as it was before: it is stale.`,
  fix: 'Run `npx isthmus synth` first.',
});

/** @param writes the command that makes such files */
export const snapshotForeign = (file: string, writes: string): Problem => ({
  code: 'SNAPSHOT_FOREIGN',
  path: file,
  message: 'It is no snapshot that this command has written, or one of another version of it.',
  fix: `Write one with \`${writes}\`, or name a git revision.`,
});

export const terraformPlanForeign = (file: string): Problem => ({
  code: 'TERRAFORM_PLAN_FOREIGN',
  path: file,
  message: 'It is no plan that Terraform shows as JSON.',
  fix: 'In the folder of the stack: `terraform plan -out=plan.out`, then `terraform show -json plan.out`, and name the file that takes what that prints.',
});

export const revisionUnknown = (revision: string): Problem => ({
  code: 'REVISION_UNKNOWN',
  path: revision,
  message: `"${revision}" is neither a file nor a git revision here.`,
  fix: 'Name a commit, a branch or a tag of this repository (`git log --oneline` lists commits), or a file that `--snapshot` has written.',
});

export const fileUnreadable = (file: string, reason: string): Problem => ({
  code: 'FILE_UNREADABLE',
  path: file,
  message: `It cannot be read: ${reason}.`,
  fix: 'Name a file that is there and that this user may read, or - for standard input.',
});

/** @param makes how one comes by what can be imported */
export const importForeign = (file: string, reason: string, makes: string): Problem => ({
  code: 'IMPORT_FOREIGN',
  path: file,
  message: `It cannot be imported: ${onOneLine(reason)}.`,
  fix: makes,
});

export const fileUnwritable = (file: string, reason: string): Problem => ({
  code: 'FILE_UNWRITABLE',
  path: file,
  message: `It cannot be written: ${reason}.`,
  fix: 'Name a file that this user may write.',
});

/** @param known names of everything that flows of the system can start from or end in */
export function endUnknown(name: string, known: readonly string[]): Problem {
  const near = nearest(name, known);
  return {
    code: 'END_UNKNOWN',
    path: name,
    message: `Nothing of the system is called "${name}"${near === undefined ? '' : `; there is "${near}"`}.`,
    fix: `Write one of: ${known.join(', ')}.`,
  };
}

export const endAmbiguous = (name: string, keys: readonly string[]): Problem => ({
  code: 'END_AMBIGUOUS',
  path: name,
  message: `Several things of the system are called "${name}".`,
  fix: `Write which one: ${keys.join(' or ')}.`,
});

export const portUnreadable = (text: string): Problem => ({
  code: 'PORT_UNREADABLE',
  path: text,
  message: `"${text}" is no port.`,
  fix: 'Write it like 443, tcp/5432, udp/10000-10100 or icmp.',
});
