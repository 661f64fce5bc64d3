import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuestOs, KubernetesCluster, type NodesProps, Size } from '../../src';
import { nothingOf, planChanges } from '../../src/plan';
import { IMAGE, OFFICE, sshKey, yard } from '../model/fixture';
import { sideOfSystem } from '../plan/sides';

/** docs/clusters.md prints what `isthmus plan` prints. */

const PAGE = readFileSync(join(__dirname, '../../docs/clusters.md'), 'utf8');

/** Commands of the first block that follows some words of the page, without what they are for. */
function block(after: string): readonly string[] {
  const start = PAGE.indexOf(after);
  expect(start).toBeGreaterThan(-1);
  const [, text = ''] = /```sh\n([\s\S]*?)```/.exec(PAGE.slice(start)) ?? [];
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/\s+# .*$/, '')]));
}

type Side = ReturnType<typeof sideOfSystem>;

/** The cluster of the page's first example. */
function side(nodes: Partial<NodesProps>, before?: Side, version = '1.34'): Side {
  const { system, host, net } = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
  new KubernetesCluster(system, 'own', {
    version,
    podCidr: '10.248.0.0/16',
    serviceCidr: '10.112.0.0/16',
    nodes: {
      subnet: net.addSubnet('own-nodes', { cidr: '10.1.40.0/24', services: '10.1.40.192/26' }),
      ...{ host, count: 3, cpus: 4, memory: Size.gibibytes(8), os: GuestOs.ubuntu2404(), image: IMAGE },
      ...nodes,
    },
  });
  return sideOfSystem(system, before?.lock);
}

/** As the page has them, whose system is called `shop`. */
const printed = (before: Parameters<typeof planChanges>[0], after: Side): readonly string[] =>
  planChanges(before, after).steps.map(({ run }) => run.replaceAll('/stacks/yard', '/stacks/shop'));

/** What plans do not print: it comes before them, or only looks. */
const without = (lines: readonly string[], ...others: readonly string[]): readonly string[] => {
  for (const other of others) expect(lines).toContain(other);
  return lines.filter((line) => !others.includes(line));
};

test('the first time', () => {
  const shown = block('## The first time');
  const [token, apply = '', ...more] = printed(nothingOf(side({}).system), side({}));
  const [fetched, told, ...rest] = more;
  expect(rest).toEqual(['kubectl apply --server-side -f dist/']);
  for (const line of [token, fetched, told]) expect(shown.map((each) => each.replace(/ +#.*/, ''))).toContain(line);
  expect(shown.filter((line) => line.startsWith('terraform')).join(' && ')).toBe(apply);
});

test('more nodes, and fewer', () => {
  const three = side({});
  const four = side({ count: 4 }, three);
  expect(without(block('**More**'), 'npx isthmus synth', 'kubectl get nodes --watch')).toEqual(printed(three, four));
  const two = side({ count: 2 });
  expect(without(block('**Fewer**'), 'npx isthmus synth')).toEqual(printed(side({}, two), side({ count: 2 }, three)));
});

test('a newer Kubernetes, of each node', () => {
  const before = side({}, undefined, '1.33');
  const steps = printed(before, side({}, before, '1.34'));
  const shown = block('## A newer Kubernetes');
  expect(steps.slice(0, shown.length)).toEqual(shown);
});

test('more control planes', () => {
  const one = side({ count: 1 });
  expect(printed(one, side({ count: 3, controlPlanes: 3 }, one))).toEqual(block('From one to three in a running cluster'));
});
