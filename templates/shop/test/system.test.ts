import 'isthmus/testing/jest';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { Shop } from '../system';

const lock = readLock();
const shop = new Shop();
const resolved = shop.resolve({ lock });

test('only the order service reaches the legacy machine', () => {
  expect(resolved).toAllow(shop.order, shop.erp, 8080);
  expect(resolved).toDeny(shop.user, shop.erp);
  expect(resolved).toDeny('anyone', shop.database);
});

test('the machines keep their addresses', () => {
  expect(resolved).toHaveAddress(shop.database, '10.10.10.2');
  expect(resolved).toHaveAddress(shop.erp, '10.10.20.2');
  expect(resolved).toHaveAddress(shop.loadBalancer, '10.10.40.2');
});

test('both outputs let through what the system allows, and nothing else', () => {
  const [terraform, kubernetes] = [synthTerraform(new Shop(), { lock }), synthKubernetes(new Shop(), { lock })];
  expect(resolved).toAgreeWith({ terraform, kubernetes });
});
