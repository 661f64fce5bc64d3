import { Anyone, type ApiGateway, Certificate, Listener, LoadBalancer, type LoadBalancerProps } from '../../../src';
import type { System } from '../../../src/model';
import { bothListeners, gatewayOf, tlsSecret } from '../../gateway-fixture';
import { cluster, machineProps, OFFICE, service, type Yard, yard } from '../fixture';
import { balancer, edge } from '../pair-fixture';

const because = 'test';

const told = (system: System): readonly string[] =>
  system
    .resolve()
    .warnings.filter(({ code }) => code === 'PLAIN_HTTP')
    .map(({ path, message }) => `${path} ${/at ([\d, ]+):/.exec(message)?.[1]}`);

describe('a load balancer that reads requests', () => {
  const warned = (
    http: Omit<NonNullable<LoadBalancerProps['http']>, 'routes'>,
    props: Partial<LoadBalancerProps> = {},
  ): readonly string[] => {
    const all = edge();
    const lb = balancer(all, { backends: undefined, http: { ...http, routes: { web: { backends: all.web } } }, ...props });
    all.system.policy.allow(Anyone.ipv4(), lb, { because });
    return told(all.system);
  };

  test('is told of where it answers the outside by plain HTTP', () => {
    expect(warned({})).toEqual(['shop/lb 80']);
    expect(warned({ port: 8081 }, { pair: {} })).toEqual(['shop/lb 8081']);
  });

  test('is not where TLS ends at it, or a reason is given', () => {
    expect(warned({ tls: { certificates: '/etc/a.pem' } })).toEqual([]);
    expect(warned({ servesPlainHttp: { because } })).toEqual([]);
    expect(warned({ tls: { certificates: '/etc/a.pem' }, servesPlainHttp: { because } })).toEqual([]);
  });

  test('is not where nobody outside may send it anything', () => {
    const all = edge();
    const lb = balancer(all, { backends: undefined, http: { routes: { web: { backends: all.web } } } });
    all.system.policy.allow(all.pods, lb, { because });
    expect(told(all.system)).toEqual([]);
  });
});

describe('a gateway', () => {
  const warned = (listeners: (y: Yard) => readonly Listener[], open: (y: Yard, gateway: ApiGateway) => void): readonly string[] => {
    const y = yard();
    const k8s = cluster(y);
    const gateway = gatewayOf(k8s, 'api', { '/': service(k8s, 'web') }, { listeners: listeners(y) });
    open(y, gateway);
    return told(y.system);
  };
  const toOffice = ({ system }: Yard, gateway: ApiGateway): void => system.policy.allow(OFFICE, gateway, { because });

  test.each<[string, (y: Yard) => readonly Listener[], readonly string[]]>([
    ['plain HTTP', () => [Listener.http()], ['yard/k8s/api 80']],
    ['both', ({ system }) => bothListeners(tlsSecret(system)), ['yard/k8s/api 80']],
    [
      'plain HTTP that is sent to HTTPS',
      ({ system }) => [
        Listener.http({ redirectToHttps: true }),
        Listener.https({ certificate: Certificate.fromSecret(tlsSecret(system)) }),
      ],
      [],
    ],
    ['plain HTTP for a reason', () => [Listener.http({ servesPlainHttp: { because } })], []],
  ])('with %s', (_, listeners, expected) => {
    expect(warned(listeners, toOffice)).toEqual(expected);
  });

  test.each([
    ['that the outside reaches', true, ['yard/k8s/api 80']],
    ['that it does not', false, []],
  ])('is told of by way of a load balancer %s', (_, open, expected) => {
    const y = yard();
    const k8s = cluster(y);
    const gateway = gatewayOf(k8s, 'api', { '/': service(k8s, 'web') }, { listeners: [Listener.http()] });
    const lb = new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: gateway });
    if (open) y.system.policy.allow(Anyone.ipv4(), lb, { because });
    expect(told(y.system)).toEqual(expected);
  });
});
