#!/usr/bin/env node
import { InvalidSystemError } from '../model/problem';
import { isthmusProgram } from './program';
import { CommandError } from './run-app';

isthmusProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommandError) && !(error instanceof InvalidSystemError)) throw error;
    if (error.message) process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
