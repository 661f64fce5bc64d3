import { type Comparison, comparisonsIn } from './comparisons';
import { KINDS, OWN_WORDS, unions } from './kinds';
import { parse, sourceFiles } from './unions';

/** Classes of constructs that stand for kinds of machines, workloads or ends. */
const CLASSES = new Set(
  'Machine DatabaseVm VirtualMachine LegacyVm LoadBalancer ClusterNode Workload Microservice ApiGateway ServiceMesh Pods Subnet KubernetesCluster External Anyone'.split(
    ' ',
  ),
);

/** How many there are in a file, and what for. */
type Allowed = Readonly<Record<string, readonly [count: number, why: string]>>;

const BY_CLASS: Allowed = {
  'src/model/kinds/machine/index.ts': [1, 'what a load balancer leads to are machines and others, and machines alone may be databases'],
  'src/model/kinds/sources.ts': [1, 'a source is an External or everybody, of whom no address is known'],
  'src/model/kinds/values.ts': [1, 'the shape of what a user gave: a value, or a construct'],
  'src/model/resolve/addresses/externals.ts': [1, 'senders and receivers, of which those with blocks of their own are read'],
  'src/model/resolve/ends/ends.ts': [6, 'makes the ends of flows of constructs; the compiler misses a class that it has no entry for'],
  'src/model/resolve/inventory/inventory.ts': [1, 'names are taken also by machines that nothing else can be read of'],
  'src/model/resolve/inventory/statement-shapes.ts': [1, 'the shape of what a user gave: everybody has none'],
};

/** Asks whether a JavaScript object has a property, which is no kind. */
const PROPERTIES: Allowed = {
  'src/cli/places.ts': [1, 'an entry of a source map'],
  'src/model/resolve/inventory/inventory.ts': [2, 'a construct of a class that may be the user’s own'],
  'src/model/resolved/end.ts': [1, 'ends that have kinds of their own carry them, whichever they are'],
  'src/yaml/write.ts': [1, 'a value that writes itself'],
};

const isOf =
  (pattern: RegExp) =>
  ({ text }: Comparison): boolean =>
    pattern.test(text);

const words = new Set(unions.filter(({ key }) => Object.hasOwn(KINDS, key)).flatMap((union) => union.words));
const comparisons = sourceFiles()
  .filter((file) => !OWN_WORDS.some((folder) => file.startsWith(folder)))
  .flatMap((file) => comparisonsIn(parse(file), words, CLASSES));

// A new kind would be silently on the other side of each. Ask a table that has an entry for each kind.
test('no kind is told from another by its word outside of the tables', () => {
  const told = comparisons.filter((comparison) => !isOf(/ instanceof |' in /)(comparison));
  expect(told.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
});

test.each([
  ['class of a construct', / instanceof /, BY_CLASS],
  ['property of an object', /' in /, PROPERTIES],
])('nobody else goes by the %s', (_, pattern, allowed) => {
  const counts: Record<string, number> = {};
  for (const { file } of comparisons.filter(isOf(pattern))) counts[file] = (counts[file] ?? 0) + 1;
  expect(counts).toEqual(Object.fromEntries(Object.entries(allowed).map(([file, [count]]) => [file, count])));
});
