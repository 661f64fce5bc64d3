import assert from 'node:assert/strict';
import type { Resolver } from 'node:dns/promises';
import type { ResolvedPort, ResolvedSystem } from '../../../../src';
import type { Cluster } from '../../control-plane/cluster';
import { CLUSTER_DOMAIN } from '../../control-plane/dns';
import type { Service } from '../../control-plane/objects';

/** A name that pods ask for, and what it is to lead to. */
interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly address: string;
  readonly ports: readonly ResolvedPort[];
}

/** Names of machines lead to the machines themselves, names of services to their Services; each port is found by its name. */
export async function checkNames(cluster: Cluster, system: ResolvedSystem, dns: Resolver): Promise<void> {
  const [facts] = system.clusters;
  assert(facts);
  const machines = facts.machineServices.map(({ machine, address, ports }) => ({
    name: machine,
    namespace: facts.namespace,
    address,
    ports,
  }));
  const services = await Promise.all(
    system.workloads.map(async ({ name, namespace, ports }) => {
      const service = await cluster.get<Service>(`--namespace=${namespace}`, 'service', name);
      return { name, namespace, address: service.spec.clusterIP ?? '', ports };
    }),
  );
  assert(machines.length > 0 && services.length > 0);
  for (const named of [...machines, ...services]) await checkName(dns, named);
  await assert.rejects(dns.resolve4(`nobody.${facts.namespace}.svc.${CLUSTER_DOMAIN}`), { code: 'ENOTFOUND' });
}

async function checkName(dns: Resolver, { name, namespace, address, ports }: Named): Promise<void> {
  const full = `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
  assert.deepEqual(await dns.resolve4(full), [address], full);
  for (const port of ports) {
    const question = `_${port.name}._${port.protocol}.${full}`;
    const records = await dns.resolveSrv(question);
    const ends = await Promise.all(records.map(async (record) => ({ addresses: await dns.resolve4(record.name), port: record.port })));
    assert.deepEqual(ends, [{ addresses: [address], port: port.from }], question);
  }
}
