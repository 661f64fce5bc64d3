import { ANY, aCluster, aFlow, aMachine, aMicroservice, end, tcp } from '../fixture';
import { compile, ipRules, machine, withoutRouter } from './rules';

describe('a cluster node', () => {
  const node = aMachine('node-1', 'nodes', '10.10.30.11', {
    cluster: 'k8s',
    kind: 'cluster-node',
    nic: { speaksFor: ['10.10.30.192/26'] },
  });
  const nodes = ['10.10.30.11/32', '10.10.30.12/32'];
  const cluster = (podEgress: 'masquerade' | 'native') => ({
    clusters: [aCluster({ podEgress, nodes: ['node-1', 'node-2'] })],
    workloads: [aMicroservice('order')],
  });
  const order = end('microservice', 'order');

  it('announces virtual addresses of its subnet, and no pod addresses: those are routed to it', () => {
    const both = { ...node, nic: { ...node.nic, speaksFor: ['10.10.30.192/26', '10.244.0.0/16'] } };
    expect(compile(both, [], cluster('masquerade')).match(/arpsrcipaddr='[^']*'/g)).toEqual([
      "arpsrcipaddr='10.10.30.11'",
      "arpsrcipaddr='10.10.30.192'",
      "arpsrcipaddr='0.0.0.0'",
    ]);
  });

  it('may announce the virtual addresses it speaks for', () => {
    expect(compile(node, [], cluster('masquerade'))).toContain("arpsrcipaddr='10.10.30.192' arpsrcipmask='26'");
  });

  it('carries what its pods send under its own address', () => {
    const flow = aFlow(order, machine('db'), [tcp(5432)], { source: nodes, destination: ['10.10.10.11/32'] });
    const rules = ipRules(compile(node, [flow], cluster('masquerade'))).filter((rule) => rule.includes('tcp'));
    expect(rules).toEqual([
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
      '300 accept in srcipaddr=10.10.10.11 dstipaddr=10.10.30.11 protocol=tcp srcportstart=5432 dstportstart=32768 dstportend=60999',
    ]);
  });

  it('carries what its pods send under their own addresses with native routing', () => {
    const routed = { ...node, nic: { ...node.nic, speaksFor: ['10.244.0.0/16'] } };
    const flow = aFlow(order, machine('db'), [tcp(5432)], { source: ['10.244.0.0/16'], destination: ['10.10.10.11/32'] });
    expect(ipRules(compile(routed, [flow], cluster('native')))).toContain(
      '300 accept out srcipaddr=10.244.0.0 srcipmask=16 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
  });

  it('lets in what is sent to the virtual address, at the port that senders dial', () => {
    const flow = aFlow(machine('erp'), order, [tcp(8080)], {
      dialledPorts: [tcp(80)],
      source: ['10.10.20.11/32'],
      destination: ['10.10.30.200/32'],
    });
    const rules = ipRules(compile(node, [flow], cluster('masquerade'))).filter((rule) => rule.includes('tcp'));
    expect(rules).toEqual([
      '300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.30.200 protocol=tcp dstportstart=80',
      '300 accept out srcipaddr=10.10.30.200 dstipaddr=10.10.20.11 protocol=tcp srcportstart=80 dstportstart=32768 dstportend=60999',
    ]);
  });

  it('says one rule for many services that call the same machine', () => {
    const services = ['a', 'b', 'c'].map((name) => aMicroservice(name));
    const flows = services.map(({ name }) =>
      aFlow(end('microservice', name), machine('db'), [tcp(5432)], { source: nodes, destination: ['10.10.10.11/32'] }),
    );
    const xml = compile(node, flows, { ...cluster('masquerade'), workloads: services });
    expect(ipRules(xml).filter((rule) => rule.includes('tcp'))).toHaveLength(2);
    expect(xml).toContain("comment='a-to-db: it is needed, b-to-db: it is needed, c-to-db: it is needed'");
  });

  it('carries nothing between pods of the cluster, nor between a node and its own pods', () => {
    const flows = [
      aFlow(order, end('microservice', 'user'), [tcp(8080)]),
      aFlow(end('nodes', 'k8s'), order, [tcp(8080)], { origin: 'kubelet-probe', source: nodes }),
    ];
    const facts = { ...cluster('masquerade'), workloads: [aMicroservice('order'), aMicroservice('user')] };
    expect(withoutRouter(ipRules(compile(node, flows, facts)), '10.10.30.1')).toEqual([]);
  });

  it('talks to the other nodes in every way, but not to itself', () => {
    const flow = aFlow(end('nodes', 'k8s'), end('nodes', 'k8s'), [ANY], {
      origin: 'node-to-node',
      source: nodes,
      destination: nodes,
    });
    expect(withoutRouter(ipRules(compile(node, [flow], cluster('masquerade'))), '10.10.30.1')).toEqual([
      '300 accept in srcipaddr=10.10.30.12 dstipaddr=10.10.30.11',
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.10.30.12',
    ]);
  });

  it('sends for all nodes of its cluster', () => {
    const flow = aFlow(end('nodes', 'k8s'), end('external', 'registry'), [tcp(443)], {
      source: nodes,
      destination: ['10.1.0.0/24'],
    });
    expect(ipRules(compile(node, [flow], cluster('masquerade')))).toContain(
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.1.0.0 dstipmask=24 protocol=tcp dstportstart=443',
    );
  });
});
