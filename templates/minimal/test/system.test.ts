import 'isthmus/testing/jest';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { MySystem } from '../system';

const lock = readLock();
const system = new MySystem();
const resolved = system.resolve({ lock });

test('the service reaches the database, and nobody else does', () => {
  expect(resolved).toAllow(system.web, system.database, 5432);
  expect(resolved).toDeny(system.web, system.database, 22);
  expect(resolved).toDeny('anyone', system.database);
});

test('the database keeps its address', () => {
  expect(resolved).toHaveAddress(system.database, '10.20.10.2');
});

test('both outputs let through what the system allows, and nothing else', () => {
  const [terraform, kubernetes] = [synthTerraform(new MySystem(), { lock }), synthKubernetes(new MySystem(), { lock })];
  expect(resolved).toAgreeWith({ terraform, kubernetes });
});
