import 'isthmus/testing/jest';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { MySystem } from '../system';

const lock = readLock();
const system = new MySystem();
const resolved = system.resolve({ lock });

test('the host reaches the service and the database, and nobody else does from outside', () => {
  expect(resolved).toAllow(system.lan.hosts, system.web, 3000);
  expect(resolved).toAllow(system.lan.hosts, system.database, 22);
  expect(resolved).toDeny('anyone', system.web);
  expect(resolved).toDeny('anyone', system.database);
});

test('the database keeps its address', () => {
  expect(resolved).toHaveAddress(system.database, '192.168.150.2');
});

test('both outputs let through what the system allows, and nothing else', () => {
  const [terraform, kubernetes] = [synthTerraform(new MySystem(), { lock }), synthKubernetes(new MySystem(), { lock })];
  expect(resolved).toAgreeWith({ terraform, kubernetes });
});
