import { GatewayProvider } from '../../../../src';
import type { Cluster } from '../../control-plane/cluster';
import type { Lab } from '../../harness/lab';
import { EdgeSystem } from '../../systems/edge';
import { writeManifests } from '../../systems/synth';
import { acceptGateways } from './gateways';
import { checkRunning, checkUnchanged } from './running';

/** What a gateway's provider reads is what its definitions know: each provider with all that can be said, one after the other. */
export async function checkEdges(lab: Lab, cluster: Cluster, version: string, nodes: readonly string[]): Promise<void> {
  const minor = version.split('.').slice(0, 2).join('.');
  for (const provider of Object.values(GatewayProvider)) {
    const { folder } = writeManifests(lab, new EdgeSystem(provider, minor, nodes));
    const what = `a gateway of ${provider}`;
    await checkRunning(lab, cluster, what, folder);
    await acceptGateways(cluster);
    await checkUnchanged(lab, cluster, what, folder);
    await cluster.kubectl(['delete', `--filename=${folder}`, '--wait=true']);
  }
}
