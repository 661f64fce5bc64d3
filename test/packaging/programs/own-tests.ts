// What a user's own tests do: look at both outputs as they ship, have them verified and reviewed. It is JavaScript too, and run as such.
import { GuestOs, Host, Image, Network, Port, Size, System, VirtualMachine } from 'isthmus';
import { changesText, comparePolicies, enforcementMatrix, policyMarkdown, policySnapshot } from 'isthmus/report';
import { synthKubernetes, synthTerraform } from 'isthmus/testing';
import { canReach, findParty, readOutputs, verify } from 'isthmus/verify';

const build = (open = true) => {
  const system = new System('shop');
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(16) });
  const subnet = new Network(system, 'net', { cidr: '10.10.0.0/16' }).addSubnet('apps', { cidr: '10.10.10.0/24' });
  const image = Image.file('/images/debian-12.qcow2', { version: '12.8' });
  const [web, store] = ['web', 'store'].map(
    (id) =>
      new VirtualMachine(system, id, {
        ...{ host, subnet, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(1) },
        listens: [Port.tcp(8080, 'http')],
      }),
  );
  if (open && web && store) system.policy.allow(web, store, { because: 'orders' });
  return system;
};

const { system } = build().resolve();
const outputs = { terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) };
const careless = synthTerraform(build(), {
  customize: (stack) => stack.domainOf('store').addOverride('devices.interfaces.0.filter_ref', undefined),
});
const { world } = readOutputs({ system, ...outputs });
console.log(
  JSON.stringify({
    clean: verify({ system, ...outputs }),
    careless: verify({ system, ...outputs, terraform: careless }).map(({ kind, about }) => `${kind} ${about}`),
    reached: [8080, 22].map((port) => canReach(world, findParty(world, 'shop-web'), findParty(world, 'shop-store'), 'tcp', port).allowed),
    changes: changesText(comparePolicies(policySnapshot(build(false).resolve().system), policySnapshot(system))),
    rows: enforcementMatrix(system).declared.length,
    markdown: policyMarkdown(system).includes('orders'),
  }),
);
