import type { IConstruct } from 'constructs';
import { Secret } from '../../configuration/secret';
import type { Administration, Declarations, Retirement } from '../../declarations';
import { ApiGateway } from '../../edge/api-gateway';
import { isPair, LoadBalancer } from '../../edge/load-balancer';
import { Migration } from '../../edge/migration';
import { TrafficPolicy } from '../../edge/traffic-policy';
import { declaredSources, type Sources, unlessNone } from '../../kinds/sources';
import type { External } from '../../network/external';
import { Host } from '../../network/host';
import { Network, Subnet } from '../../network/network';
import { samePlace } from '../../place';
import type { Allowance, Receiver, Sender } from '../../policy/policy';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isRecord, type Shape, shown } from '../../shape';
import { compareText, isHostName, isLabel, LONGEST_DOMAIN } from '../../values';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine } from '../../workload/machine';
import { Namespace } from '../../workload/namespace';
import { Pods } from '../../workload/pods';
import { ServiceMesh } from '../../workload/service-mesh';
import { Workload } from '../../workload/workload';
import type { Findings } from '../findings';
import { Soundness } from './soundness';
import { ALLOWANCE, ENDS, RETIREMENT, SYSTEM_PROPS } from './statement-shapes';

/** All sound constructs of a system by kind, each list sorted by name: statement order ends here. */
export interface Inventory {
  readonly root: Declarations;
  readonly name: string;
  readonly domain: string;
  readonly provisioning: Sources;
  readonly admin?: Administration;
  readonly hosts: readonly Host[];
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  /** Those that are: of a pair its members. */
  readonly machines: readonly Machine[];
  /** Load balancers of two machines each. */
  readonly pairs: readonly LoadBalancer[];
  /** Names of all machines, also of those that were left out because they hold something impossible. */
  readonly machineNames: ReadonlySet<string>;
  /** Names of all network cards, likewise: the first of each machine has its machine's. */
  readonly cardNames: ReadonlySet<string>;
  readonly clusters: readonly KubernetesCluster[];
  readonly namespaces: readonly Namespace[];
  readonly secrets: readonly Secret[];
  readonly meshes: readonly ServiceMesh[];
  readonly trafficPolicies: readonly TrafficPolicy[];
  readonly workloads: readonly Workload[];
  readonly gateways: readonly ApiGateway[];
  readonly migrations: readonly Migration[];
  readonly pods: readonly Pods[];
  readonly allowances: readonly Allowance[];
  readonly retirements: readonly Retirement[];
}

/** The name that outputs use for a construct. */
export function nameOf(construct: IConstruct): string {
  // Constructs that were given no props at all cannot be asked.
  const named = 'props' in construct && isRecord(construct.props) && 'name' in construct;
  return named && typeof construct.name === 'string' ? construct.name : construct.node.id;
}

/** @throws InvalidSystemError when the system's own props are so broken that nothing can be told about the rest */
export function takeInventory(root: Declarations, findings: Findings): Inventory {
  const report = findings.problem;
  const soundness = new Soundness(report);
  const all = root.node.findAll();
  const sound = all.filter((construct) => soundness.of(construct));
  const pick = <T extends IConstruct>(type: { readonly prototype: T }): T[] => {
    const found = sound.filter((construct): construct is IConstruct & T => construct instanceof (type as unknown as new () => T));
    return found.sort((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a.node.path, b.node.path));
  };
  const allowances = soundAllowances(root, soundness);
  const retirements = root._retirements.filter((call) =>
    soundness.fits(call, RETIREMENT, { owner: root, where: 'retire', statement: call }),
  );
  for (const construct of all)
    for (const message of construct.node.validate()) report(problems.customValidation(construct.node.path, message));
  if (!soundness.fits(root.props, SYSTEM_PROPS, { owner: root })) findings.throwIfAny();
  const machines = all.filter((construct) => construct instanceof Machine && !isPair(construct)) as Machine[];
  const inventory: Inventory = {
    root,
    name: root.node.id,
    domain: root.props.domain ?? `${root.node.id}.internal`,
    provisioning: declaredSources(root.props.provisioning ?? {}),
    admin: unlessNone(root.props.admin),
    hosts: pick(Host),
    networks: pick(Network),
    subnets: pick(Subnet),
    machines: pick(Machine).filter((machine) => !isPair(machine)),
    pairs: pick(LoadBalancer).filter(isPair),
    machineNames: new Set(machines.map(nameOf)),
    cardNames: new Set(
      machines.flatMap((machine) => [nameOf(machine), ...machine.interfaces.map(({ node }) => `${nameOf(machine)}-${node.id}`)]),
    ),
    clusters: pick(KubernetesCluster),
    namespaces: pick(Namespace),
    secrets: pick(Secret),
    meshes: pick(ServiceMesh),
    trafficPolicies: pick(TrafficPolicy),
    workloads: pick(Workload),
    gateways: pick(ApiGateway),
    migrations: pick(Migration),
    pods: pick(Pods),
    allowances,
    retirements,
  };
  checkNames(inventory, report);
  return inventory;
}

/** How problems of one `policy.allow` among many name it. */
export const allowancePath = ({ because }: Allowance): string =>
  typeof because === 'string' && because.trim() !== '' ? `policy.allow ${shown(because)}` : 'policy.allow';

/** How problems name what is outside of the system. */
export const externalPath = ({ name }: Pick<External, 'name'>): string => `External "${name}"`;

/** What was allowed between sound ends; the rest has been reported. */
function soundAllowances(root: Declarations, soundness: Soundness): readonly Allowance[] {
  return root.policy.allowances.flatMap((allowance) => {
    const path = allowancePath(allowance);
    const fits = (value: unknown, shape: Shape, where: string): boolean =>
      soundness.fits(value, shape, { owner: root, path, where, statement: allowance });
    const soundEnds = <T extends Sender | Receiver>(ends: readonly T[], side: keyof typeof ENDS): readonly T[] =>
      ends.filter((end, index) => fits(end, ENDS[side], `${side}${ends.length > 1 ? `[${index}]` : ''}`));
    const [from, to] = [soundEnds(allowance.from, 'from'), soundEnds(allowance.to, 'to')];
    return fits(allowance, ALLOWANCE, '') ? [samePlace({ ...allowance, from, to }, allowance)] : [];
  });
}

function checkNames(inventory: Inventory, report: Report): void {
  const path = inventory.root.node.path;
  if (!isLabel(inventory.name)) report(problems.invalidName(path, inventory.name));
  if (!isHostName(inventory.domain)) report(problems.invalidDomain(path, inventory.domain));
  const { machines, pairs, clusters, workloads, gateways, migrations, pods, hosts, networks, subnets } = inventory;
  const cards = machines.flatMap(({ interfaces }) => interfaces);
  for (const namespace of [
    [...machines, ...pairs, ...cards, ...clusters, ...workloads, ...gateways, ...migrations, ...pods],
    hosts,
    networks,
    subnets,
  ]) {
    const holders = new Map<string, string>();
    for (const construct of namespace) {
      const name = nameOf(construct);
      const other = holders.get(name);
      if (!isLabel(name)) report(problems.invalidName(construct.node.path, name));
      else if (other !== undefined) report(problems.nameClash(construct.node.path, name, other));
      else holders.set(name, construct.node.path);
    }
  }
  // Joined to the machine's name, it would look like a name.
  for (const { node } of cards) if (node.id.startsWith('-')) report(problems.invalidName(node.path, node.id));
  // What has a name in DNS, with the domain behind it.
  for (const construct of [...machines, ...pairs, ...cards, ...workloads, ...gateways]) {
    const fqdn = `${nameOf(construct)}.${inventory.domain}`;
    if (fqdn.length > LONGEST_DOMAIN)
      report(problems.nameTooLong(construct.node.path, 'full name', fqdn, LONGEST_DOMAIN, 'its name, or the `domain` of the system'));
  }
}
