/** What a cluster can have installed that this library relies on. */
export type AddOnName =
  | 'calico'
  | 'cert-manager'
  | 'cilium'
  | 'envoy-gateway'
  | 'external-secrets'
  | 'flannel'
  | 'gateway-api'
  | 'istio'
  | 'kong'
  | 'kube-router'
  | 'metallb';

/** A value of a Helm chart: what JSON can say. */
export type AddOnValue = string | number | boolean | null | readonly AddOnValue[] | { readonly [key: string]: AddOnValue };

/** Values of a Helm chart, by key. */
export type AddOnValueMap = Readonly<Record<string, AddOnValue>>;

/** Where a chart comes from. */
export interface ResolvedChart {
  /** Its name in the repository, or, of a registry (`oci://…`), all of its address. */
  readonly chart: string;
  /** Address of its repository. Unset: a registry. */
  readonly repository?: string;
  /** As the chart writes it, such as `v1.21.1`. */
  readonly version: string;
}

/** A file that an installation is given, beside the manifests of its cluster. */
export interface ResolvedAddOnFile {
  /** Its path below the folder of the cluster's manifests, such as `add-ons/20-metallb.values.yaml`. */
  readonly file: string;
  /** What it says. */
  readonly content: AddOnValueMap;
}

/** One step of an installation. */
export type ResolvedInstallation =
  /** A release of Helm. */
  | ({ readonly by: 'helm'; readonly release: string; readonly namespace: string } & ResolvedChart & ResolvedAddOnFile)
  /** Definitions (CRDs) that a chart of their own holds: they are applied, since Helm neither updates nor takes as large ones. */
  | ({ readonly by: 'definitions'; readonly release: string; readonly values: AddOnValueMap } & ResolvedChart)
  /** A manifest at an address. */
  | { readonly by: 'manifest'; readonly url: string }
  /** A manifest at an address, with changes: a folder that Kustomize takes. */
  | ({ readonly by: 'kustomization' } & ResolvedAddOnFile);

/** A look whether a step has come to its end, as `kubectl wait` takes it. */
export interface ResolvedReadiness {
  /** Such as `condition=Available`, or `create` until it is there. */
  readonly for: string;
  /** What is waited for, as words of the command. */
  readonly of: readonly string[];
}

/** What can be seen of an add-on in its cluster that is no release of Helm. */
export interface ResolvedAddOnMark {
  /** As kubectl takes it. */
  readonly resource: string;
  /** Unset: it is in none. */
  readonly namespace?: string;
  readonly name: string;
  /** Of the field, as JSONPath. */
  readonly path: string;
  /** What stands there. */
  readonly value: string;
}

/** Software of others in a cluster that the system relies on. */
export interface ResolvedAddOn {
  readonly name: AddOnName;
  /** Its version, without a `v` before it. */
  readonly version: string;
  /** Somebody else has installed it: nothing is written for it. */
  readonly existing: boolean;
  /** It is the cluster's network plug-in. */
  readonly plugIn: boolean;
  /** Where its programs run. Unset: it has none, or its manifest says. */
  readonly namespace?: string;
  /** Its namespace has to take pods that have a hold on their nodes. */
  readonly privileged: boolean;
  /** What is done to install or update it, in order. Empty: it is there. */
  readonly steps: readonly ResolvedInstallation[];
  /** What is waited for after them, in order. */
  readonly ready: readonly ResolvedReadiness[];
  /** What tells that it is there, besides releases of Helm. */
  readonly marks: readonly ResolvedAddOnMark[];
}
