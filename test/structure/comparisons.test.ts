import { type Comparison, comparisonsIn } from './comparisons';
import { KINDS, OWN_WORDS, unions } from './kinds';
import { parse, sourceFiles } from './unions';

/** Classes of constructs that stand for kinds of machines, workloads or ends. */
const CLASSES = new Set(
  'Machine DatabaseVm VirtualMachine LegacyVm LoadBalancer ClusterNode Workload Microservice ApiGateway ServiceMesh Pods Subnet KubernetesCluster External Anyone'.split(
    ' ',
  ),
);

type Allowed = Readonly<Record<string, number>>;

/** How many times each file picks out one member for what only that one has: nearly all are ends of flows, their ways and places, and some hardware that cannot be together. */
const NARROWED: Allowed = {
  'src/kubernetes/mesh/istio/compile.ts': 2,
  'src/kubernetes/policy/network-policy.ts': 6,
  'src/kubernetes/policy/policy-objects.ts': 1,
  'src/kubernetes/workload/service.ts': 1,
  'src/model/guest/impossible-hardware.ts': 4,
  'src/model/resolve/addresses/overlaps.ts': 1,
  'src/model/resolve/addresses/plan-services.ts': 2,
  'src/model/resolve/assembled.ts': 1,
  'src/model/resolve/clusters/names-nodes.ts': 1,
  'src/model/resolve/clusters/resolve-kubernetes.ts': 4,
  'src/model/resolve/flows/accounts.ts': 2,
  'src/model/resolve/flows/addressing.ts': 8,
  'src/model/resolve/flows/carriage.ts': 9,
  'src/model/resolve/flows/check-flow.ts': 3,
  'src/model/resolve/flows/compile-flows.ts': 5,
  'src/model/resolve/ends/draft-end.ts': 6,
  'src/model/resolve/flows/draft-flows.ts': 4,
  'src/model/resolve/ends/ends.ts': 1,
  'src/model/resolve/flows/plaintext.ts': 2,
  'src/model/resolve/flows/points/application.ts': 1,
  'src/model/resolve/flows/points/guest.ts': 2,
  'src/model/resolve/flows/points/hypervisor-egress.ts': 1,
  'src/model/resolve/flows/points/hypervisor-ingress.ts': 1,
  'src/model/resolve/flows/points/index.ts': 1,
  'src/model/resolve/flows/points/mesh.ts': 3,
  'src/model/resolve/flows/points/pod-egress.ts': 1,
  'src/model/resolve/flows/points/pod-ingress.ts': 1,
  'src/model/resolve/flows/points/point.ts': 5,
  'src/model/resolve/machines/closed-guests.ts': 1,
  'src/model/resolve/machines/resolve-guest.ts': 1,
  'src/model/resolve/network/foreign-names.ts': 3,
  'src/model/resolve/network/routing.ts': 7,
  'src/model/resolve/prerequisites/cluster.ts': 1,
  'src/model/resolved/end.ts': 2,
  'src/model/resolved/flow.ts': 2,
  // Effects of fields, which are asked for one by one, are called as what becomes of workloads.
  'src/plan/clusters/workloads.ts': 2,
  'src/plan/clusters/claims.ts': 1,
  'src/plan/disagreements.ts': 1,
  'src/plan/plan.ts': 4,
  'src/plan/steps.ts': 1,
  'src/report/exposure.ts': 2,
  'src/report/legend.ts': 1,
  'src/report/words.ts': 2,
  'src/terraform/guest/index.ts': 1,
  'src/terraform/network.ts': 2,
  'src/terraform/policy/conversations.ts': 4,
};

/** Turns constructs into ends of flows, or finds the answers for one: each refuses what it has no entry for. */
const BY_CLASS: Allowed = {
  'src/model/kinds/machine/index.ts': 1,
  'src/model/kinds/sources.ts': 1,
  'src/model/resolve/addresses/externals.ts': 1,
  'src/model/resolve/flows/draft-implied.ts': 2,
  'src/model/resolve/ends/ends.ts': 6,
  'src/model/resolve/inventory/inventory.ts': 1,
  'src/model/resolve/inventory/shapes.ts': 2,
  'src/model/kinds/values.ts': 1,
};

/** Tells what users wrote from what follows from it. */
const DECLARED: Allowed = {
  'src/report/changes-text.ts': 2,
  'src/report/counts.ts': 1,
  'src/report/matrix.ts': 2,
  'src/report/policy-table.ts': 1,
};

/** Asks whether a JavaScript object has a property, which is no kind. */
const PROPERTIES: Allowed = {
  'src/cli/places.ts': 1,
  'src/model/resolve/inventory/inventory.ts': 2,
  'src/model/resolved/end.ts': 1,
  'src/yaml/write.ts': 1,
};

const sortOf = ({ text }: Comparison): Allowed => {
  if (/ instanceof /.test(text)) return BY_CLASS;
  if (/' in /.test(text)) return PROPERTIES;
  return /origin [!=]==/.test(text) ? DECLARED : NARROWED;
};

const words = new Set(unions.filter(({ key }) => Object.hasOwn(KINDS, key)).flatMap((union) => union.words));
const comparisons = sourceFiles()
  .filter((file) => !OWN_WORDS.some((folder) => file.startsWith(folder)))
  .flatMap((file) => comparisonsIn(parse(file), words, CLASSES));

// A new kind would be silently on the other side of each. Ask a table that has an entry for each kind; the numbers here may only shrink.
test.each([
  ['narrow an end of a flow', NARROWED],
  ['go by the class of a construct', BY_CLASS],
  ['go by whether a user wrote a flow', DECLARED],
  ['go by a property', PROPERTIES],
])('no other places tell kinds by a word: those that %s', (_, allowed) => {
  const found = comparisons.filter((comparison) => sortOf(comparison) === allowed);
  const counts: Record<string, number> = {};
  for (const { file } of found) counts[file] = (counts[file] ?? 0) + 1;
  const more = found.filter(({ file }) => (counts[file] ?? 0) > (allowed[file] ?? 0));
  expect(more.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
});
