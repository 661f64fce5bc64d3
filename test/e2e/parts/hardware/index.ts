import assert from 'node:assert/strict';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hardwareConflict } from '../../../../src/model/guest/impossible-hardware';
import type { ResolvedHardware } from '../../../../src/model/resolved';
import type { Lab } from '../../harness/lab';
import { has, hypervisor, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { type Combination, combinations, definitionOf, FIRMWARE_FILES, inWords, MOST_DISKS, NAME } from './combinations';
import { checkDoctor } from './doctor';
import { checkStated } from './stated';

export const hardware: Part = {
  name: 'hardware',
  title: 'every combination of virtual hardware that the model has, defined and started; what machines state, as libvirt has it',
  needs: [terraform, ...hypervisor],
  minutes: 8,
  run,
};

async function run(lab: Lab): Promise<void> {
  const host = await Hypervisor.start(lab, 'kvm1');
  const files = emptyDisks(lab);
  const definition = join(lab.folder(), 'domain.xml');
  const judged = combinations().filter(canBeJudged(lab));
  await lab.step('libvirt defines and starts what the model takes, and refuses what it refuses', async () => {
    const wrong: string[] = [];
    let refused = 0;
    for (const combination of judged) {
      writeFileSync(definition, definitionOf(combination, files));
      const says = await attempt(lab, host, definition);
      const model = hardwareConflict(combination as ResolvedHardware);
      if (says !== undefined) refused++;
      if (says === undefined && model.length > 0) wrong.push(`${inWords(combination)}: it starts, the model says ${model.join()}`);
      if (says !== undefined && model.length === 0) wrong.push(`${inWords(combination)}: the model takes it, libvirt says ${says}`);
    }
    lab.note(`${judged.length} combinations, ${refused} refused`);
    assert(refused > 0 && refused < judged.length);
    assert.deepEqual(wrong, []);
  });
  await checkDoctor(lab, host);
  await checkStated(lab, host);
}

function emptyDisks(lab: Lab): readonly string[] {
  const folder = lab.folder();
  return Array.from({ length: MOST_DISKS }, (_, index) => {
    const file = join(folder, `${index}.raw`);
    writeFileSync(file, '');
    truncateSync(file, 2 ** 20);
    return file;
  });
}

/** What the host lacks files or programs for is left out, with a line. */
function canBeJudged(lab: Lab): (combination: Combination) => boolean {
  const tpm = has('swtpm') && has('swtpm_setup');
  if (!tpm) lab.note('not judged: machines with a TPM (swtpm is not installed; Debian: swtpm, swtpm-tools)');
  const absent = FIRMWARE_FILES.filter((file) => !existsSync(file));
  if (absent.length > 0) lab.note(`not judged: machines with UEFI (no ${absent.join(', ')}; Debian: ovmf)`);
  return (combination) => (tpm || !combination.tpm) && (absent.length === 0 || combination.firmware === 'bios');
}

/**
 * @param definition file with it
 * @returns what libvirt says against it, in one line
 */
async function attempt(lab: Lab, host: Hypervisor, definition: string): Promise<string | undefined> {
  const virsh = (...args: readonly string[]): ReturnType<Lab['attempt']> =>
    lab.attempt(['virsh', '--quiet', '--connect', host.uri, ...args]);
  const said = ({ stderr }: { readonly stderr: string }): string => stderr.replace(/\s+/g, ' ').trim();
  const defined = await virsh('define', definition);
  if (defined.status !== 0) return said(defined);
  // Some of it only QEMU finds out. Paused: no guest runs.
  const started = await virsh('start', '--paused', NAME);
  if (started.status === 0) await virsh('destroy', NAME);
  await host.virsh('undefine', '--nvram', '--tpm', NAME);
  return started.status === 0 ? undefined : said(started);
}
