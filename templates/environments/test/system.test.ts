import 'isthmus/testing/jest';
import { policySnapshot } from 'isthmus/report';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { environments } from '../environments';

describe.each(environments.names)('%s', (name) => {
  const lock = readLock(name);
  const system = environments.build(name);
  const resolved = system.resolve({ lock });

  test('the service reaches the database, and nobody else does', () => {
    expect(resolved).toAllow(system.web, system.database, 5432);
    expect(resolved).toDeny('anyone', system.database);
  });

  test('both outputs let through what the system allows, and nothing else', () => {
    const terraform = synthTerraform(environments.build(name), { lock });
    const kubernetes = synthKubernetes(environments.build(name), { lock });
    expect(resolved).toAgreeWith({ terraform, kubernetes });
  });
});

const snapshots = environments.names.map((name) => policySnapshot(environments.build(name).resolve({ lock: readLock(name) }).system));

test('all environments allow the same', () => {
  const [first, ...others] = snapshots.map(({ flows }) => flows.map(({ from, to, ports, because }) => ({ from, to, ports, because })));
  for (const other of others) expect(other).toEqual(first);
});

test('no machine has an address that one of another environment has', () => {
  const machines = snapshots.flatMap(({ addresses }) => addresses.filter(({ what }) => what === 'VM'));
  const addresses = machines.flatMap((machine) => machine.addresses);
  expect(new Set(addresses).size).toBe(addresses.length);
});
