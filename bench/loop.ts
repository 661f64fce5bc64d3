import { processorTimeOf } from './children';
import type { Measurement } from './report';

/** `node loop.js <command>`: what a command takes with every process that it starts. */
console.log(JSON.stringify({ cpu: processorTimeOf(process.argv[2] ?? '') } satisfies Measurement));
