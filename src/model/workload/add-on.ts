import type { AddOnName } from '../resolved';
import { Value } from '../values/value';

/** Values of a Helm chart: plain data, as JSON has it. They stand in the output as they are; what is secret is referred to by its Secret. */
export type AddOnValues = Readonly<Record<string, unknown>>;

/** Props of an add-on that is installed. */
export interface AddOnProps {
  /** Its version, in full and without a `v` before it, such as `0.16.1`. */
  readonly version: string;
  /**
   * Values of its Helm chart, laid over those that the system fixes, key by key; lists are replaced. One that says otherwise than the
   * system does is a problem.
   * @default - none besides those that follow from the system
   */
  readonly values?: AddOnValues;
  /**
   * Where its charts or its manifest are had: the address of a Helm repository (`https://…`), of a registry (`oci://…`), or, of manifests,
   * of a folder that holds the file of the same name.
   * @default - its makers' own
   */
  readonly repository?: string;
}

/** Props of an add-on that can be anywhere. */
export interface PlacedAddOnProps extends AddOnProps {
  /** @default - the one that its makers install it in */
  readonly namespace?: string;
}

/** Props of an add-on that is a manifest, and takes no values. */
export type ManifestAddOnProps = Omit<AddOnProps, 'values'>;

/** Charts of Istio. */
export type IstioChart = 'base' | 'cni' | 'istiod' | 'ztunnel';

/** Props of {@link AddOn.istio}. */
export interface IstioAddOnProps extends Omit<AddOnProps, 'values'> {
  /**
   * Values of its charts, by the chart's name: see {@link AddOnProps.values}.
   * @default - none besides those that follow from the system
   */
  readonly values?: { readonly [C in IstioChart]?: AddOnValues };
}

/** Props of an add-on that somebody else has installed. */
export interface ExistingAddOnProps {
  /** Its version, such as `0.15.2` or `0.15`: of what is installed by a Helm chart of its own version (Kong), that one. */
  readonly version: string;
}

/** What an add-on was given, whichever it is. */
export interface GivenAddOn {
  /** In full where it is installed. */
  readonly version: string;
  /** Of its only chart, or by chart. */
  readonly values?: AddOnValues;
  /** Unset: its makers' own. */
  readonly repository?: string;
  /** Unset: where its makers install it, or where the system says that it is. */
  readonly namespace?: string;
}

/**
 * Software of others that a cluster has to have: its version is pinned, and values that the system relies on (namespaces, labels, ports,
 * addresses, names) are written down for its installation. `npx isthmus add-ons` prints the commands.
 */
export class AddOn extends Value {
  protected declare readonly brand: 'AddOn';

  private constructor(
    /** Which one it is. */
    readonly name: AddOnName,
    /** What was given. */
    readonly given: GivenAddOn,
    /** Somebody else has installed it. */
    readonly isExisting: boolean,
  ) {
    super();
  }

  /** Calico, by its operator: a network plug-in that enforces NetworkPolicy. */
  static calico(props: AddOnProps): AddOn {
    return new AddOn('calico', props, false);
  }

  /** Cilium, beside kube-proxy: a network plug-in that enforces NetworkPolicy. */
  static cilium(props: AddOnProps): AddOn {
    return new AddOn('cilium', props, false);
  }

  /** kube-router, beside kube-proxy: a network plug-in that enforces NetworkPolicy, and routes between nodes of one subnet. */
  static kubeRouter(props: ManifestAddOnProps): AddOn {
    return new AddOn('kube-router', props, false);
  }

  /** MetalLB, which announces addresses of LoadBalancer Services. */
  static metallb(props: AddOnProps): AddOn {
    return new AddOn('metallb', props, false);
  }

  /** The definitions (CRDs) of the Gateway API, of its standard channel. */
  static gatewayApi(props: ManifestAddOnProps): AddOn {
    return new AddOn('gateway-api', props, false);
  }

  /** Istio: its control plane, its CNI plug-in, and in ambient mode the proxies of nodes. */
  static istio(props: IstioAddOnProps): AddOn {
    return new AddOn('istio', props, false);
  }

  /** Kong by its Helm chart `kong/ingress`, whose version it is: controller and proxies. */
  static kong(props: AddOnProps): AddOn {
    return new AddOn('kong', props, false);
  }

  /** Envoy Gateway, which makes proxies for each gateway. */
  static envoyGateway(props: AddOnProps): AddOn {
    return new AddOn('envoy-gateway', props, false);
  }

  /** cert-manager, which makes certificates and renews them. */
  static certManager(props: PlacedAddOnProps): AddOn {
    return new AddOn('cert-manager', props, false);
  }

  /** External Secrets Operator, which brings Secrets from a store. */
  static externalSecrets(props: PlacedAddOnProps): AddOn {
    return new AddOn('external-secrets', props, false);
  }

  /** One that somebody else has installed: its version is judged, and nothing is written for it. */
  static existing(name: AddOnName, props: ExistingAddOnProps): AddOn {
    return new AddOn(name, props, true);
  }
}
