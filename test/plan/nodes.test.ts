import { BringUp, Distribution, type NodesProps, type Subnet } from '../../src';
import { nothingOf, type PlanSide, planChanges, wholeCommands } from '../../src/plan';
import { cluster, existingCluster, type Yard, yard } from '../model/fixture';
import { sideOfSystem } from './sides';

function side(nodes: Partial<NodesProps>, before?: ReturnType<typeof sideOfSystem>, version = '1.34'): ReturnType<typeof sideOfSystem> {
  const y = yard();
  cluster(y, 'k8s', { version, nodes: { controlPlanes: 1, ...nodes } });
  return sideOfSystem(y.system, before?.lock);
}

const moreNodes = ({ net }: Yard): Subnet => net.addSubnet('more-nodes', { cidr: '10.1.7.0/24', services: '10.1.7.192/26' });

const commands = (before: PlanSide, after: PlanSide): readonly string[] =>
  planChanges(before, after)
    .steps.map(({ run }) => run)
    .filter((run) => !run.startsWith('kubectl apply') && !/ apply$/.test(run));

const two = side({ count: 2 });

/** What follows on the apply that makes a cluster. */
const OPENED = ['npx isthmus kubeconfig k8s --write kubeconfig', 'export KUBECONFIG=$PWD/kubeconfig'];

describe('what is done about nodes that make their cluster by themselves', () => {
  test('the first time nobody can be asked for a token', () => {
    expect(commands(nothingOf(two.system), two)).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s --new)"', ...OPENED]);
  });

  test('who applies all of it for the first time opens the cluster, too', () => {
    const [terraform, ...others] = wholeCommands(two.system, {}, { init: true });
    expect(terraform).toContain(' init && ');
    expect(others).toEqual([...OPENED, 'kubectl apply --server-side -f dist/']);
    expect(wholeCommands(two.system, {})).not.toContain(OPENED[0]);
  });

  test('each of several clusters has a file of its own, beside what kubectl reads already', () => {
    const y = yard();
    cluster(y, 'k8s');
    cluster(y, 'bakery', { podCidr: '10.248.0.0/16', serviceCidr: '10.112.0.0/16', nodes: { subnet: moreNodes(y) } });
    existingCluster(y, 'elsewhere', { podCidr: '10.249.0.0/16', serviceCidr: '10.128.0.0/16' });
    const three = sideOfSystem(y.system);
    expect(commands(nothingOf(three.system), three).slice(2, 5)).toEqual([
      'npx isthmus kubeconfig bakery --write bakery.kubeconfig',
      'npx isthmus kubeconfig k8s --write k8s.kubeconfig',
      `export KUBECONFIG=$PWD/bakery.kubeconfig:$PWD/k8s.kubeconfig:\${KUBECONFIG:-$HOME/.kube/config}`,
    ]);
  });

  test('one more gets a token of the cluster', () => {
    expect(commands(two, side({ count: 3 }, two))).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"']);
  });

  test('more control planes get the keys of the one that is there, and a token of it', () => {
    const one = side({ count: 1 });
    expect(commands(one, side({ count: 3, controlPlanes: 3 }, one))).toEqual([
      'export TF_VAR_k8s_certificate_key="$(openssl rand -hex 32)"',
      'ssh debian@10.1.2.2 sudo kubeadm init phase upload-certs --upload-certs --certificate-key "$TF_VAR_k8s_certificate_key"',
      'export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"',
    ]);
    const three = side({ count: 3, controlPlanes: 3 });
    expect(commands(three, side({ count: 4, controlPlanes: 3 }, three))).toEqual([
      'export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"',
    ]);
    expect(commands(nothingOf(three.system), three)).toEqual([
      'export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s --new)"',
      ...OPENED,
    ]);
  });

  test('one that leaves is emptied and forgotten first', () => {
    const three = side({ count: 3 }, two);
    expect(commands(three, side({ count: 2 }, three))).toEqual([
      'kubectl drain k8s-node-3 --ignore-daemonsets --delete-emptydir-data',
      'kubectl delete node k8s-node-3',
    ]);
  });

  test('an edit of what they were told asks for nothing', () => {
    expect(commands(two, side({ count: 2, apiServerNames: ['kubernetes.example.com'] }, two))).toEqual([]);
  });

  test('those that somebody joins get no token', () => {
    const byHand = side({ count: 2, bringUp: BringUp.BY_HAND });
    expect(commands(byHand, side({ count: 3, bringUp: BringUp.BY_HAND }, byHand))).toEqual([]);
  });

  test('nodes of a pool come with a token of the cluster, and are emptied before they go', () => {
    const none = side({ count: 1, pools: { batch: { count: 0 } } });
    const three = side({ count: 1, pools: { batch: { count: 3 } } }, none);
    expect(three.system.clusters[0]?.nodes).toEqual(['k8s-batch-1', 'k8s-batch-2', 'k8s-batch-3', 'k8s-node-1']);
    expect(commands(none, three)).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"']);
    expect(commands(three, side({ count: 1, pools: { batch: { count: 2 } } }, three))).toEqual([
      'kubectl drain k8s-batch-3 --ignore-daemonsets --delete-emptydir-data',
      'kubectl delete node k8s-batch-3',
    ]);
  });

  test('another minor version comes to one node after the other, the control plane first', () => {
    const nodes = { count: 4, controlPlanes: 3, pools: { batch: { count: 1 } } };
    const before = side(nodes, undefined, '1.33');
    const each = (name: string) => [
      `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data`,
      `npx isthmus upgrade-node ${name}`,
      `kubectl uncordon ${name}`,
      'kubectl wait --for=condition=Available deployment --all --all-namespaces --timeout=10m',
    ];
    expect(commands(before, side(nodes, before, '1.34'))).toEqual(
      ['k8s-node-1', 'k8s-node-2', 'k8s-node-3', 'k8s-batch-1', 'k8s-node-4'].flatMap(each),
    );
  });

  test('pods of a single node have nowhere to go while it is upgraded', () => {
    const before = side({ count: 1 }, undefined, '1.33');
    expect(commands(before, side({ count: 1 }, before, '1.34'))).toEqual(['npx isthmus upgrade-node k8s-node-1']);
  });

  test('whoever makes the cluster upgrades it', () => {
    const nodes = { count: 1, bringUp: BringUp.BY_HAND };
    const before = side(nodes, undefined, '1.33');
    expect(commands(before, side(nodes, before, '1.34'))).toEqual([]);
  });
});

describe('of k3s', () => {
  const light = (
    nodes: Partial<NodesProps>,
    before?: PlanSide & { readonly lock: Parameters<typeof sideOfSystem>[1] },
    release = 'v1.34.2+k3s1',
  ) => {
    const y = yard();
    const binary = { url: `https://mirror.example/${release.replace('+', '%2B')}/k3s`, sha256: 'a'.repeat(64) };
    cluster(y, 'k8s', { distribution: Distribution.k3s({ release, binary }), version: release.slice(1, 5), nodes: { cpus: 2, ...nodes } });
    return sideOfSystem(y.system, before?.lock);
  };

  test('agents get a token, servers have theirs from the beginning', () => {
    const one = light({ count: 1 });
    expect(commands(nothingOf(one.system), one)).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s --new)"', ...OPENED]);
    expect(commands(one, light({ count: 3, controlPlanes: 3 }, one))).toEqual([]);
    expect(commands(one, light({ count: 2 }, one))).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"']);
  });

  test('another release of the same minor version comes to one node after the other as well, servers first', () => {
    const before = light({ count: 2 });
    const each = (name: string) => [
      `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data`,
      `npx isthmus upgrade-node ${name}`,
      `kubectl uncordon ${name}`,
      'kubectl wait --for=condition=Available deployment --all --all-namespaces --timeout=10m',
    ];
    const after = light({ count: 2 }, before, 'v1.34.3+k3s1');
    expect(commands(before, after)).toEqual(['k8s-node-1', 'k8s-node-2'].flatMap(each));
    expect(planChanges(before, after).steps.map(({ because }) => because)).toContain('from k3s v1.34.2+k3s1 to k3s v1.34.3+k3s1');
    expect(commands(before, light({ count: 2 }, before))).toEqual([]);
  });
});
