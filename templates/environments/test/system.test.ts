import { policySnapshot } from 'isthmus/report';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { verify } from 'isthmus/verify';
import { environments } from '../environments';

const resolved = environments.names.map((name) => environments.build(name).resolve({ lock: readLock(name) }).system);
const snapshots = resolved.map(policySnapshot);

test.each(environments.names)('%s: both outputs let through what the system allows, and nothing else', (name) => {
  const lock = readLock(name);
  const { system } = environments.build(name).resolve({ lock });
  const terraform = synthTerraform(environments.build(name), { lock });
  const kubernetes = synthKubernetes(environments.build(name), { lock });
  expect(verify({ system, terraform, kubernetes })).toEqual([]);
});

test('all environments allow the same', () => {
  const [first, ...others] = snapshots.map(({ flows }) => flows.map(({ from, to, ports, because }) => ({ from, to, ports, because })));
  for (const other of others) expect(other).toEqual(first);
});

test('no machine has an address that one of another environment has', () => {
  const addresses = snapshots.flatMap((snapshot) =>
    snapshot.addresses.filter(({ what }) => what === 'VM').flatMap((each) => each.addresses),
  );
  expect(new Set(addresses).size).toBe(addresses.length);
});
