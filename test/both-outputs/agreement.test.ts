import { synthKubernetes, synthTerraform } from '../../src/testing';
import { Shop } from '../../system';
import { instancesOf } from '../terraform-instances';

/** What the two outputs say about the same thing has to be the same. */
const terraform = synthTerraform(new Shop())['stacks/shop/cdk.tf.json'] as unknown as Configuration;
const manifests = Object.values(synthKubernetes(new Shop())).flat() as Manifest[];

interface Configuration {
  readonly output: { readonly digest: { readonly value: string }; readonly addresses: { readonly value: Record<string, string> } };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Record<string, string> };
  readonly spec?: Record<string, unknown>;
  readonly data?: Record<string, string>;
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[];
  readonly ports?: readonly { readonly name: string; readonly port: number }[];
}

const of = (kind: string): readonly Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
const named = (kind: string, name: string): Manifest => {
  const found = of(kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
const filterOf = (machine: string): string => instancesOf(terraform, 'terraform_data', 'filter-rules')?.[machine].xml;
const dns = (): readonly string[] =>
  Object.values(instancesOf(terraform, 'terraform_data', 'network-entry') ?? {}).map(({ entry }) => entry);

test('the digest of the shared facts is the same in both, and stands in one object of each', () => {
  const { value } = terraform.output.digest;
  expect(value).toMatch(/^[0-9a-f]{64}$/);
  expect(manifests.filter((manifest) => JSON.stringify(manifest).includes(value)).map(({ kind, data }) => ({ kind, data }))).toEqual([
    { kind: 'ConfigMap', data: { digest: value } },
  ]);
  expect(JSON.stringify(terraform).split(value)).toHaveLength(2);
});

test.each(['database-vm', 'legacy-app-vm'])('pods find %s where its filter lets it speak, under the same port names', (machine) => {
  const address = terraform.output.addresses.value[machine];
  const slice = named('EndpointSlice', machine);
  expect(slice.endpoints?.flatMap(({ addresses }) => addresses)).toEqual([address]);
  const service = named('Service', machine).spec as {
    readonly clusterIP: string;
    readonly ports: readonly { readonly name: string; readonly port: number }[];
  };
  expect(service.clusterIP).toBe('None');
  expect(slice.ports?.map(({ name, port }) => ({ name, port }))).toEqual(service.ports.map(({ name, port }) => ({ name, port })));
  expect(filterOf(machine)).toContain(`arpsrcipaddr='${address}'`);
  for (const { port } of service.ports) expect(filterOf(machine)).toContain(`dstipaddr='${address}' protocol='tcp' dstportstart='${port}'`);
});

test('the address of a LoadBalancer Service is the one that machines resolve, may reach, and that nodes let in', () => {
  const service = named('Service', 'order-service-external');
  const address = service.metadata.annotations?.['metallb.io/loadBalancerIPs'];
  expect(dns()).toContain(`<host ip='${address}'><hostname>order-service.shop.internal</hostname></host>`);
  expect(filterOf('legacy-app-vm')).toContain(`dstipaddr='${address}' protocol='tcp' dstportstart='8080'`);
  for (const node of ['k8s-node-1', 'k8s-node-2', 'k8s-node-3']) {
    expect(filterOf(node)).toContain(`srcipaddr='10.10.20.2' dstipaddr='${address}' protocol='tcp' dstportstart='8080'`);
  }
  expect(named('NetworkPolicy', 'allow-order-service-from-legacy-app-vm').spec).toMatchObject({
    ingress: [{ from: [{ ipBlock: { cidr: '10.10.20.2/32' } }] }],
  });
});

test('whoever may not talk to the database is in none of its rules', () => {
  const { value } = terraform.output.addresses;
  for (const stranger of ['legacy-app-vm', 'lb']) expect(filterOf('database-vm')).not.toContain(`'${value[stranger]}'`);
  for (const service of ['user-service', 'order-service', 'payment-service']) named('NetworkPolicy', `allow-${service}-to-database-vm`);
});

test('no password, key or token is in any output', () => {
  const everything = JSON.stringify([terraform, manifests]);
  expect(everything).toContain('var.database_vm_app_verifier');
  expect(everything).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|"password":|passwd:/);
  expect(of('Secret')).toEqual([]);
});

test('the administrator of the Windows machine is given its firewall baseline', () => {
  const { 'windows-firewall': scripts } = terraform.output as unknown as Record<string, { readonly value: Record<string, string> }>;
  expect(Object.keys(scripts?.value ?? {})).toEqual(['legacy-app-vm-firewall.ps1']);
  expect(scripts?.value['legacy-app-vm-firewall.ps1']).toContain("-LocalPort 8080 -RemoteAddress '10.10.0.0/16'");
});
