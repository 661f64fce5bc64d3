import { policySnapshot } from 'isthmus/report';
import { readLock, synthKubernetes, synthTerraform } from 'isthmus/testing';
import { canReach, findParty, readOutputs, verify } from 'isthmus/verify';
import { MySystem } from '../system';

const lock = readLock();
const { system } = new MySystem().resolve({ lock });
const outputs = { terraform: synthTerraform(new MySystem(), { lock }), kubernetes: synthKubernetes(new MySystem(), { lock }) };
const { world } = readOutputs({ system, ...outputs });

/** Whether both outputs let a connection through. Machines are named as on their hosts, pods with their namespace. */
const reaches = (from: string, to: string, port: number): boolean =>
  canReach(world, findParty(world, from), findParty(world, to), 'tcp', port).allowed;

test('the machine keeps its address', () => {
  expect(policySnapshot(system).addresses).toEqual(expect.arrayContaining([{ name: 'files', what: 'VM', addresses: ['10.40.0.128'] }]));
});

test('the service reaches the machine and what is there already, and nothing beside it', () => {
  expect(reaches('team-web/web', `${system.name}-files`, 443)).toBe(true);
  expect(reaches('team-web/web', '10.40.0.17', 1521)).toBe(true);
  expect(reaches('team-web/web', '10.40.0.18', 1521)).toBe(false);
});

test('both outputs let through what the system allows, and nothing else', () => {
  expect(verify({ system, ...outputs })).toEqual([]);
});
