#!/usr/bin/env node
import { isthmus } from './program';

isthmus(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
