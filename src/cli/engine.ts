import nodeModule from 'node:module';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * When V8 makes its fastest code of a function, by V8's major version, each by the flag that it has for that. By default it does so for
 * hundreds of functions of a program that is over soon after, in threads beside it: a third of the processor time that a large system
 * takes. Some eight times as much has to be done first here, so that it happens where it pays.
 */
const PATIENCE: Readonly<Record<string, string>> = {
  // Node.js 20. Bytes of bytecode; by default 67,584.
  '11': '--interrupt-budget=1000000',
  // Node.js 22 and 24. Calls; by default 3,000.
  '12': '--invocation-count-for-turbofan=24000',
  '13': '--invocation-count-for-turbofan=24000',
};

/** For programs that are this library's from their first line to their last. Versions of V8 that nobody has measured are left as they are. */
export function setUpEngine(version = process.versions.v8): void {
  const [major = ''] = version.split('.');
  const flag = PATIENCE[major];
  if (flag !== undefined) setFlagsFromString(flag);
}

/** What of Node.js can keep the compiled code of modules: version 22 and later. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

/** As {@link setUpEngine}, for processes of this library, before they load what they run: they load hundreds of modules each time. */
export function setUpProcess({ enableCompileCache }: CompileCache = nodeModule as CompileCache): void {
  setUpEngine();
  // Within the project: elsewhere others could put code there.
  enableCompileCache?.(resolve('node_modules', '.cache', 'isthmus'));
}
