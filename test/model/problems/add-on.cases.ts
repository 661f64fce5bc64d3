import { AddOn, ApiGateway, GatewayProvider, Namespace, PathMatch, PathRewrite } from '../../../src/model';
import { Stall, type StallOptions, VERSIONS } from '../../add-on-fixture';
import { type ProblemCase, wrong } from './case';

const path = 'stall/k8s';
const stall =
  (options: StallOptions, more: (system: Stall) => void = () => undefined) =>
  (): Stall => {
    const system = new Stall(options);
    more(system);
    return system;
  };
const bare = (...addOns: readonly AddOn[]): (() => Stall) => stall({ addOns, meshed: false, guarded: false });
const { calico, cilium, gatewayApi, istio, kong, envoyGateway, metallb } = VERSIONS;
const definitions = AddOn.gatewayApi({ version: gatewayApi });

/** A gateway beside the first one. */
const beside = (system: Stall, id: string, props: Partial<ApiGateway['props']>): void => {
  const gateway = new ApiGateway(system.k8s, id, { provider: GatewayProvider.KONG, ...props });
  gateway.addHttpRoute('all', { matches: { path: PathMatch.exact('/x') }, redirect: { path: PathRewrite.full('/y') } });
};

export const ADD_ONS: readonly ProblemCase[] = [
  {
    when: 'MetalLB is older than the annotations that outputs have',
    code: 'ADD_ON_TOO_OLD',
    path,
    says: ['MetalLB 0.13.12', '0.14.9', 'metallb.io/'],
    fix: ['0.14.9'],
    build: bare(AddOn.metallb({ version: '0.13.12' })),
  },
  {
    when: 'cert-manager that somebody has installed is older than its API',
    code: 'ADD_ON_TOO_OLD',
    path,
    says: ['cert-manager 0.16', '1.0', 'cert-manager.io/v1'],
    fix: ['upgrade it first'],
    build: bare(AddOn.existing('cert-manager', { version: '0.16' })),
  },
  {
    when: 'Kong is older than what its routes need',
    code: 'ADD_ON_TOO_OLD',
    path,
    says: ['Kong 0.17.0', '0.18', 'redirect'],
    fix: ['0.18'],
    build: stall({ meshed: false, addOns: [definitions, AddOn.kong({ version: '0.17.0' })] }, (system) => beside(system, 'moved', {})),
  },
  {
    when: 'a version that is to be installed is not pinned',
    code: 'INVALID_VALUE',
    path,
    says: ['version of MetalLB', '0.16'],
    fix: ['0.16.1'],
    build: bare(AddOn.metallb({ version: '0.16' })),
  },
  {
    when: 'a version has a letter before it',
    code: 'INVALID_VALUE',
    path,
    says: ['version of cert-manager', 'v1.21.1'],
    fix: ['1.21.1'],
    build: bare(AddOn.certManager({ version: 'v1.21.1' })),
  },
  {
    when: 'a repository has what a shell reads',
    code: 'INVALID_VALUE',
    path,
    says: ['repository of MetalLB', 'https://charts.example/$(id)'],
    fix: ['https://charts.example'],
    build: bare(AddOn.metallb({ version: metallb, repository: 'https://charts.example/$(id)' })),
  },
  {
    when: 'a value says otherwise than the system',
    code: 'ADD_ON_CONTRADICTED',
    path,
    says: ['Istio 1.30.3', 'meshConfig.trustDomain', '"elsewhere.example"', '"stall.example"'],
    fix: ['Leave the value out'],
    build: stall({
      guarded: false,
      addOns: [AddOn.istio({ version: istio, values: { istiod: { meshConfig: { trustDomain: 'elsewhere.example' } } } })],
    }),
  },
  {
    when: 'a value takes the place of what it is within',
    code: 'ADD_ON_CONTRADICTED',
    path,
    says: ['Cilium 1.20.0', '"ipam"', 'null', 'kubernetes'],
    fix: ['Leave the value out'],
    build: bare(AddOn.cilium({ version: cilium, values: { ipam: null } })),
  },
  {
    when: 'an add-on is declared twice',
    code: 'ADD_ON_TWICE',
    path,
    says: ['MetalLB'],
    fix: ['Leave one'],
    build: bare(AddOn.metallb({ version: metallb }), AddOn.existing('metallb', { version: '0.15' })),
  },
  {
    when: 'a cluster has two network plug-ins',
    code: 'PLUG_IN_TWICE',
    path,
    says: ['Calico', 'Cilium'],
    fix: ['Leave one'],
    build: bare(AddOn.calico({ version: calico }), AddOn.cilium({ version: cilium })),
  },
  {
    when: 'a network plug-in judges no packets',
    code: 'PLUG_IN_DOES_NOT_ENFORCE',
    path,
    says: ['flannel'],
    fix: ['AddOn.calico', 'AddOn.cilium', 'AddOn.kubeRouter'],
    build: bare(AddOn.existing('flannel', { version: '0.27.0' })),
  },
  {
    when: 'Kong has no definitions of the Gateway API',
    code: 'ADD_ON_NEEDS',
    path,
    says: ['Kong', 'Gateway API'],
    fix: ['AddOn.gatewayApi', 'AddOn.existing'],
    build: stall({ meshed: false, addOns: [AddOn.kong({ version: kong })] }),
  },
  {
    when: 'MetalLB has no addresses to give',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['MetalLB', 'no addresses'],
    fix: ['services'],
    build: stall({ addOns: [AddOn.metallb({ version: metallb })], meshed: false, guarded: false, services: false }),
  },
  {
    when: 'Istio has no mesh',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Istio', 'no mesh'],
    fix: ['ServiceMesh'],
    build: bare(AddOn.istio({ version: istio })),
  },
  {
    when: 'Kong has no gateway',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Kong', 'no gateway'],
    fix: ['GatewayProvider.KONG'],
    build: bare(definitions, AddOn.kong({ version: kong })),
  },
  {
    when: 'Envoy Gateway has no gateway',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Envoy Gateway', 'no gateway'],
    fix: ['GatewayProvider.ENVOY_GATEWAY'],
    build: bare(definitions, AddOn.envoyGateway({ version: envoyGateway })),
  },
  {
    when: 'two gateways of Kong are in different places',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Kong', 'edge', 'inside'],
    fix: ['Say the same of both', 'AddOn.existing'],
    build: stall({ meshed: false, addOns: [definitions, AddOn.kong({ version: kong })] }, (system) =>
      beside(system, 'inside', { proxy: { namespace: 'kong-inside' } }),
    ),
  },
  {
    when: 'a gateway of Kong has other labels than its chart gives',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Kong', 'kong-gateway', 'edge'],
    fix: ['proxy.labels', 'AddOn.existing'],
    build: stall({ meshed: false, addOns: [definitions, AddOn.kong({ version: kong })], gateway: { proxy: { labels: { app: 'proxy' } } } }),
  },
  {
    when: 'two gateways of Envoy Gateway are in different namespaces',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Envoy Gateway', 'edge', 'inside'],
    fix: ['Say the same of both'],
    build: stall(
      {
        meshed: false,
        addOns: [definitions, AddOn.envoyGateway({ version: envoyGateway })],
        gateway: { provider: GatewayProvider.ENVOY_GATEWAY },
      },
      (system) => beside(system, 'inside', { provider: GatewayProvider.ENVOY_GATEWAY, proxy: { namespace: 'inside' } }),
    ),
  },
  {
    when: 'proxies of Envoy Gateway are to have other labels',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Envoy Gateway', 'edge'],
    fix: ['proxy.labels'],
    build: stall({
      meshed: false,
      addOns: [definitions, AddOn.envoyGateway({ version: envoyGateway })],
      gateway: { provider: GatewayProvider.ENVOY_GATEWAY, proxy: { labels: { app: 'proxy' } } },
    }),
  },
  {
    when: 'Kubernetes refuses definitions of the Gateway API',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Gateway API', '1.30', '1.31', 'isIP'],
    fix: ['1.4.1'],
    build: stall({ addOns: [definitions], meshed: false, guarded: false, cluster: { version: '1.30' } }),
  },
  {
    when: 'Cilium sends questions past the cache of names',
    code: 'ADD_ON_REFUSED',
    path,
    says: ['Cilium', 'node-local DNS'],
    fix: ['dns.nodeLocal', 'CiliumLocalRedirectPolicy'],
    build: stall({
      addOns: [AddOn.cilium({ version: cilium })],
      meshed: false,
      guarded: false,
      cluster: { dns: { nodeLocal: '169.254.20.10' } },
    }),
  },
  {
    when: "an add-on stands in the system's own namespace",
    code: 'NAMESPACE_TAKEN',
    path,
    says: ['shelf', 'cert-manager'],
    fix: [],
    build: stall(
      { addOns: [AddOn.certManager({ version: VERSIONS.certManager, namespace: 'shelf' })], meshed: false, guarded: false },
      ({ k8s }) => new Namespace(k8s, 'shelf', {}),
    ),
  },
  {
    when: 'the namespace of an add-on is no name',
    code: 'INVALID_NAME',
    path,
    says: ['Not A Name'],
    fix: [],
    build: bare(AddOn.externalSecrets({ version: VERSIONS.externalSecrets, namespace: 'Not A Name' })),
  },
  {
    when: 'a value is what no file can say',
    code: 'INVALID_VALUE',
    path,
    says: ['addOns[0].values.port', 'NaN'],
    fix: ['JSON'],
    build: bare(AddOn.metallb({ version: metallb, values: { port: Number.NaN } })),
  },
  {
    when: 'an add-on is none that is known',
    code: 'INVALID_VALUE',
    path,
    says: ['addOns[0].name', 'weave'],
    fix: ['"calico"'],
    build: bare(AddOn.existing(wrong('weave'), { version: '2.8' })),
  },
  {
    when: 'what is installed already is to have values',
    code: 'UNKNOWN_PROP',
    path,
    says: ['values'],
    fix: ['version'],
    build: bare(AddOn.existing('metallb', wrong({ version: '0.15', values: {} }))),
  },
];
