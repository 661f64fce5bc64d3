import { KubernetesCluster, Listener, Microservice, Port } from '../../src';
import { gatewayOf } from '../gateway-fixture';
import { balancer, edge } from '../model/pair-fixture';
import { everything } from '../model/texts/everything';
import { asUsual } from '../model/texts/say';
import { terraformOf } from './render';

test('every variable that Terraform asks for is named before anything is applied', () => {
  // In a system that says everything, whatever is asked for anywhere is asked for.
  const { system } = everything(asUsual).resolve();
  const { variable } = terraformOf(system) as unknown as { readonly variable: Readonly<Record<string, object>> };
  const asked = Object.keys(variable);
  expect(asked.length).toBeGreaterThan(10);
  const told = system.prerequisites.join('\n');
  expect(asked.filter((name) => !new RegExp(`\\b${name}\\b`).test(told))).toEqual([]);
});

test('Kong takes PROXY protocol from the load balancers of all gateways whose proxies it is, and believes no headers of theirs', () => {
  const all = edge();
  const k8s = KubernetesCluster.fromExisting(all.system, 'own', {
    ...{ version: '1.34', podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', nodeAddresses: ['10.1.4.101'] },
    services: '192.168.6.192/26',
  });
  const port = Port.tcp(8080, 'http');
  const orders = new Microservice(k8s, 'orders', { image: 'registry.example/orders:1.0.0', port });
  const made = (id: string, proxyProtocol: boolean, httpPort?: number) =>
    gatewayOf(
      k8s,
      id,
      { '/': orders },
      { proxyProtocol, listeners: [Listener.http({ hostnames: [`${id}.example`] })], ...(httpPort && { proxy: { httpPort } }) },
    );
  const [shop, office, inside] = [made('shop', true), made('office', true), made('inside', false, 8001)];
  balancer(all, { name: 'lb-shop', backends: shop, pair: {} });
  balancer(all, { name: 'lb-office', backends: office });
  balancer(all, { name: 'lb-inside', backends: inside });
  const { system } = all.system.resolve();
  const addresses = system.machines.flatMap(({ name, nic }) => (/^lb-(shop|office)/.test(name) ? [`${nic.address}/32`] : []));
  expect(addresses).toHaveLength(3);
  const told = system.prerequisites.filter((line) => line.includes('KONG_'));
  expect(told).toHaveLength(2);
  const [, value = ''] = /`KONG_NGINX_PROXY_SET_REAL_IP_FROM=([^`]*)`/.exec(told.join('\n')) ?? [];
  expect(value.split('; set_real_ip_from ').sort()).toEqual([...addresses].sort());
  expect(told.join('\n')).toMatch(/`proxy_protocol` at 0\.0\.0\.0:8000,.*`KONG_REAL_IP_HEADER=proxy_protocol`/);
  expect(told.join('\n')).not.toContain('KONG_TRUSTED_IPS=');
});
