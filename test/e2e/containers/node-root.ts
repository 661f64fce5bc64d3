import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtRoot, guestRoot } from '../guests/images';
import { etcdClient, kubeRouter, kubernetesPrograms, metalLb, ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { SOURCES } from '../harness/paths';
import { ADD_ON_IMAGES, REGISTRY, REPOSITORY, STAND_INS } from '../systems/nodes';

/** The root file system of a preinstalled node, with all images that its cluster takes; built once. @throws Missing */
export async function nodeRoot(lab: Lab, version: string): Promise<string> {
  const script = join(SOURCES, 'containers/node-root.sh');
  const guest = await guestRoot(lab);
  const { controller, speaker } = await metalLb(lab);
  const programs = [
    await kubernetesPrograms(lab, version),
    (await lab.output(['sh', '-c', 'command -v kubectl'])).trim(),
    await ownProgram(lab, 'pause'),
    await ownProgram(lab, 'probe'),
    await kubeRouter(lab),
    await etcdClient(lab),
    controller,
    speaker,
  ];
  const { kubeRouter: router, controller: grants, speaker: announces } = ADD_ON_IMAGES;
  const names = [REPOSITORY, version, `${REGISTRY.address}:${REGISTRY.port}`, router, grants, announces, ...STAND_INS];
  return builtRoot(lab, {
    name: 'node',
    what: 'files of a node',
    made: [readFileSync(script, 'utf8'), basename(guest), ...programs.map((file) => basename(file)), ...names],
    script: (folder) => [script, folder, guest, ...programs, ...names],
  });
}
