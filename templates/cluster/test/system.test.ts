import 'isthmus/testing/jest';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { MySystem } from '../system';

const lock = readLock();
const system = new MySystem();
const resolved = system.resolve({ lock });

test('everybody reaches the load balancer, and nobody logs in to it from outside', () => {
  expect(resolved).toAllow('anyone', system.loadBalancer, 443);
  expect(resolved).toDeny('anyone', system.loadBalancer, 22);
  expect(resolved).toDeny('anyone', system.web);
});

test('the load balancer keeps its address', () => {
  expect(resolved).toHaveAddress(system.loadBalancer, '10.30.20.2');
});

test('both outputs let through what the system allows, and nothing else', () => {
  const [terraform, kubernetes] = [synthTerraform(new MySystem(), { lock }), synthKubernetes(new MySystem(), { lock })];
  expect(resolved).toAgreeWith({ terraform, kubernetes });
});
