import type { IConstruct } from 'constructs';
import { ApiGateway } from '../edge/api-gateway';
import { ServiceMesh } from '../edge/service-mesh';
import { Host } from '../network/host';
import { Network, Subnet } from '../network/network';
import * as problems from '../problems';
import type { System } from '../system';
import { compareText, isDomain, isLabel } from '../values';
import { KubernetesCluster } from '../workload/kubernetes-cluster';
import { Machine } from '../workload/machine';
import { Microservice } from '../workload/microservice';
import { Pods } from '../workload/pods';
import type { Report } from './report';

/** All constructs of a system by kind, each list sorted by name: statement order ends here. */
export interface Inventory {
  readonly root: System;
  readonly name: string;
  readonly domain: string;
  readonly hosts: readonly Host[];
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly machines: readonly Machine[];
  readonly clusters: readonly KubernetesCluster[];
  readonly meshes: readonly ServiceMesh[];
  readonly microservices: readonly Microservice[];
  readonly gateways: readonly ApiGateway[];
  readonly pods: readonly Pods[];
}

/** The name that outputs use for a construct. */
export function nameOf(construct: IConstruct): string {
  return 'name' in construct && typeof construct.name === 'string' ? construct.name : construct.node.id;
}

export function takeInventory(root: System, report: Report): Inventory {
  const all = root.node.findAll();
  const pick = <T extends IConstruct>(type: { readonly prototype: T }): T[] => {
    const found = all.filter((construct): construct is IConstruct & T => construct instanceof (type as unknown as new () => T));
    return found.sort((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a.node.path, b.node.path));
  };
  const inventory: Inventory = {
    root,
    name: root.node.id,
    domain: root.props.domain ?? `${root.node.id}.internal`,
    hosts: pick(Host),
    networks: pick(Network),
    subnets: pick(Subnet),
    machines: pick(Machine),
    clusters: pick(KubernetesCluster),
    meshes: pick(ServiceMesh),
    microservices: pick(Microservice),
    gateways: pick(ApiGateway),
    pods: pick(Pods),
  };
  checkNames(inventory, report);
  for (const construct of all) {
    for (const message of construct.node.validate()) {
      report({
        code: 'VALIDATION',
        path: construct.node.path,
        message,
        fix: 'See the message: it comes from a validation that your program added.',
      });
    }
  }
  return inventory;
}

function checkNames(inventory: Inventory, report: Report): void {
  const path = inventory.root.node.path;
  if (!isLabel(inventory.name)) report(problems.invalidName(path, inventory.name));
  if (!isDomain(inventory.domain)) report(problems.invalidDomain(path, inventory.domain));
  const { machines, clusters, microservices, gateways, pods, hosts, networks, subnets } = inventory;
  for (const namespace of [[...machines, ...clusters, ...microservices, ...gateways, ...pods], hosts, networks, subnets]) {
    const holders = new Map<string, string>();
    for (const construct of namespace) {
      const name = nameOf(construct);
      const other = holders.get(name);
      if (!isLabel(name)) report(problems.invalidName(construct.node.path, name));
      else if (other !== undefined) report(problems.nameClash(construct.node.path, name, other));
      else holders.set(name, construct.node.path);
    }
  }
}
