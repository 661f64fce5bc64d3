#!/usr/bin/env node
import { setUpProcess } from './engine';
import { isthmus } from './program';

setUpProcess();

// Whoever reads only the first lines of it (`| head`) wants no stack; what a command writes elsewhere is written all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

isthmus(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
