import { nicsOf, type ResolvedSystem } from '../model/resolved';
import { clusterFacts, type Difference } from './compare';
import { missing } from './compare/difference';
import { differencesOf } from './differences';
import { attempt, type NotUnderstoodError, reading } from './errors';
import { readJson } from './kubernetes/documents';
import { asTheyRun, type LiveDomain, liveDomain } from './live-domains';
import { askGuest, isSetUp, type LiveGuest, type Virsh } from './live-guests/ask';
import { inForce, insideDifferences, type LiveGuests } from './live-guests/differences';
import { type Outputs, type ReadStacks, readTerraform, worldOf } from './outputs';
import { type Run, run } from './run';
import type { TerraformSource } from './sources';
import { parseFilters } from './terraform/filters';

/** What runs now, as the tools print it. */
export interface LiveState {
  /** `virsh nwfilter-dumpxml` of every filter that a machine of the system uses. */
  readonly filters: readonly string[];
  /** `virsh dumpxml` of every machine's domain, as it runs, by the name of the machine; those that are not there are left out. */
  readonly domains: ReadonlyMap<string, string>;
  /** What each guest said of itself that something sets up, by the name of its machine. Those that are not there were not asked. */
  readonly guests: LiveGuests;
  /** What `kubectl get … -A -o json` printed of all kinds that are compared, for each cluster, by its name. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
}

const CONSUMERS = 'kongconsumers.configuration.konghq.com';
/** The only Secrets that hold nothing secret: which groups Kong's consumers are in. No others are asked for. */
const GROUPS = ['secrets', '-l', 'konghq.com/credential=acl'];

/** Text that pods of systems have as files; other ConfigMaps are their owners' business. */
const TEXTS = ['configmaps', '-l', 'isthmus/files-of'];

/** What `kubectl get` is asked for. Kinds that a cluster does not have are left out. */
export const LIVE_KINDS: readonly string[] = [
  'namespaces',
  'serviceaccounts',
  'resourcequotas',
  'limitranges',
  'persistentvolumes',
  'persistentvolumeclaims',
  'externalsecrets.external-secrets.io',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'services',
  'endpointslices.discovery.k8s.io',
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'kongplugins.configuration.konghq.com',
  CONSUMERS,
  'envoyproxies.gateway.envoyproxy.io',
  'clienttrafficpolicies.gateway.envoyproxy.io',
  'backendtrafficpolicies.gateway.envoyproxy.io',
  'securitypolicies.gateway.envoyproxy.io',
  'certificates.cert-manager.io',
  'referencegrants.gateway.networking.k8s.io',
  'ipaddresspools.metallb.io',
  'l2advertisements.metallb.io',
  'bgpadvertisements.metallb.io',
  'networkpolicies.networking.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'authorizationpolicies.security.istio.io',
  'peerauthentications.security.istio.io',
  'sidecars.networking.istio.io',
  'destinationrules.networking.istio.io',
  'serviceentries.networking.istio.io',
  'virtualservices.networking.istio.io',
];

/**
 * Compares what runs with the model: filters and policies as they are in force, cards of machines as they are, all else of machines and
 * networks as the synthesized stack has them (of those Terraform itself shows what has drifted), guests as they say that they are: what nobody
 * could ask of one is a difference, too.
 *
 * @param stack folder of `cdktf synth`, or what `synthTerraform` of `isthmus/testing` answered
 * @param live what {@link readLive} answered
 */
export function verifyLive(system: ResolvedSystem, stack: TerraformSource, live: LiveState): readonly Difference[] {
  const facts = clusterFacts(system);
  const terraform = readTerraform(stack);
  const { filters, problems } = parseFilters(live.filters);
  const found = [...terraform.problems, ...problems];
  const domains = new Map<string, LiveDomain>();
  const lost: Difference[] = [];
  for (const { name, objectName, host } of system.machines) {
    const xml = live.domains.get(name);
    if (xml === undefined) {
      lost.push(missing(name, `its host ${host} has no domain ${objectName}`));
      continue;
    }
    attempt(found, () => reading(name, () => domains.set(objectName, liveDomain(xml))));
  }
  const objects = new Map<string, Outputs['objects'] extends ReadonlyMap<string, infer T> ? T : never>();
  for (const [cluster, answers] of live.objects) {
    attempt(found, () =>
      objects.set(
        cluster,
        answers.flatMap((text) => readJson(text, `cluster ${cluster}`)),
      ),
    );
  }
  const guests = asTheyAre(system, terraform.guests, live.guests, found);
  const cards = asTheyRun(terraform.cards, domains, terraform.segments, found);
  return [
    ...lost,
    ...differencesOf(system, terraform, worldOf({ ...terraform, cards, filters, guests, objects, problems: found }, facts)),
    ...insideDifferences(system, live.guests, terraform.guests),
  ];
}

/** What is told to guests, with the firewalls that are in force in those that were asked. */
function asTheyAre(
  { machines }: ResolvedSystem,
  told: ReadStacks['guests'],
  live: LiveGuests,
  problems: NotUnderstoodError[],
): ReadStacks['guests'] {
  const guests = new Map(told);
  for (const machine of machines) {
    const [guest, answer] = [guests.get(machine.objectName), live.get(machine.name)];
    if (!guest || !answer) continue;
    attempt(problems, () => {
      const found = reading(`the firewall in ${machine.name}`, () => inForce(machine, answer));
      const { firewall: _, ...rest } = guest;
      if (found) guests.set(machine.objectName, { ...rest, ...found });
    });
  }
  return guests;
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Where running systems are read from. */
export interface LiveOptions {
  /** Context of kubectl for each cluster. @default - the current one, for all */
  readonly contexts?: Readonly<Record<string, string>>;
  /**
   * Whether guests are asked by their QEMU guest agents.
   * @default true
   */
  readonly guests?: boolean;
  /** @default - the programs on this machine */
  readonly run?: Run;
}

/**
 * Asks libvirt and Kubernetes what is in force. Only reads.
 *
 * @throws Error as the programs do, when they are missing or refused
 */
export async function readLive(
  system: ResolvedSystem,
  { contexts = {}, guests: asksGuests = true, run: execute = run }: LiveOptions = {},
): Promise<LiveState> {
  const uris = new Map(system.hosts.map(({ name, virshUri }) => [name, virshUri]));
  const virshAt =
    (host: string): Virsh =>
    (...args) =>
      execute('virsh', ['-q', '-c', uris.get(host) ?? '', ...args]);
  const filters: string[] = [];
  const domains = new Map<string, string>();
  for (const { name } of system.hosts) {
    const machines = system.machines.filter(({ host }) => host === name);
    if (machines.length === 0) continue;
    const virsh = virshAt(name);
    const there = wordsOf(await virsh('list', '--all', '--name', '--uuid'));
    const known = wordsOf(await virsh('nwfilter-list'));
    for (const { name: machine, objectName, adopted = objectName } of machines)
      if (there.has(adopted)) domains.set(machine, await virsh('dumpxml', adopted));
    for (const { filter } of machines.flatMap(nicsOf))
      if (filter && known.has(filter.name)) filters.push(await virsh('nwfilter-dumpxml', filter.name));
  }
  const guests = new Map<string, LiveGuest>();
  if (asksGuests)
    for (const machine of system.machines.filter(isSetUp)) guests.set(machine.name, await askGuest(machine, virshAt(machine.host)));
  const objects = new Map<string, readonly string[]>();
  for (const { name } of system.clusters) {
    const context = contexts[name] === undefined ? [] : ['--context', contexts[name] as string];
    const known = await execute('kubectl', [...context, 'api-resources', '--verbs=list', '-o', 'name']);
    const served = new Set(known.split('\n'));
    const kinds = LIVE_KINDS.filter((kind) => served.has(kind));
    const answers: string[] = [];
    for (const list of [[kinds.join(',')], TEXTS, ...(served.has(CONSUMERS) ? [GROUPS] : [])])
      answers.push(await execute('kubectl', [...context, 'get', ...list, '-A', '-o', 'json']));
    objects.set(name, answers);
  }
  return { filters, domains, guests, objects };
}
