import type { ResolvedPort } from '../values/resolved-port';
import type { EnvSourceFrom, ResolvedEnvFrom, ResolvedVariable } from './environment';
import type { ResolvedMount } from './volume';

/** What the kubelet asks, or does. `port`: of the container. */
export type ResolvedQuestion =
  | {
      readonly type: 'http';
      readonly path: string;
      readonly port: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly tls?: true;
    }
  | { readonly type: 'grpc'; readonly port: number; readonly service?: string }
  | { readonly type: 'tcp'; readonly port: number }
  | { readonly type: 'exec'; readonly command: readonly string[]; readonly port?: undefined };

/** One of a type. */
export type QuestionOf<Type extends ResolvedQuestion['type']> = Extract<ResolvedQuestion, { readonly type: Type }>;

/** What is said of when it asks. */
export interface ResolvedTiming {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failures?: number;
  readonly successes?: number;
}

/** One probe of a container. */
export type ResolvedProbe = ResolvedQuestion & { readonly timing?: ResolvedTiming };

/** What the kubelet asks a container. Unset: nothing of the kind. */
export interface ResolvedProbes {
  readonly startup?: ResolvedProbe;
  readonly readiness?: ResolvedProbe;
  readonly liveness?: ResolvedProbe;
}

export type ResolvedHook = QuestionOf<'http'> | QuestionOf<'exec'>;

/** What the kubelet does to a container. */
export interface ResolvedHooks {
  readonly postStart?: ResolvedHook;
  readonly preStop?: ResolvedHook;
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
  readonly probes?: ResolvedProbes;
  readonly hooks?: ResolvedHooks;
}
