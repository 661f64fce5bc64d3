import { runMain } from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { setUpProcess } from './engine';
import { markBegun } from './stage';

/** A program that is run when those before it have come to a good end. */
export interface Turn {
  /** File of CommonJS. */
  readonly script: string;
  /** What its environment has beside that of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder where it is noted that its turn has come. */
  readonly stage: string;
}

/** Everything of this library. */
const LIBRARY = dirname(__dirname) + sep;

const [cwd, env] = [process.cwd(), { ...process.env }];

/** As `node <script>` would run each: with modules of its own but for those that are installed, and nothing that the one before has set. */
function take([turn, ...rest]: readonly Turn[]): void {
  if (turn === undefined) return;
  for (const file of Object.keys(require.cache)) if (!isInstalled(file)) delete require.cache[file];
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env, turn.env);
  process.argv = [process.execPath, resolve(turn.script)];
  process.once('beforeExit', (code) => {
    if (code === 0) take(rest);
  });
  markBegun(turn.stage);
  runMain();
}

const isInstalled = (file: string): boolean => file.startsWith(LIBRARY) || file.split(sep).includes('node_modules');

setUpProcess();
take(JSON.parse(process.argv[2] ?? '[]') as readonly Turn[]);
