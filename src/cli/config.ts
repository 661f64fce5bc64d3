import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Problem } from '../model/problem';
import * as problems from '../model/problems';
import { isRecord } from '../model/shape';
import { CommandError } from './command-error';
import { environment, outputFolderOf } from './environment';
import { OUTPUTS, type Side } from './stage';

/** What a configuration file says of its side. */
export interface Config {
  readonly file: string;
  /** Command line of the program. */
  readonly app: string;
  /** Folder that its output goes to. */
  readonly output: string;
}

/** Those of both sides. */
export type Configs = Readonly<Record<Side, Config>>;

interface Format {
  readonly file: string;
  readonly read: (text: string) => unknown;
  readonly example: string;
}

const FORMATS: Readonly<Record<Side, Format>> = {
  terraform: {
    file: 'cdktf.json',
    read: JSON.parse,
    example: '{ "language": "typescript", "app": "npx tsc && node lib/stacks/main.js" }',
  },
  kubernetes: {
    file: 'cdk8s.yaml',
    read: (text) => load(text),
    example: '{ language: typescript, app: npx tsc && node lib/charts/main.js, output: dist }',
  },
};

/** Reads the configuration of both sides. @throws CommandError with everything that is wrong with them */
export function readConfigs(): Configs {
  const found: Problem[] = [];
  const report = (problem: Problem): void => void found.push(problem);
  const terraform = read('terraform', '.', report);
  const kubernetes = read('kubernetes', '.', report);
  if (!terraform || !kubernetes) throw new CommandError(found);
  return { terraform, kubernetes };
}

/**
 * Reads the configuration of one side.
 * @param of whose project the folder is, where it is not the current one
 * @throws CommandError with everything that is wrong with it
 */
export function readConfig(side: Side, folder: string, of?: string): Config {
  const found: Problem[] = [];
  const config = read(side, folder, (problem) => found.push(problem), of);
  if (!config) throw new CommandError(found);
  return config;
}

function read(side: Side, folder: string, report: (problem: Problem) => void, of?: string): Config | undefined {
  const { file, read, example } = FORMATS[side];
  const name = of === undefined ? file : `${file} of ${of}`;
  let config: unknown;
  try {
    config = read(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    report(code === 'ENOENT' ? problems.configMissing(name) : problems.configMalformed(name, firstLine(message), example));
    return undefined;
  }
  if (!isRecord(config)) {
    report(problems.configMalformed(name, `it holds ${inWords(config)}, not an object`, example));
    return undefined;
  }
  const { app, output = OUTPUTS[side].folder } = config;
  const sound = Object.entries({ app, output }).filter(([key, value]) => {
    const filled = typeof value === 'string' && value.trim() !== '';
    if (!filled) report(problems.configInvalid(name, key, inWords(value), example));
    return filled;
  });
  return sound.length === 2 ? { file: name, app: String(app), output: outputFolderOf(environment(), String(output)) } : undefined;
}

/** Parsers show the place in further lines, and end the first with a colon or full stop. */
const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/[.:]$/, '');

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'string') return value.trim() === '' ? 'empty' : 'text';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
