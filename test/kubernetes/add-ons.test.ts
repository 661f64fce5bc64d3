import { AddOn, GatewayProvider, KubernetesCluster, MeshMode, PodEgress } from '../../src';
import { synthKubernetes } from '../../src/testing';
import { Stall, type StallOptions, VERSIONS } from '../add-on-fixture';

/** What installers are given. */
function files(options: StallOptions = {}): Readonly<Record<string, unknown>> {
  const all = Object.entries(synthKubernetes(new Stall(options)));
  return Object.fromEntries(all.filter(([file]) => file.startsWith('add-ons/')).map(([file, [content]]) => [file.slice(8), content]));
}
const { calico, cilium, kubeRouter, istio, gatewayApi, envoyGateway, metallb } = VERSIONS;
const alone = { meshed: false, guarded: false } as const;

test('a cluster without add-ons has no file of them, and no class of gateways', () => {
  expect(Object.keys(synthKubernetes(new Stall({ addOns: [] }))).filter((file) => /add-ons|classes/.test(file))).toEqual([]);
});

test('files are called after the order of installation', () => {
  expect(Object.keys(files()).sort()).toEqual([
    '10-calico.values.yaml',
    '20-metallb.values.yaml',
    '40-cert-manager.values.yaml',
    '50-external-secrets.values.yaml',
    '60-istio-base.values.yaml',
    '60-istio-cni.values.yaml',
    '60-istiod.values.yaml',
    '70-kong.values.yaml',
  ]);
});

test('with several clusters they lie in the folder of theirs', () => {
  const system = new Stall({ ...alone, addOns: [AddOn.metallb({ version: metallb })] });
  KubernetesCluster.fromExisting(system, 'shared', {
    ...{ version: '1.34', podCidr: '10.250.0.0/16', serviceCidr: '10.112.0.0/16', nodeAddresses: ['192.0.2.1'] },
    addOns: [AddOn.calico({ version: calico })],
  });
  const made = synthKubernetes(system);
  expect(Object.keys(made).filter((file) => file.includes('add-ons'))).toEqual([
    'k8s/add-ons/20-metallb.values.yaml',
    'shared/add-ons/10-calico.values.yaml',
  ]);
  // Nobody knows what the nodes of others can send.
  expect(made['shared/add-ons/10-calico.values.yaml']?.[0]).not.toHaveProperty('installation.calicoNetwork.mtu');
});

test('network plug-ins are told of pods, of who masquerades, and of the size of packets', () => {
  const native = { podEgress: PodEgress.NATIVE };
  const pools = (cluster = {}) => files({ ...alone, cluster, addOns: [AddOn.calico({ version: calico })] })['10-calico.values.yaml'];
  const pool = { name: 'default-ipv4-ippool', cidr: '10.244.0.0/16', encapsulation: 'VXLAN' };
  expect(pools()).toMatchObject({ installation: { calicoNetwork: { mtu: 8950, ipPools: [{ ...pool, natOutgoing: 'Enabled' }] } } });
  expect(pools(native)).toMatchObject({ installation: { calicoNetwork: { ipPools: [{ ...pool, natOutgoing: 'Disabled' }] } } });
  const values = (cluster = {}) => files({ ...alone, cluster, addOns: [AddOn.cilium({ version: cilium })] })['10-cilium.values.yaml'];
  expect(values()).toMatchObject({ MTU: 9000, enableIPv4Masquerade: true, ipam: { mode: 'kubernetes' } });
  expect(values(native)).toMatchObject({ enableIPv4Masquerade: false, ipv4NativeRoutingCIDR: '10.244.0.0/16' });
  const patched = (cluster = {}) =>
    JSON.stringify(files({ ...alone, cluster, addOns: [AddOn.kubeRouter({ version: kubeRouter })] })['10-kube-router/kustomization.yaml']);
  expect(patched()).toContain('--enable-pod-egress=true');
  expect(patched(native)).toContain('--enable-pod-egress=false');
});

test('Cilium leaves room for a mesh where there is one', () => {
  const addOns = [AddOn.cilium({ version: cilium })];
  expect(files({ addOns, guarded: false })['10-cilium.values.yaml']).toMatchObject({ cni: { exclusive: false } });
  expect(files({ ...alone, addOns })['10-cilium.values.yaml']).not.toHaveProperty('cni');
});

test('Istio is of the mode of its mesh', () => {
  const made = (mode: MeshMode) => files({ guarded: false, mode, addOns: [AddOn.istio({ version: istio })] });
  expect(Object.keys(made(MeshMode.AMBIENT))).toContain('60-ztunnel.values.yaml');
  expect(made(MeshMode.AMBIENT)['60-istiod.values.yaml']).toMatchObject({
    profile: 'ambient',
    meshConfig: { trustDomain: 'stall.example' },
  });
  expect(made(MeshMode.SIDECAR_WITH_CNI)['60-istiod.values.yaml']).toMatchObject({
    global: { proxy: { resources: { requests: { cpu: '100m', memory: '128Mi' } } } },
    pilot: { cni: { enabled: true } },
  });
});

test('Kong is told of PROXY protocol, and of whose it is to believe', () => {
  const addOns = [AddOn.gatewayApi({ version: gatewayApi }), AddOn.kong({ version: VERSIONS.kong })];
  const made = (gateway: StallOptions['gateway']) => files({ meshed: false, addOns, gateway })['70-kong.values.yaml'];
  expect(made({})).toMatchObject({ gateway: { proxy: { type: 'ClusterIP', tls: { containerPort: 8443 } } } });
  expect(made({ proxyProtocol: true, proxy: { httpsPort: 9443 } })).toMatchObject({
    gateway: {
      env: { real_ip_header: 'proxy_protocol', nginx_proxy_set_real_ip_from: '10.9.0.0/24' },
      proxy: { http: { parameters: ['proxy_protocol'] }, tls: { containerPort: 9443, parameters: ['http2', 'proxy_protocol'] } },
    },
  });
});

test('classes of gateways that the system installs are among its manifests', () => {
  const made = (gateway: StallOptions['gateway'], addOns: readonly AddOn[]) =>
    synthKubernetes(new Stall({ meshed: false, addOns, gateway }))['14-gateway-classes.k8s.yaml'];
  const definitions = AddOn.gatewayApi({ version: gatewayApi });
  expect(made({}, [definitions, AddOn.kong({ version: VERSIONS.kong })])).toMatchObject([
    {
      metadata: { name: 'kong', annotations: { 'konghq.com/gatewayclass-unmanaged': 'true' } },
      spec: { controllerName: 'konghq.com/kic-gateway-controller' },
    },
  ]);
  expect(made({ provider: GatewayProvider.ENVOY_GATEWAY }, [definitions, AddOn.envoyGateway({ version: envoyGateway })])).toMatchObject([
    { metadata: { name: 'envoy-gateway' }, spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' } },
  ]);
  expect(made({}, [definitions, AddOn.existing('kong', { version: '0.24' })])).toBeUndefined();
});

test("a user's values are laid over what is usual, and beside what is fixed", () => {
  const values = {
    frrk8s: { enabled: true },
    speaker: { logLevel: 'debug', tolerations: [{ operator: 'Exists' }] },
    loadBalancerClass: 'x',
  };
  expect(files({ ...alone, addOns: [AddOn.metallb({ version: metallb, values })] })['20-metallb.values.yaml']).toEqual({
    controller: { enabled: true },
    crds: { enabled: true },
    frrk8s: { enabled: true },
    loadBalancerClass: 'x',
    speaker: { enabled: true, frr: { enabled: false }, logLevel: 'debug', tolerations: [{ operator: 'Exists' }] },
  });
});

test('what is called like a part of an object is a key like any other', () => {
  const values = JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "here"}') as Record<string, unknown>;
  const made = files({ ...alone, addOns: [AddOn.metallb({ version: metallb, values })] })['20-metallb.values.yaml'];
  expect(Object.keys(made as object)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});
