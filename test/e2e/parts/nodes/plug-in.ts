import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeRouterManifests } from '../../harness/go';
import { PLUG_IN } from '../../systems/nodes';
import type { NodeCluster } from './cluster';

/**
 * Installs kube-router by its makers' own manifest. Changed of it: where its image is, that it is patient where the machine is busy, and what the
 * model says of the cluster.
 */
export async function installPlugIn(cluster: NodeCluster): Promise<void> {
  const manifest = readFileSync(join(await kubeRouterManifests(cluster.lab), 'kubeadm-kuberouter.yaml'), 'utf8');
  const [facts] = cluster.system.clusters;
  assert(facts);
  const flags = [
    ...['--run-router=true', '--run-firewall=true', '--run-service-proxy=false', '--enable-overlay=false', '--bgp-graceful-restart=true'],
    `--service-cluster-ip-range=${facts.serviceCidr}`,
    `--enable-pod-egress=${facts.podEgress === 'masquerade'}`,
  ];
  const changes: readonly (readonly [RegExp, string])[] = [
    [/docker\.io\/cloudnativelabs\/kube-router/g, PLUG_IN],
    [/imagePullPolicy: Always/g, 'imagePullPolicy: Never'],
    [/( *)- --run-router=true\n(?: *- --.*\n)+/, `${flags.map((flag) => `$1- ${flag}\n`).join('')}`],
    [/initialDelaySeconds: 10\n( *)periodSeconds: 3/, 'initialDelaySeconds: 60\n$1periodSeconds: 10\n$1failureThreshold: 12'],
  ];
  const changed = changes.reduce((text, [from, to]) => {
    assert.match(text, from);
    return text.replace(from, to);
  }, manifest);
  // Behind load balancers one of the API servers may just be starting.
  await cluster.lab.eventually(60, () => cluster.kubectl(['apply', '--filename=-'], { input: changed }));
}
