import { type Defect, type Json, type Kind, objectGone, objects } from './outputs';

/**
 * Files that installers of add-ons are given, by the end of their names.
 * @param edit answers `undefined` to take the file away, `false` where the mistake cannot be made
 */
const files =
  (ending: string, edit: (content: Json) => Json): Kind =>
  ({ terraform, kubernetes }) =>
    Object.entries(kubernetes).flatMap(([file, [content]]): Defect[] => {
      if (!file.includes('add-ons/') || !file.endsWith(ending)) return [];
      const copy: Json = structuredClone(content);
      const changed = edit(copy);
      if (changed === false) return [];
      const { [file]: _, ...others } = kubernetes;
      return [{ place: file, outputs: { terraform, kubernetes: changed ? { ...kubernetes, [file]: [copy] } : others } }];
    });

const gone = (ending: string): Kind => files(ending, () => undefined);

const set = (part: Json, value: Json): boolean => part !== undefined && Object.assign(part, value) === part;

/** Mistakes in what add-ons are told. */
export const IN_ADD_ONS: Readonly<Record<string, Kind>> = {
  'an installer is given no values': gone('.values.yaml'),
  'a network plug-in is not told how to begin': gone('kustomization.yaml'),
  'pods get addresses that are others': files('calico.values.yaml', ({ installation }) =>
    set(installation.calicoNetwork.ipPools[0], { cidr: '10.99.0.0/16' }),
  ),
  'pods leave under an address that the model does not know': files('calico.values.yaml', ({ installation }) =>
    set(installation.calicoNetwork.ipPools[0], { natOutgoing: 'Disabled' }),
  ),
  'packets are larger than the nodes take': files('calico.values.yaml', ({ installation }) =>
    set(installation.calicoNetwork, { mtu: 9000 }),
  ),
  'Cilium masquerades what the model has leave as it is, or the other way': files('cilium.values.yaml', (values) =>
    set(values, { enableIPv4Masquerade: !values.enableIPv4Masquerade }),
  ),
  'Cilium judges nothing': files('cilium.values.yaml', (values) => set(values, { policyEnforcementMode: 'never' })),
  'Cilium takes no other plug-in beside it': files('cilium.values.yaml', ({ cni }) => set(cni, { exclusive: true })),
  'kube-router judges nothing': files('kustomization.yaml', ({ patches }) =>
    set(patches[0], { patch: patches[0].patch.replace('--run-firewall=true', '--run-firewall=false') }),
  ),
  'kube-router is of another version': files('kustomization.yaml', ({ images }) => set(images[0], { newTag: 'v1.0.0' })),
  'proxies of the mesh are of another trust domain': files('istiod.values.yaml', ({ meshConfig }) =>
    set(meshConfig, { trustDomain: 'other.example' }),
  ),
  'the mesh is of another mode': files('istiod.values.yaml', (values) =>
    set(values, { profile: values.profile === 'ambient' ? 'default' : 'ambient' }),
  ),
  'proxies of the mesh know of no name that they were not told of': files('istiod.values.yaml', ({ meshConfig }) =>
    set(meshConfig.outboundTrafficPolicy, { mode: 'REGISTRY_ONLY' }),
  ),
  'Kong takes no PROXY protocol': files('kong.values.yaml', ({ gateway }) => {
    const { tls } = gateway.proxy;
    return tls.parameters.includes('proxy_protocol') && set(tls, { parameters: ['http2'] });
  }),
  'Kong believes anybody what he says of clients': files('kong.values.yaml', ({ gateway }) =>
    set(gateway.env, { nginx_proxy_set_real_ip_from: '0.0.0.0/0' }),
  ),
  'Kong has an address of its own': files('kong.values.yaml', ({ gateway }) => set(gateway.proxy, { type: 'LoadBalancer' })),
  'Kong listens elsewhere': files('kong.values.yaml', ({ gateway }) => set(gateway.proxy.tls, { containerPort: 9999 })),
  'Envoy Gateway answers for somebody else': files('envoy-gateway.values.yaml', ({ config }) =>
    set(config.envoyGateway.gateway, { controllerName: 'example.com/other' }),
  ),
  'a gateway has no class': objectGone('GatewayClass'),
  'somebody else answers for a class': objects('GatewayClass', ({ spec }) => set(spec, { controllerName: 'example.com/other' })),
};
