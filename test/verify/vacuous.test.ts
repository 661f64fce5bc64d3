import type { AddressBlock, End, PodsEnd, ResolvedFlow, ResolvedSystem } from '../../src/model/resolved';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { namespaceOf } from '../namespace-fixture';
import { existing, native, reference } from './varieties';

/** Nothing is in order because nothing was found: what the model has and the outputs have not is a difference, said once. */
const { system } = native().resolve();
const terraform = synthTerraform(native());
const kubernetes = synthKubernetes(native());
const FILE = 'stacks/depot/cdk.tf.json';

type Files = Record<string, readonly unknown[]>;
const found = (changed: ResolvedSystem, outputs = { terraform: terraform as Record<string, object>, kubernetes: kubernetes as Files }) =>
  verify({ system: changed, ...outputs }).map(({ kind, text }) => `${kind}: ${text}`);

const flow = (from: string, to: string): ResolvedFlow => {
  const one = system.flows.find((each) => each.from.name === from && each.to.name === to);
  if (!one) throw new Error(`no flow from ${from} to ${to}`);
  return one;
};
const withFlow = (changed: ResolvedFlow): ResolvedSystem => ({ ...system, flows: [...system.flows, changed] });
const end = (id: string): PodsEnd => flow(id, 'back').from as PodsEnd;

/** A workload of a kind that nobody renders. */
const GHOST: End = { ...end('front'), name: 'nightly', selector: { namespace: 'depot', labels: { app: 'nightly' } } };
const NONE = [] as unknown as [AddressBlock];

test.each<readonly [string, ResolvedFlow, RegExp]>([
  [
    'a workload that no output holds sends',
    { ...flow('front', 'back'), from: GHOST },
    /^missing: microservice\/nightly: its pods are not in the output/,
  ],
  ['or receives', { ...flow('front', 'back'), to: GHOST }, /^missing: microservice\/nightly: its pods are not in the output/],
  [
    'pods of a kind that the verifier does not know',
    { ...flow('front', 'back'), from: { ...end('front'), of: 'batch' as 'pods', owner: 'user', name: 'nightly' } },
    /^missing: nightly → back .*nothing in the output is nightly \(batch\)/,
  ],
  [
    'a machine that the model does not have',
    { ...flow('app', 'back'), from: { is: 'machine', name: 'ghost' } },
    /^missing: ghost → back .*nothing in the output is ghost \(machine\)/,
  ],
  [
    'a subnet that nobody knows',
    { ...flow('app', 'back'), from: { is: 'subnet', name: 'ghost' } },
    /^missing: ghost → back .*ghost \(subnet\) has no address/,
  ],
  [
    'an External without addresses',
    { ...flow('app', 'office'), to: { is: 'outside', of: 'external', name: 'ghost' } },
    /^missing: app → ghost .*ghost \(external\) has no address/,
  ],
  [
    'a cluster that is not there',
    { ...flow('k8s', 'k8s'), from: { is: 'nodes', name: 'ghost' }, to: { is: 'nodes', name: 'ghost' } },
    /^missing: nodes of ghost → nodes of ghost .*nothing in the output is ghost \(nodes\)/,
  ],
  ['a flow without ports', { ...flow('front', 'back'), ports: [], dialledPorts: [] }, /^missing: front → back .*it has no port/],
  [
    'everybody, who is nobody',
    { ...flow('anyone', 'entry'), way: { by: 'network', source: { blocks: NONE }, destination: NONE } },
    /^missing: anyone → entry .*anyone \(anyone\) has no address/,
  ],
])('%s', (_, changed, expected) => {
  expect(found(withFlow(changed))).toContainEqual(expect.stringMatching(expected));
});

describe('what is gone is said once, and not with each of its flows', () => {
  test('pods', () => {
    const { '50-back.k8s.yaml': back = [], ...others } = kubernetes;
    const texts = found(system, {
      terraform,
      kubernetes: { ...others, '50-back.k8s.yaml': back.filter((each) => (each as { kind: string }).kind !== 'Deployment') },
    });
    expect(texts.filter((text) => /back/.test(text) && text.startsWith('missing'))).toEqual([
      'missing: microservice/back: its pods are not in the output, or not understood',
    ]);
  });

  test('a machine', () => {
    const stack = structuredClone(terraform[FILE]) as { resource: { libvirt_domain: Record<string, unknown> } };
    delete stack.resource.libvirt_domain.app;
    expect(found(system, { terraform: { [FILE]: stack }, kubernetes }).filter((text) => /\bapp\b/.test(text))).toEqual([
      'missing: app: the machine is not in the output, or not understood',
    ]);
  });
});

describe('outputs of nothing', () => {
  test('no stack and no manifests are not what the model says', () => {
    const texts = found(system, { terraform: {}, kubernetes: {} });
    for (const { name } of system.machines)
      expect(texts).toContain(`missing: ${name}: the machine is not in the output, or not understood`);
    for (const name of ['front', 'back', 'plain'])
      expect(texts).toContain(`missing: microservice/${name}: its pods are not in the output, or not understood`);
  });

  test('manifests of no cluster of the system are read by nobody', () => {
    const texts = verify({
      system: existing().resolve().system,
      terraform: {},
      kubernetes: { 'north/50-x.k8s.yaml': kubernetes['50-back.k8s.yaml'] ?? [] },
    });
    expect(texts.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^north\/50-x\.k8s\.yaml: it is in the folder of no cluster/),
    );
  });

  test('a namespace of the system in which nothing runs yet is shut, too', () => {
    const named = {
      ...system,
      clusters: system.clusters.map((cluster) => ({ ...cluster, namespaces: [...cluster.namespaces, namespaceOf('spare')] })),
    };
    expect(found(named)).toContainEqual(
      expect.stringMatching(/^too-wide: any pod of the namespace spare: it may be reached from .*\(no NetworkPolicy selects it\)/),
    );
  });

  test('a machine that the model does not know, on a network of the system, needs a filter', () => {
    const stack = structuredClone(terraform[FILE]) as {
      resource: { libvirt_domain: Record<string, { name: string; devices: { interfaces: { filter_ref?: unknown }[]; disks?: unknown } }> };
    };
    const copy = structuredClone(stack.resource.libvirt_domain.app);
    if (!copy) throw new Error('no machine');
    copy.name = 'mine';
    copy.devices.disks = [];
    stack.resource.libvirt_domain.mine = copy;
    expect(found(system, { terraform: { [FILE]: stack }, kubernetes })).toEqual([]);
    delete copy.devices.interfaces[0]?.filter_ref;
    expect(found(system, { terraform: { [FILE]: stack }, kubernetes })).toContain(
      'too-wide: mine: a machine that the model does not know is on depot-machines, without a filter',
    );
  });
});

test('beside a sidecar a server that speaks first gets plaintext without a proxy that waits for its callers', () => {
  const outputs = { terraform: synthTerraform(reference()), kubernetes: synthKubernetes(reference()) };
  const ofModes = (mode: string) => {
    const text = JSON.stringify(outputs.kubernetes).replace('"25":{"mode":"DISABLE"}', `"25":{"mode":"${mode}"}`);
    const { system } = reference().resolve();
    return verify({ system, ...outputs, kubernetes: JSON.parse(text) as Files }).map(({ kind, text }) => `${kind}: ${text}`);
  };
  expect(ofModes('DISABLE')).toEqual([]);
  expect(ofModes('PERMISSIVE')).toContain(
    'missing: shop/mail: the mesh waits at port 25 for the first bytes of plaintext callers, but there the server speaks first',
  );
  expect(ofModes('STRICT')).toContainEqual(expect.stringMatching(/^missing: bastion → mail .*25/));
});

test('in ambient mode the kubelet’s probes need a rule, and it is for their ports alone', () => {
  const edited = (edit: (policy: { spec: { ingress: { ports: { port: number }[] }[] } }) => void): Files => {
    const files = structuredClone(kubernetes) as Files;
    const policies = (files['50-front.k8s.yaml'] ?? []) as {
      metadata: { name: string };
      spec: { ingress: { ports: { port: number }[] }[] };
    }[];
    const policy = policies.find(({ metadata }) => metadata.name === 'allow-front-from-kubelet-probes');
    if (!policy) throw new Error('no policy for probes');
    edit(policy);
    return files;
  };
  const elsewhere = edited(({ spec }) => {
    for (const port of spec.ingress.flatMap(({ ports }) => ports)) port.port = 9999;
  });
  const texts = found(system, { terraform, kubernetes: elsewhere });
  expect(texts).toEqual([
    'too-wide: depot/front: it may be reached from 169.254.7.127 (tcp 9999), which no flow allows (NetworkPolicy depot/allow-front-from-kubelet-probes (ingress))',
    "missing: depot/front: the kubelet's probes at tcp 8080 are stopped by its NetworkPolicies: it never gets ready",
  ]);
});

test('a name is wanted for every machine that pods may reach, whatever the model lists', () => {
  const listed = { ...system, clusters: system.clusters.map((cluster) => ({ ...cluster, machineServices: [] })) };
  expect(found(listed)).toEqual([]);
  const { '10-network.k8s.yaml': network = [], ...others } = kubernetes;
  const without = network.filter((each) => (each as { metadata: { name: string } }).metadata.name !== 'orders');
  expect(found(listed, { terraform, kubernetes: { ...others, '10-network.k8s.yaml': without } })).toContain(
    'missing: the name orders.depot is not there',
  );
});
