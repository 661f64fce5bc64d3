import { App, renderKubernetes } from '../src/kubernetes';
import { largeSystem } from './large-system';
import { report } from './report';
import { written } from './written';

/** `node services.js <number>`: resolves, renders and writes the manifests of that many microservices. */
const services = Number(process.argv[2]);

report(() =>
  written((outdir) => {
    const app = new App({ outdir });
    renderKubernetes(app, largeSystem({ services, machines: 10, flows: services * 3 }).resolve().system);
    app.synth();
  }),
);
