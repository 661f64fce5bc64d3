import { policySnapshot } from 'isthmus/report';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { canReach, findParty, readOutputs, verify } from 'isthmus/verify';
import { Shop } from '../system';

const lock = readLock();
const { system } = new Shop().resolve({ lock });
const outputs = { terraform: synthTerraform(new Shop(), { lock }), kubernetes: synthKubernetes(new Shop(), { lock }) };
const { world } = readOutputs({ system, ...outputs });

/** Whether both outputs let a connection through. Machines are named as on their hosts, pods with their namespace. */
const reaches = (from: string, to: string, port: number): boolean =>
  canReach(world, findParty(world, from), findParty(world, to), 'tcp', port).allowed;

test('the machines keep their addresses', () => {
  expect(policySnapshot(system).addresses).toEqual(
    expect.arrayContaining([
      { name: 'database-vm', what: 'VM', addresses: ['10.10.10.2'] },
      { name: 'legacy-app-vm', what: 'VM', addresses: ['10.10.20.2'] },
      { name: 'lb', what: 'VM', addresses: ['10.10.40.2'] },
    ]),
  );
});

test('only the order service reaches the legacy machine', () => {
  expect(reaches(`${system.name}/order-service`, `${system.name}-legacy-app-vm`, 8080)).toBe(true);
  expect(reaches(`${system.name}/user-service`, `${system.name}-legacy-app-vm`, 8080)).toBe(false);
});

test('both outputs let through what the system allows, and nothing else', () => {
  expect(verify({ system, ...outputs })).toEqual([]);
});
