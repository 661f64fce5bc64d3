import type { KeyHolder, ResolvedKey } from './environment';

/** Where the content of a file comes from. */
export type ResolvedFileSource =
  | { readonly from: 'secret'; readonly key: ResolvedKey }
  /** Also text of the program itself, which stands in a ConfigMap of the workload. */
  | { readonly from: 'config-map'; readonly key: ResolvedKey }
  /** As in {@link ResolvedEnvSource}. */
  | { readonly from: 'field'; readonly field: string }
  /** A token of the pod's ServiceAccount, for whom `audience` names. Renewed before it expires. */
  | { readonly from: 'token'; readonly audience: string; readonly expirySeconds: number };

/** One of a kind. */
export type FileSourceFrom<From extends ResolvedFileSource['from']> = Extract<ResolvedFileSource, { readonly from: From }>;

/** A file of a volume. */
export type ResolvedFile = {
  /** In the volume: `site.conf`, `certs/ca.pem`. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
} & ResolvedFileSource;

/** Something that containers of a pod have in their file systems. */
export type ResolvedPodVolume =
  /** Empty when the pod starts, gone with it; on the node's disk or in its memory. */
  | { readonly kind: 'scratch'; readonly name: string; readonly sizeMiB: number; readonly inMemory: boolean }
  /** A PersistentVolumeClaim. */
  | { readonly kind: 'claim'; readonly name: string; readonly claim: string }
  /** A path of the node, and what has to be there, as Kubernetes calls it. */
  | { readonly kind: 'host-path'; readonly name: string; readonly path: string; readonly type: string }
  /** Files one by one, by path. */
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly ResolvedFile[] }
  /** All keys of an object that is in the namespace already, each as a file. */
  | {
      readonly kind: 'keys';
      readonly name: string;
      readonly holder: KeyHolder;
      readonly object: string;
      readonly mode: number;
      readonly optional: boolean;
    };

/** One of a kind. */
export type PodVolumeOf<Kind extends ResolvedPodVolume['kind']> = Extract<ResolvedPodVolume, { readonly kind: Kind }>;

/** A volume in the file system of a container. */
export interface ResolvedMount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** Text of the program as an immutable ConfigMap: other text is another one. */
export interface ResolvedTexts {
  /** Ends in a digest of the content. */
  readonly name: string;
  /** By key. */
  readonly text: Readonly<Record<string, string>>;
  /** By key, in base64. */
  readonly binary: Readonly<Record<string, string>>;
}

/** A PersistentVolumeClaim that comes and goes with a workload. */
export interface ResolvedClaim {
  /** Unique in the workload. */
  readonly id: string;
  /** What the workload's pods call it. */
  readonly volume: string;
  readonly sizeMiB: number;
  /** Unset: the cluster's default. */
  readonly storageClass?: string;
  /** As Kubernetes calls it. */
  readonly accessMode: string;
  /** Only one node can have it at a time. */
  readonly alone: boolean;
  /** Its data outlives the workload. */
  readonly keep: boolean;
  /** Each pod has one of its own; else all share one. */
  readonly ofEachPod: boolean;
}

/** What a server exports, as a PersistentVolume and the one claim that is bound to it. */
export interface ResolvedShare {
  /** Unique in the workload. */
  readonly id: string;
  /** What the workload's pods call it. */
  readonly volume: string;
  /** Of the PersistentVolume, in the whole cluster. Ends in a digest of all that Kubernetes does not change once it is there. */
  readonly name: string;
  /** Of the claim, in the workload's namespace. Ends in the same digest. */
  readonly claim: string;
  /** Address of the server. */
  readonly server: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** What such a claim asks for: something has to be said, and is held by nobody. How much there is, the server knows. */
export const SHARE_MIB = 1024;

/** A claim whose data was spoken about when it left. */
export interface ResolvedRetiredClaim {
  /** As users call it: `<workload>/<claim>`. */
  readonly id: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Namespace of the claim. */
  readonly namespace: string;
  /** Name of the PersistentVolumeClaim. */
  readonly name: string;
  /** `true`: left alone. `false`: to be deleted, by a command that `synth` prints. */
  readonly keepData: boolean;
  /** The user's reason. */
  readonly because: string;
}
