// Reads TypeScript in this process, where a run with one worker takes place.
import 'tsx';
import './translate.cjs';
import { createRunner } from 'jest-light-runner';

/** What lets a process read TypeScript, too. */
const READS_TYPESCRIPT = {
  NODE_OPTIONS: [process.env.NODE_OPTIONS, '--import=tsx', `--import=${new URL('translate.cjs', import.meta.url)}`]
    .filter(Boolean)
    .join(' '),
  TSX_TSCONFIG_PATH: new URL('../tsconfig.test.json', import.meta.url).pathname,
};

/** Runs suites in processes that they share, where every module is loaded once. */
export default class extends createRunner({ runtime: 'child_process' }) {
  answered = new WeakSet();

  /**
   * A process asks for its settings when it starts. The library answers whichever asks first and takes the others for answered, which
   * then wait for good: each is answered here, at its own request.
   */
  _runTest(test) {
    const result = startingWith(READS_TYPESCRIPT, () => super._runTest(test));
    const projectConfig = test.context.config;
    const workerData = { globalConfig: this._globalConfig, projectConfig, runtime: 'child_process' };
    for (const { process: worker } of this._testRunners.get(projectConfig)?.pool.threads ?? []) {
      if (worker === undefined || this.answered.has(worker)) continue;
      this.answered.add(worker);
      worker.on('message', (message) => {
        if (message === 'jest-light-runner-get-worker-data') worker.send({ type: 'jest-light-runner-worker-data', workerData });
      });
    }
    return result;
  }
}

/** Processes that others start, such as those of suites apart, are not given these variables. */
function startingWith(variables, start) {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return start();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
