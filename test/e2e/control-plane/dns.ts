import { Resolver } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../harness/lab';
import type { Cluster } from './cluster';
import { freePorts } from './ports';

/** The version that kubeadm 1.34 installs. */
export const COREDNS_VERSION = '1.12.1';
/** Domain of a cluster where nobody chose another. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** Asks a cluster's DNS, which runs beside it on this machine. @param binary CoreDNS */
export async function startDns(lab: Lab, cluster: Cluster, binary: string): Promise<Resolver> {
  const [port] = await freePorts(1);
  const file = join(lab.folder(), 'Corefile');
  writeFileSync(
    file,
    `${CLUSTER_DOMAIN}:${port} {
  bind 127.0.0.1
  errors
  kubernetes ${CLUSTER_DOMAIN} {
    kubeconfig ${cluster.kubeconfig}
  }
}
`,
  );
  cluster.run('coredns', [binary, '-conf', file]);
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([`127.0.0.1:${port}`]);
  await cluster.eventually(() => resolver.resolve4(`kubernetes.default.svc.${CLUSTER_DOMAIN}`));
  return resolver;
}
