import type { EnvSourceFrom, ResolvedEnvFrom, ResolvedVariable } from './environment';
import type { ResolvedPort } from './network';
import type { ResolvedMount } from './volume';

/** One probe of a container. */
export interface ResolvedProbe {
  readonly type: 'http' | 'tcp';
  readonly path?: string;
  readonly port: number;
}

export interface ResolvedResources {
  readonly cpuRequestMillis: number;
  readonly cpuLimitMillis: number;
  readonly memoryRequestMiB: number;
  readonly memoryLimitMiB: number;
  readonly ephemeralStorageMiB: number;
  /** Whole devices by name. Unset: none. */
  readonly extended?: Readonly<Record<string, number>>;
}

/** Part of a command line. */
export type ResolvedArgument = EnvSourceFrom<'value'> | EnvSourceFrom<'expansion'>;

/** A container of a pod. */
export interface ResolvedContainer {
  readonly name: string;
  readonly image: string;
  /** Instead of the image's entry point. Unset: that. */
  readonly command?: readonly ResolvedArgument[];
  /** Unset: the image's own. */
  readonly args?: readonly ResolvedArgument[];
  readonly workingDir?: string;
  readonly ports: readonly ResolvedPort[];
  /** Those that others refer to come before them; else sorted by name. */
  readonly env: readonly ResolvedVariable[];
  /** Later ones hide earlier ones of the same name, and `env` hides all of them. */
  readonly envFrom: readonly ResolvedEnvFrom[];
  /** Where volumes of the pod show up in its file system, the rest of which is read-only. */
  readonly mounts: readonly ResolvedMount[];
  readonly resources: ResolvedResources;
  /** What the kubelet asks it. Unset: nothing. */
  readonly probes?: { readonly startup: ResolvedProbe; readonly readiness: ResolvedProbe; readonly liveness: ResolvedProbe };
}
