import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lets `write` write into a folder that is there for it alone; the number of bytes. */
export function written(write: (folder: string) => void): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    write(folder);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.map((name) => statSync(join(folder, name))).reduce((all, file) => all + (file.isFile() ? file.size : 0), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
