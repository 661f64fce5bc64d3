import { manifestOf, resourceOf, synthKubernetes, synthTerraform } from '../../src/testing';
import { Shop } from '../../system';

const [kubernetes, terraform] = [synthKubernetes(new Shop()), synthTerraform(new Shop())];

test('objects by kind and name, with the fields of their kind', () => {
  const { spec } = manifestOf(kubernetes, 'Deployment', 'order-service');
  expect(spec?.replicas).toBe(2);
  const memory: number | string | undefined = spec?.template?.spec?.containers[0]?.resources?.limits?.memory;
  expect(memory).toMatch(/Mi$/);
  expect(manifestOf(kubernetes, 'NetworkPolicy', 'default-deny', 'shop').metadata.namespace).toBe('shop');
  expect(manifestOf(kubernetes, 'AuthorizationPolicy', 'order-service').apiVersion).toMatch(/^security.istio.io/);
  // @ts-expect-error a Deployment has no such field
  expect(spec?.schedule).toBeUndefined();
});

test('resources by type and name', () => {
  expect(resourceOf(terraform, 'libvirt_domain', 'database-vm')).toMatchObject({ name: 'shop-database-vm' });
});

test('what is not there is told with what is', () => {
  expect(() => manifestOf(kubernetes, 'Deployment', 'orders')).toThrow(
    'No Deployment "orders"; there are: shop/order-service, shop/payment-service, shop/stock-service, shop/user-service.',
  );
  expect(() => manifestOf(kubernetes, 'Deployment', 'order-service', 'elsewhere')).toThrow(
    'No Deployment "order-service" in elsewhere; there',
  );
  expect(() => manifestOf(kubernetes, 'Job', 'x')).toThrow('No Job "x"; there are: none.');
  const twice = { a: [{ kind: 'Job', metadata: { name: 'x' } }], b: [{ kind: 'Job', metadata: { name: 'x' } }] };
  expect(() => manifestOf(twice, 'Job', 'x')).toThrow('2 objects of Job "x"; there are: x, x.');
  expect(() => resourceOf(terraform, 'libvirt_domain', 'db')).toThrow(/^No libvirt_domain "db"; there are: database-vm, /);
  const both = { ...terraform, other: { resource: { libvirt_domain: { 'database-vm': {} } } } };
  expect(() => resourceOf(both, 'libvirt_domain', 'database-vm')).toThrow(/^2 resources libvirt_domain "database-vm"/);
});
