import { sideOfSystem } from '../../../plan/sides';
import { nodeRoot } from '../../containers/node-root';
import type { Lab } from '../../harness/lab';
import { go, kubectl, program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { NodeSystem } from '../../systems/nodes';
import { bringUp } from './bring-up';
import { NodeCluster } from './cluster';
import { checkDays } from './days';
import { runHighlyAvailable } from './highly-available';
import { checkSecrecy } from './secrecy';
import { checkServices } from './services';
import { runUpgrade } from './upgrade';

const needs: Part['needs'] = [
  root,
  go,
  kubectl,
  program('systemd-nspawn', 'Debian: systemd-container'),
  program('mmdebstrap', 'Debian: mmdebstrap'),
  program('ip', 'Debian: iproute2'),
  program('curl', 'Debian: curl'),
];

export const nodes = (version: string): Part => ({
  name: 'nodes',
  title: `machines that become a cluster by themselves, with real programs of Kubernetes ${version}`,
  needs,
  minutes: 45,
  run: (lab) => run(lab, version),
});

export const highlyAvailableNodes = (version: string): Part => ({
  name: 'ha-nodes',
  title: `three nodes of a control plane behind one address, of which one is lost and made anew, Kubernetes ${version}`,
  needs,
  minutes: 45,
  run: (lab) => runHighlyAvailable(lab, version),
});

export const nodeUpgrade = (from: string, to: string): Part => ({
  name: 'upgrade-nodes',
  title: `nodes go from Kubernetes ${from} to ${to}, by the steps that \`plan\` prints`,
  needs,
  minutes: 45,
  run: (lab) => runUpgrade(lab, { from, to }),
});

async function run(lab: Lab, version: string): Promise<void> {
  const built = new NodeSystem();
  const side = sideOfSystem(built);
  const { system } = side;
  const files = await nodeRoot(lab, version);
  const cluster = await NodeCluster.prepare(lab, system, files);
  await bringUp(cluster);
  await checkSecrecy(cluster);
  await checkServices(cluster, built);
  await checkDays(cluster, side, 'order-service');
}
