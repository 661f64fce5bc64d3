import { Construct } from 'constructs';
import { GuestOs, Host, Image, KubernetesCluster, type Lock, Microservice, Network, Port, Size, System, VirtualMachine } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { resourcesOf } from '../terraform-instances';

type Step = (parts: Parts) => void;

interface Parts {
  readonly system: System;
  readonly scope: Construct;
  readonly host: Host;
  readonly net: Network;
  readonly made: Map<string, VirtualMachine | Microservice>;
  readonly cluster: () => KubernetesCluster;
}

const image = Image.file('/images/debian-12.qcow2', { version: '12', preinstalled: true });
const port = Port.tcp(8080, 'http');

const machine =
  (name: string): Step =>
  ({ scope, host, net, made }) => {
    const subnet = net.node.tryFindChild('lan') ?? net.addSubnet('lan', { cidr: '10.0.1.0/24' });
    made.set(
      name,
      new VirtualMachine(scope, name, {
        host,
        subnet: subnet as never,
        os: GuestOs.debian12(),
        image,
        cpus: 1,
        memory: Size.gibibytes(1),
        listens: [port],
      }),
    );
  };
const service =
  (name: string): Step =>
  ({ cluster, made }) => {
    made.set(name, new Microservice(cluster(), name, { image: 'registry.example/app:1.0.0', port }));
  };
const allow =
  (from: string, to: string): Step =>
  ({ system, made }) =>
    system.policy.allow(made.get(from) as Microservice, made.get(to) as Microservice, { because: `${from} asks ${to}` });

/** A system out of steps, in that order; with `nested`, its machines hang below another construct. */
function build(steps: readonly Step[], nested = false): System {
  const system = new System('works');
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) });
  const net = new Network(system, 'net', { cidr: '10.0.0.0/16' });
  const nodes = net.addSubnet('nodes', { cidr: '10.0.9.0/24', services: '10.0.9.128/25' });
  let k8s: KubernetesCluster | undefined;
  const cluster = (): KubernetesCluster => {
    k8s ??= new KubernetesCluster(system, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: { subnet: nodes, host, count: 2, cpus: 2, memory: Size.gibibytes(4), os: GuestOs.debian12(), image },
    });
    return k8s;
  };
  const parts: Parts = {
    system,
    scope: nested ? new Construct(new Construct(system, 'site'), 'floor') : system,
    host,
    net,
    made: new Map(),
    cluster,
  };
  for (const step of steps) step(parts);
  return system;
}

const both = (make: () => System, lock?: Lock) => {
  const options = lock === undefined ? {} : { lock };
  return { terraform: synthTerraform(make(), options), kubernetes: synthKubernetes(make(), options) };
};

const things = [machine('alpha'), machine('beta'), service('shop'), service('till')];
const flows = [allow('shop', 'alpha'), allow('beta', 'till'), allow('shop', 'till'), allow('alpha', 'beta')];

test('the order of statements changes no byte of either output', () => {
  const forward = JSON.stringify(both(() => build([...things, ...flows])));
  expect(JSON.stringify(both(() => build([...[...things].reverse(), ...[...flows].reverse()])))).toBe(forward);
});

test('moving constructs below another parent changes no byte of either output', () => {
  expect(JSON.stringify(both(() => build([...things, ...flows], true)))).toBe(JSON.stringify(both(() => build([...things, ...flows]))));
});

describe('adding a machine', () => {
  const { lock } = build([...things, ...flows]).resolve();
  const before = both(() => build([...things, ...flows]), lock);
  // Its name comes first in every order.
  const after = both(() => build([machine('aardvark'), ...things, ...flows]), lock);

  test('changes no resource of another machine: address, MAC, disks, filter', () => {
    const flat = (output: typeof before): ReadonlyMap<string, string> => flatten(output.terraform['stacks/works/cdk.tf.json'] as never);
    const [old, now] = [flat(before), flat(after)];
    for (const [address, content] of old) {
      // A network's first names are for its creation only: later ones are entries of their own.
      if (address.startsWith('libvirt_network.')) expect(now.get(address)).toContain('"ignore_changes":["dns.host"');
      else expect({ address, content: now.get(address) }).toEqual({ address, content });
    }
    const added = [...now.keys()].filter((address) => !old.has(address));
    expect(added).toContain('libvirt_domain.aardvark');
    for (const address of added) expect(address).toMatch(/aardvark|network-entry\["lan\/dns\//);
  });

  test('changes no byte of any file of the Kubernetes side', () => {
    const { '90-digest.k8s.yaml': _old, ...rest } = before.kubernetes;
    const { '90-digest.k8s.yaml': _new, ...now } = after.kubernetes;
    expect(now).toEqual(rest);
  });
});

/** Every address of the state with what the configuration says of it. */
const flatten = (configuration: object): ReadonlyMap<string, string> =>
  new Map([...resourcesOf(configuration)].map(([address, body]) => [address, JSON.stringify(body)]));
