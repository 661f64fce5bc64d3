import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isthmus } from '../../src/cli/program';
import { type Lock, serializeLock } from '../../src/model';
import { pretend, type Run } from './in-process';

const FILE = 'isthmus.lock.json';

/** A folder under git with a lock file and nothing else; commands run in this process. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'isthmus-lock-'));
  private readonly home = process.cwd();

  constructor() {
    process.chdir(this.folder);
    this.git('init', '--quiet', '--initial-branch=main', '--template=');
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_EDITOR: 'true' };
    return execFileSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8', stdio: 'pipe', env });
  }

  /** A git command that stops, as a merge with a conflict does. */
  gitStops(...args: readonly string[]): void {
    expect(() => this.git(...args)).toThrow();
  }

  write(lock: Lock): void {
    writeFileSync(join(this.folder, FILE), serializeLock(lock));
  }

  writeText(text: string, file = FILE): void {
    writeFileSync(join(this.folder, file), text);
  }

  commit(lock: Lock): void {
    this.write(lock);
    this.git('add', FILE);
    this.git('commit', '--quiet', '--allow-empty', '--message', 'work');
  }

  text(file = FILE): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  lock(): Lock {
    const { digest: _digest, ...lock } = JSON.parse(this.text()) as Lock & { readonly digest: string };
    return lock;
  }

  /** Names and texts of what lies in the folder. */
  contents(): Readonly<Record<string, string>> {
    const files = readdirSync(this.folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(files.map(({ name }) => [name, this.text(name)]));
  }

  /** `isthmus …` */
  async isthmus(...args: readonly string[]): Promise<Run> {
    const end = pretend(this.folder, process.env);
    const status = await isthmus(args);
    return { status, ...end() };
  }

  remove(): void {
    process.chdir(this.home);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
