import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { LOCK_FILE } from './lock-file';
import { readConfig, readResolved, runApp } from './run-app';
import { summaryText } from './summary';
import { withdrawn } from './withdrawn';

/**
 * Synthesizes both outputs and puts them in place only when both succeeded: a failure leaves the previous output,
 * and the lock, as they were.
 */
export function synth(): void {
  const terraform = readConfig('terraform', 'output') ?? 'cdktf.out';
  const kubernetes = readConfig('kubernetes', 'output') ?? 'dist';
  const stage = mkdtempSync('.isthmus-');
  try {
    const staged = { terraform: join(stage, 'terraform'), kubernetes: join(stage, 'kubernetes') };
    runApp('terraform', staged.terraform, stage);
    runApp('kubernetes', staged.kubernetes, stage);
    const gone = withdrawn(kubernetes, staged.kubernetes);
    replaceTerraform(staged.terraform, terraform);
    replaceFolder(staged.kubernetes, kubernetes, stage);
    if (existsSync(join(stage, LOCK_FILE))) renameSync(join(stage, LOCK_FILE), LOCK_FILE);
    const files = { terraform: countFiles(terraform, 'cdk.tf.json'), kubernetes: countFiles(kubernetes, '.yaml') };
    process.stdout.write(summaryText({ system: readResolved(stage), folders: { terraform, kubernetes }, files, gone }));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** File by file: beside the stacks lies what `terraform init` put there. Stacks that are gone lose their configuration only. */
function replaceTerraform(from: string, to: string): void {
  const fresh = new Set(filesBelow(from));
  for (const file of filesBelow(to)) if (file.endsWith('cdk.tf.json') && !fresh.has(file)) rmSync(join(to, file));
  for (const file of fresh) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    renameSync(join(from, file), join(to, file));
  }
}

/** As a whole: nothing of an earlier output may be applied again. */
function replaceFolder(from: string, to: string, stage: string): void {
  if (existsSync(to)) renameSync(to, join(stage, 'previous'));
  mkdirSync(dirname(join(to, '.')), { recursive: true });
  renameSync(from, to);
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.terraform'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const countFiles = (folder: string, ending: string): number => filesBelow(folder).filter((file) => file.endsWith(ending)).length;
