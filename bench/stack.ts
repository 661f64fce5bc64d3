import { App } from 'cdktf';
import { VirtualMachinesStack } from '../src/terraform';
import { mixedMachines } from './mixed-machines';
import { report } from './report';
import { written } from './written';

/** `node stack.js <number>`: renders that many resolved machines of all kinds, and writes their stack as `cdktf synth` does. */
const { system } = mixedMachines(Number(process.argv[2])).resolve();

report(() =>
  written((outdir) => {
    const app = new App({ outdir });
    new VirtualMachinesStack(app, system.name, { system });
    app.synth();
  }),
);
