import type { ResolvedFlow } from '../../src/model';
import { orderOf } from '../../src/plan/order';
import { comparePolicies, policySnapshot } from '../../src/report';
import { Shop } from '../../system';

const { system } = new Shop().resolve();

test('reasons say what each end is where its name alone would not', () => {
  const asks = ({ from, to }: ResolvedFlow): boolean => from.is === 'pods' && from.of === 'cluster-dns' && to.is === 'resolver';
  expect(system.flows.filter(asks)).toHaveLength(1);
  const before = { ...system, flows: system.flows.filter((flow) => !asks(flow)) };
  const opened = orderOf(before, system, [], comparePolicies(policySnapshot(before), policySnapshot(system)));
  expect(opened).toMatchObject({ first: 'terraform', because: ['name server of subnet nodes lets DNS of k8s in before it is asked'] });
  const closed = orderOf(system, before, [], comparePolicies(policySnapshot(system), policySnapshot(before)));
  expect(closed.because).toEqual(['DNS of k8s stops before name server of subnet nodes lets it in no more']);
});
