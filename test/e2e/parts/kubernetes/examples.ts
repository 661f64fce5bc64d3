import { BankOfAnthos } from '../../../../examples/bank-of-anthos/system';
import { OnlineBoutique } from '../../../../examples/online-boutique/system';
import { SockShop } from '../../../../examples/sock-shop/system';
import type { Cluster } from '../../control-plane/cluster';
import { readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { writeManifests } from '../../systems/synth';
import { checkRunning, checkUnchanged } from './running';

/** The public systems that are described as examples run as they are. */
export async function checkExamples(lab: Lab, cluster: Cluster): Promise<void> {
  for (const Example of [BankOfAnthos, OnlineBoutique, SockShop]) {
    const { folder, resolved } = writeManifests(lab, new Example());
    await checkRunning(lab, cluster, resolved.name, folder);
    const jobs = readManifests(folder).filter(({ kind }) => kind === 'Job');
    for (const { metadata } of jobs) await cluster.wait('Complete', ['job', metadata.name, `--namespace=${metadata.namespace}`]);
    await checkUnchanged(lab, cluster, resolved.name, folder);
  }
}
