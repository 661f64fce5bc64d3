import { exposures } from '../../src/report';
import { shop } from './fixture';

const shown = exposures(shop()).map(({ from, to, ports, via }) => [
  from.name,
  to.name,
  ports.map((port) => port.from),
  via.map(({ name }) => name),
]);

test('what the world reaches: the load balancer, and what it and the gateway pass on', () => {
  expect(shown.filter(([from]) => from === 'anyone')).toEqual([
    ['anyone', 'lb', [80, 443], []],
    ['anyone', 'api', [80, 443], ['lb']],
    ['anyone', 'legacy-app-vm', [80, 443], ['lb', 'api']],
    ['anyone', 'order-service', [80, 443], ['lb', 'api']],
    ['anyone', 'payment-service', [80, 443], ['lb', 'api']],
    ['anyone', 'stock-service', [80, 443], ['lb', 'api']],
    ['anyone', 'user-service', [80, 443], ['lb', 'api']],
  ]);
});

test('administrators reach machines, but a load balancer does not pass on SSH', () => {
  const reached = shown.filter(([from]) => from === 'admin-network').map(([, to]) => to);
  expect(reached).toEqual(['database-vm', 'k8s-node-1', 'k8s-node-2', 'k8s-node-3', 'lb-1', 'lb-2', 'legacy-app-vm']);
});
