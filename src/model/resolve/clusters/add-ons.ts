import { ADD_ONS } from '../../kinds/add-on';
import type { AddOnPart, AddOnProfile, AddOnUse } from '../../kinds/add-on/profile';
import { canonical, contradictions, laidOver, ordered, valuesGiven } from '../../kinds/add-on/values';
import { nodesSubnet } from '../../kinds/cluster';
import { kindOfDistribution } from '../../kinds/cluster/distribution';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type {
  AddOnName,
  GatewayProviderName,
  ResolvedAddOn,
  ResolvedChart,
  ResolvedCluster,
  ResolvedFlow,
  ResolvedGateway,
  ResolvedInstallation,
  ResolvedSubnet,
  ResolvedWorkload,
} from '../../resolved';
import { compareText, isLabel, isSince } from '../../values';
import type { AddOn } from '../../workload/add-on';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { about } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { ownNamespaces } from '../inventory/namespaces';
import { namesNodes } from './names-nodes';
import { sendersOf } from './senders';

/** What add-ons are installed by, besides their cluster. */
interface Surroundings {
  readonly gateways: readonly ResolvedGateway[];
  readonly flows: readonly ResolvedFlow[];
  readonly subnets: readonly ResolvedSubnet[];
  readonly workloads: readonly ResolvedWorkload[];
}

/** Clusters with what is installed in them, in the order of installation. */
export function withAddOns(
  inventory: Inventory,
  clusters: readonly ResolvedCluster[],
  surroundings: Surroundings,
  report: Report,
): readonly ResolvedCluster[] {
  return clusters.map((resolved) => {
    const cluster = inventory.clusters.find(({ node }) => node.id === resolved.name);
    const declared = cluster?.facts.addOns ?? [];
    if (!cluster || declared.length === 0) return resolved;
    const use = useOf(cluster, resolved, surroundings);
    checkTogether(cluster, declared, ownPlugInOf(resolved), report);
    const addOns = [...declared]
      .sort((a, b) => ADD_ONS[a.name].stage - ADD_ONS[b.name].stage || compareText(a.name, b.name))
      .map((addOn) => resolveAddOn(addOn, cluster, inventory, use, about(addOn, report)));
    return { ...resolved, addOns };
  });
}

function useOf(cluster: KubernetesCluster, resolved: ResolvedCluster, { gateways, flows, subnets, workloads }: Surroundings): AddOnUse {
  const own = gateways.filter((gateway) => gateway.cluster === resolved.name);
  const of = (provider: GatewayProviderName) => own.filter((gateway) => gateway.provider === provider);
  const mtu = subnets.find(({ name }) => name === nodesSubnet(cluster)?.node.id)?.mtu;
  return {
    cluster: resolved,
    ...(mtu !== undefined && { mtu }),
    namesNodes: namesNodes(resolved, flows),
    endingPods: workloads.some(({ cluster: home, pods }) => home === resolved.name && pods.inMesh && pods.ends),
    gateways: { kong: of('kong'), 'envoy-gateway': of('envoy-gateway') },
    senders: sendersOf(own, flows),
  };
}

const isPlugIn = ({ name }: AddOn): boolean => ADD_ONS[name].isPlugIn;

type OwnPlugIn = ReturnType<ReturnType<typeof kindOfDistribution>['ownPlugIn']>;

/** What a distribution brings along, where it makes the cluster. */
const ownPlugInOf = ({ distribution }: ResolvedCluster): OwnPlugIn =>
  distribution && kindOfDistribution(distribution).ownPlugIn(distribution);

/** Checks what add-ons are to each other. */
function checkTogether({ node: { path } }: KubernetesCluster, declared: readonly AddOn[], brought: OwnPlugIn, report: Report): void {
  const seen = new Set<AddOnName>();
  for (const { name } of declared) {
    if (seen.has(name)) report(problems.addOnTwice(path, ADD_ONS[name].title));
    seen.add(name);
  }
  const plugIns = declared.filter(isPlugIn).map(({ name }) => ADD_ONS[name].title);
  const [first, ...others] = [...new Set([...(brought ? [brought.title] : []), ...plugIns])];
  if (first !== undefined && others.length > 0) report(problems.plugInTwice(path, first, others.join(', '), brought?.without));
  for (const { name } of declared.filter(({ isExisting }) => !isExisting))
    for (const needed of ADD_ONS[name].needs)
      if (!seen.has(needed)) report(problems.addOnNeeds(path, ADD_ONS[name].title, ADD_ONS[needed].title, NEEDED[needed] ?? ''));
}

/** How those are declared that others need. */
const NEEDED: { readonly [N in AddOnName]?: string } = { 'gateway-api': "AddOn.gatewayApi({ version: '…' })" };

/** Three numbers: what is installed is the same tomorrow. */
const PINNED = /^\d{1,4}(\.\d{1,4}){2}$/;
const KNOWN = /^\d{1,4}(\.\d{1,4}){0,2}$/;
/** Without what a shell, Helm or kubectl would take for something else. */
const REPOSITORY = /^(https|oci):\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~-]+)*\/?$/;

function resolveAddOn(addOn: AddOn, cluster: KubernetesCluster, inventory: Inventory, use: AddOnUse, report: Report): ResolvedAddOn {
  const { name, given, isExisting } = addOn;
  const profile = ADD_ONS[name];
  const { path } = cluster.node;
  const { version, namespace: stated, repository } = given;
  const { title } = profile;
  if (isPlugIn(addOn) && !profile.enforces) report(problems.plugInDoesNotEnforce(path, title));
  const bare: ResolvedAddOn = {
    name,
    version,
    existing: true,
    plugIn: profile.isPlugIn,
    privileged: profile.privileged,
    steps: [],
    ready: [],
    marks: [],
  };
  if (!(isExisting ? KNOWN : PINNED).test(version)) {
    report(
      problems.invalidValue(path, `addOns: version of ${title}`, version, `a version in full, without a "v", such as ${profile.read}`),
    );
    return bare;
  }
  checkVersion(addOn, path, use, report);
  if (isExisting || !profile.installable) return bare;
  if (repository !== undefined && !REPOSITORY.test(repository))
    report(
      problems.invalidValue(
        path,
        `addOns: repository of ${title}`,
        repository,
        'an address such as https://charts.example or oci://registry.example/charts',
      ),
    );
  const refusals = profile.refuses(use, version);
  for (const { why, instead } of refusals) report(problems.addOnRefused(path, title, why, instead));
  const namespace = profile.namespace(use, given);
  const base = (repository ?? profile.source(version)).replace(/\/$/, '');
  if (stated !== undefined && !isLabel(stated)) report(problems.invalidName(path, stated));
  if (namespace !== undefined && ownNamespaces(cluster, inventory).has(namespace)) report(problems.namespaceTaken(path, namespace, title));
  return {
    ...bare,
    existing: false,
    ...(namespace !== undefined && { namespace }),
    steps:
      refusals.length > 0 ? [] : profile.parts(use, version).map((part) => stepOf(part, { addOn, profile, base, namespace, path, report })),
    ready: profile.ready(use),
    marks: profile.marks(use, version),
  };
}

function checkVersion({ name, given: { version }, isExisting }: AddOn, path: string, use: AddOnUse, report: Report): void {
  const { title, oldest, installable } = ADD_ONS[name];
  const needed = [oldest(use), ...(installable && !isExisting ? [installable] : [])];
  const newest = needed.reduce((one, other) => (isSince(one.version, other.version) ? one : other));
  if (!isSince(version, newest.version)) report(problems.addOnTooOld(path, title, version, newest.version, newest.because));
}

/** What parts are made into steps with. */
interface Making {
  readonly addOn: AddOn;
  readonly profile: AddOnProfile;
  /** Address of charts or manifests. */
  readonly base: string;
  readonly namespace: string | undefined;
  readonly path: string;
  readonly report: Report;
}

const STEPS: { readonly [K in AddOnPart['by']]: (part: Extract<AddOnPart, { by: K }>, making: Making) => ResolvedInstallation } = {
  manifest: ({ file }, { base }) => ({ by: 'manifest', url: `${base}/${file}` }),
  kustomization: ({ file, changes }, { base, addOn: { name }, profile: { stage } }) => ({
    by: 'kustomization',
    file: `${FOLDER}/${stage}-${name}/kustomization.yaml`,
    content: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [`${base}/${file}`], ...changes },
  }),
  definitions: ({ release, chart, values }, making) => ({ by: 'definitions', release, ...chartOf(chart, making), values }),
  helm: (part, making) => {
    const { addOn, profile, namespace, path, report } = making;
    const { values = {} } = addOn.given;
    const own = valuesGiven(profile.byChart ? values[part.chart] : values);
    for (const { key, given, fixed } of contradictions(part.fixed, own))
      report(problems.addOnContradicted(path, titleOf(addOn), key, canonical(given), canonical(fixed)));
    return {
      by: 'helm',
      release: part.release,
      namespace: namespace ?? 'default',
      ...chartOf(part.chart, making),
      file: `${FOLDER}/${profile.stage}-${part.release}.values.yaml`,
      content: ordered(laidOver(laidOver(part.usual ?? {}, own), part.fixed)),
    };
  },
};

/** Beside the manifests of their cluster, where `kubectl apply -f` does not look. */
const FOLDER = 'add-ons';

const stepOf = <K extends AddOnPart['by']>(part: Extract<AddOnPart, { by: K }>, making: Making): ResolvedInstallation =>
  STEPS[part.by as K](part, making);

const titleOf = ({ name, given: { version } }: AddOn): string => `${ADD_ONS[name].title} ${version}`;

/** A registry is part of a chart's name. */
function chartOf(chart: string, { base, profile: { prefixed }, addOn: { given } }: Making): ResolvedChart {
  const version = `${prefixed ? 'v' : ''}${given.version}`;
  return base.startsWith('oci://') ? { chart: `${base}/${chart}`, version } : { chart, repository: base, version };
}
