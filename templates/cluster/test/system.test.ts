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

test('the load balancer keeps its address', () => {
  expect(policySnapshot(system).addresses).toEqual(expect.arrayContaining([{ name: 'lb', what: 'VM', addresses: ['10.30.20.2'] }]));
});

test('everybody reaches the load balancer, and nobody logs in to it from outside', () => {
  expect(reaches('198.51.100.7', `${system.name}-lb`, 443)).toBe(true);
  expect(reaches('198.51.100.7', `${system.name}-lb`, 22)).toBe(false);
});

test('both outputs let through what the system allows, and nothing else', () => {
  expect(verify({ system, ...outputs })).toEqual([]);
});
