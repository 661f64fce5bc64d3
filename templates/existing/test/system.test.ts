import 'isthmus/testing/jest';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { MySystem } from '../system';

const lock = readLock();
const system = new MySystem();
const resolved = system.resolve({ lock });

test('the service reaches the machine and what is there already, and nobody else reaches the machine', () => {
  expect(resolved).toAllow(system.web, system.files, 443);
  expect(resolved).toAllow(system.web, system.ledger, 1521);
  expect(resolved).toDeny('anyone', system.files);
});

test('the machine keeps its address', () => {
  expect(resolved).toHaveAddress(system.files, '10.40.0.128');
});

test('both outputs let through what the system allows, and nothing else', () => {
  const [terraform, kubernetes] = [synthTerraform(new MySystem(), { lock }), synthKubernetes(new MySystem(), { lock })];
  expect(resolved).toAgreeWith({ terraform, kubernetes });
});
