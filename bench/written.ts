import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lets `write` write into a folder that is there for it alone; the megabytes. */
export function written(write: (folder: string) => void): { readonly output: number } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    write(folder);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const bytes = names.map((name) => statSync(join(folder, name))).reduce((all, file) => all + (file.isFile() ? file.size : 0), 0);
    return { output: bytes / 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
