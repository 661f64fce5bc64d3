import { Anyone, type System } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { balancer, edge } from '../model/pair-fixture';

function pair(): System {
  const all = edge();
  const lb = balancer(all, { pair: {} });
  all.system.policy.allow(Anyone.ipv4(), lb, { because: 'entry' });
  all.system.policy.allow(all.pods, lb, { because: 'calls' });
  return all.system;
}

const { system } = pair().resolve();
const outputs = { terraform: synthTerraform(pair()), kubernetes: synthKubernetes(pair()) };

test('both outputs carry what a pair is for, and nothing besides', () => {
  expect(verify({ system, ...outputs })).toEqual([]);
});
