import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gatewayApiDefinitions, helm, kubeRouterManifests, metalLbChart, ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import type { Space } from '../../network/space';
import { ADD_ON_VERSIONS, REGISTRY } from '../../systems/nodes';

/** Where administrators download from. */
const PROXY = { address: REGISTRY.address, port: 3128 };

/** What a command has in its environment that downloads. */
export type Downloads = Readonly<Record<string, string>>;

/**
 * Starts what stands for everything outside: a registry with all images, and a proxy with the charts and manifests of add-ons at the places
 * that their makers have them at. They are made of their modules.
 * @param files of a node
 */
export async function startMakers(lab: Lab, host: Space, files: string): Promise<Downloads> {
  await host.run(['ip', 'address', 'add', `${REGISTRY.address}/32`, 'dev', 'lo']);
  const images = join(files, 'opt/registry');
  const archives = readdirSync(images).map((name) => join(images, name));
  host.start('registry', [await ownProgram(lab, 'registry'), `${REGISTRY.address}:${REGISTRY.port}`, ...archives]);

  const program = await helm(lab);
  const folder = lab.folder();
  const served = (place: string): string => {
    const file = join(folder, place);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  const { kubeRouter, gatewayApi } = ADD_ON_VERSIONS;
  writeFileSync(
    served(`raw.githubusercontent.com/cloudnativelabs/kube-router/v${kubeRouter}/daemonset/kubeadm-kuberouter.yaml`),
    patient(readFileSync(join(await kubeRouterManifests(lab), 'kubeadm-kuberouter.yaml'), 'utf8')),
  );
  const definitions = await gatewayApiDefinitions(lab);
  writeFileSync(
    served(`github.com/kubernetes-sigs/gateway-api/releases/download/v${gatewayApi}/standard-install.yaml`),
    readdirSync(definitions)
      .map((name) => readFileSync(join(definitions, name), 'utf8'))
      .join('\n---\n'),
  );
  const charts = dirname(served('metallb.github.io/metallb/index.yaml'));
  await lab.output([program, 'package', await metalLbChart(lab), '--destination', charts]);
  await lab.output([program, 'repo', 'index', charts]);

  const authority = join(lab.folder(), 'authority.pem');
  const proxy = host.start('mirror', [await ownProgram(lab, 'mirror'), `${PROXY.address}:${PROXY.port}`, folder, authority]);
  await lab.eventually(60, async () => assert.match(proxy.output(), /^listening$/m));
  const home = lab.folder();
  return {
    PATH: `${toolFolder(lab, program)}:${process.env.PATH}`,
    HTTPS_PROXY: `http://${PROXY.address}:${PROXY.port}`,
    NO_PROXY: '10.0.0.0/8',
    SSL_CERT_FILE: authority,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
  };
}

/** A folder in which Helm has its own name. */
function toolFolder(lab: Lab, program: string): string {
  const folder = lab.folder();
  writeFileSync(join(folder, 'helm'), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
  return folder;
}

/** kube-router's manifest, whose probe would have it started again and again where thirty programs share two processors. */
function patient(manifest: string): string {
  const probe = /initialDelaySeconds: 10\n( *)periodSeconds: 3/;
  assert.match(manifest, probe);
  return manifest.replace(probe, 'initialDelaySeconds: 60\n$1periodSeconds: 10\n$1failureThreshold: 12');
}
