import { endKey, type ResolvedPort, type ResolvedWorkloads, type WorkloadKind } from '../../model/resolved';
import type { Pods } from '../kubernetes/pods';
import { type Service, targetOf } from '../kubernetes/services';
import { address } from '../sets/addresses';
import { covers, intersection } from '../sets/intervals';
import { printTransport, type Transport } from '../sets/transport';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import { machineNames } from './machine-names';
import type { Model } from './model';
import { nameMissing as missing, nameable } from './nameable';
import { protocolOf } from './values';

/** Names and addresses under which things are reached, and which lead elsewhere, nowhere, or past the policies. */
export function nameDifferences(model: Model): readonly Difference[] {
  return [
    ...machineNames(model),
    ...serviceNames(model),
    ...memberNames(model),
    ...entrances(model),
    ...machineEntrances(model),
    ...confusedServices(model),
  ];
}

/** Ports that workloads of each kind are to be found at by their names. */
const NAMED_AT: { readonly [K in WorkloadKind]: (workload: ResolvedWorkloads[K]) => readonly ResolvedPort[] } = {
  microservice: ({ ports }) => ports,
  'stateful-service': ({ ports }) => ports,
  'daemon-service': ({ ports }) => ports,
  job: () => [],
  'cron-job': () => [],
};

const namedAt = <K extends WorkloadKind>(kind: K, workload: ResolvedWorkloads[K]): readonly ResolvedPort[] => NAMED_AT[kind](workload);

/** Workloads that pods of their cluster call: by their name, at the ports that they listen on. */
function serviceNames(model: Model): readonly Difference[] {
  const called = new Map<string, ResolvedPort[]>();
  for (const { to, from, ports } of model.flows)
    if (to.is === 'pods' && from.is === 'pods') called.set(endKey(to), [...(called.get(endKey(to)) ?? []), ...ports]);
  return model.system.workloads.flatMap((workload): readonly Difference[] => {
    const { kind, name } = workload;
    const ports = called.get(endKey({ is: 'pods', of: kind, name }));
    const found = model.podsOf({ is: 'pods', of: kind, name });
    const at = nameable(namedAt(kind, workload));
    if (!ports || !found || at.length === 0) return [];
    const about = `${name}.${found.pods.namespace}`;
    const service = found.cluster.services.named(name, found.pods.namespace);
    if (!service) return missing(about, 'is not there');
    const wanted = intersection(nameable(ports), at);
    return covers(leadsTo(found.cluster, service, found.pods, namedAt(kind, workload)), wanted)
      ? []
      : missing(about, `does not lead to ${printTransport(wanted)} of its pods`);
  });
}

/** Kinds whose pods have names of their own. */
const MEMBERS: { readonly [K in WorkloadKind]: boolean } = {
  microservice: false,
  'stateful-service': true,
  'daemon-service': false,
  job: false,
  'cron-job': false,
};

/** Pods that are to be found one by one: by a Service without an address, also while they wait for each other. */
function memberNames(model: Model): readonly Difference[] {
  return model.system.workloads.flatMap(({ kind, name }): readonly Difference[] => {
    const found = MEMBERS[kind] ? model.podsOf({ is: 'pods', of: kind, name }) : undefined;
    if (!found) return [];
    const { services } = found.cluster;
    const { namespace, namedBy } = found.pods;
    const about = `${namedBy ?? name}.${namespace}`;
    const service = namedBy === undefined ? undefined : services.named(namedBy, namespace);
    if (!service) return missing(about, `is not there: pods of ${name} have no names of their own`);
    if (!service.headless) return missing(about, `stands for an address of the cluster, and not for the pods of ${name} one by one`);
    if (!services.leadingTo(found.pods).includes(service)) return missing(about, `does not lead to the pods of ${name}`);
    return service.showsUnready ? [] : missing(about, `leads to no pod of ${name} before it is ready: they could not wait for each other`);
  });
}

/** Ports of pods that a Service leads to from where each is dialled. */
function leadsTo({ services }: Cluster, service: Service, pods: Pods, ports: readonly ResolvedPort[]): Transport {
  if (!services.leadingTo(pods).includes(service)) return [];
  const led = ports.filter((port) => {
    const { from, servicePort = from } = port;
    const [protocol] = protocolOf(port);
    return service.ports.some((each) => each.protocol === protocol && each.port === servicePort && targetOf(each, pods) === from);
  });
  return nameable(led);
}

const ENTRANCES: readonly string[] = ['LoadBalancer', 'NodePort'];

/**
 * Services through which something outside of the cluster gets to pods. Where they hide who sends, everyone comes under the
 * address of a node, and Kubernetes always lets a node reach its own pods.
 */
function entrances(model: Model): readonly Difference[] {
  return model.system.workloads.flatMap(({ kind, name, virtualAddress }): readonly Difference[] => {
    const found = model.podsOf({ is: 'pods', of: kind, name });
    const services = found?.cluster.services.leadingTo(found.pods).filter(({ type }) => ENTRANCES.includes(type)) ?? [];
    return services.flatMap(({ name: service, namespace, keepsSender, virtualAddresses, type }): readonly Difference[] => {
      const about = `${service}.${namespace}`;
      const tooWide = (text: string): readonly Difference[] => [{ kind: 'too-wide', about, text: `the Service ${about} ${text}` }];
      if (!keepsSender) return tooWide(`lets everyone in to ${name} under the address of a node (externalTrafficPolicy is not Local)`);
      const planned = virtualAddress && virtualAddresses.every((each) => each === address(virtualAddress.address));
      return planned && type === 'LoadBalancer' ? [] : tooWide(`opens ${name} to the outside, where the model has no address for it`);
    });
  });
}

/** Services of machines that something outside of a cluster gets in by: it would come to them under the address of a node. */
function machineEntrances(model: Model): readonly Difference[] {
  return [...model.world.clusters.values()].flatMap(({ services }) =>
    services.all
      .filter(({ type, selector }) => ENTRANCES.includes(type) && selector.equal.length === 0)
      .map(({ name, namespace }): Difference => {
        const about = `${name}.${namespace}`;
        return {
          kind: 'too-wide',
          about,
          text: `the Service ${about} opens what its endpoints name to the outside, under the address of a node`,
        };
      }),
  );
}

/** Services that lead to pods of several workloads: part of the traffic would arrive at the wrong ones. */
function confusedServices(model: Model): readonly Difference[] {
  return [...model.world.clusters.values()].flatMap(({ services, pods }) => {
    const reached = new Map<Service, string[]>();
    for (const each of pods)
      for (const service of services.leadingTo(each)) reached.set(service, [...(reached.get(service) ?? []), each.name]);
    return [...reached].flatMap(([{ name, namespace }, names]) =>
      names.length > 1 ? missing(`${name}.${namespace}`, `leads to ${names.join(' and ')} at once`) : [],
    );
  });
}
