import type { AddOnName, Prerequisite, ResolvedMesh, ResolvedPodTemplate, ResolvedPort } from '../../resolved';

/** Where a provider's proxies can stand. */
export interface ModeProfile {
  /** A proxy runs in each pod, beside its containers. */
  readonly beside: boolean;
  /** What that proxy asks for. Unset: there is none. */
  readonly proxy: ResolvedMesh['proxy'] | undefined;
  /** A proxy in each pod asks the control plane for configuration and certificates. */
  readonly asksControlPlane: boolean;
  /** Why NetworkPolicies do not see the ports of what pods of the mesh send each other. Unset: they do. */
  readonly tunnel: string | undefined;
  /** Where proxies take both TLS and plaintext they wait for a connection's first bytes, which a server that speaks first never gets. */
  readonly waitsForClient: boolean;
  /** A proxy beside the sender reads requests, and shares them between Services by weights. */
  readonly sharesRequests: boolean;
  /** Why proxies do not keep to what is said of how one target is called. Unset: they do. */
  readonly deafTo: string | undefined;
  /** Why proxies let pods through to hosts that they were not told of. Unset: they do not, where they are told to. */
  readonly deaf: string | undefined;
  /** Id of the proxy's user and group: what runs as them passes by the proxy. Unset: none does. */
  readonly proxyUser: number | undefined;
  /** Labels by which a pod is kept out in a namespace whose pods are taken in. */
  readonly outside: Readonly<Record<string, string>>;
  /** Labels by which a pod is taken in, wherever it is. */
  readonly inside: Readonly<Record<string, string>>;
  /** How the mesh has to be installed for it. */
  readonly installation: string;
}

/** All that tells one provider of meshes from another, as far as the model is concerned. */
export interface MeshProfile {
  /** Namespace of its control plane, as its own documentation installs it. */
  readonly namespace: string;
  /** Labels of the control plane's pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the control plane serves to proxies. */
  readonly ports: readonly ResolvedPort[];
  /** Why it carries some protocols past its proxies. */
  readonly bypass: string;
  /** What its proxies carry. */
  readonly carries: readonly ResolvedPort['protocol'][];
  readonly modes: { readonly [M in ResolvedMesh['mode']]: ModeProfile };
  /** What a cluster is declared to have, where it has it. */
  readonly addOn: AddOnName;
  /** What must be there before the outputs are applied, as sentences; for the pods that are part of it. */
  readonly prerequisites: (mesh: ResolvedMesh, cluster: string, pods: readonly ResolvedPodTemplate[]) => readonly Prerequisite[];
}
