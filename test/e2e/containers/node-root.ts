import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtRoot, guestRoot } from '../guests/images';
import { kubernetesPrograms, ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { SOURCES } from '../harness/paths';
import { REPOSITORY } from '../systems/nodes';

/** The root file system of a preinstalled node, with all images that its cluster takes; built once. @throws Missing */
export async function nodeRoot(lab: Lab, version: string): Promise<string> {
  const script = join(SOURCES, 'containers/node-root.sh');
  const guest = await guestRoot(lab);
  const programs = [
    await kubernetesPrograms(lab, version),
    (await lab.output(['sh', '-c', 'command -v kubectl'])).trim(),
    await ownProgram(lab, 'pause'),
    await ownProgram(lab, 'probe'),
  ];
  return builtRoot(lab, {
    name: 'node',
    what: 'files of a node',
    made: [readFileSync(script, 'utf8'), basename(guest), ...programs.map((file) => basename(file)), REPOSITORY, version],
    script: (folder) => [script, folder, guest, ...programs, REPOSITORY, version],
  });
}
