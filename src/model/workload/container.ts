import type { EnvFromProps, EnvSource } from '../configuration/env-source';
import type { FileSource } from '../configuration/file-source';
import type { EnvSourceFrom } from '../resolved';
import type { Port } from '../values';
import type { HooksProps } from './hook';
import type { HealthProps } from './probe';
import type { ResourcesProps } from './resources';
import type { Volume } from './volume';

/** What one container may use. */
export interface ContainerResourcesProps extends ResourcesProps {
  /**
   * Whole devices by the names that their plug-ins give them, such as `{ 'nvidia.com/gpu': 1 }`.
   * @default - none
   */
  readonly extended?: Readonly<Record<string, number>>;
}

/** Text for a process as it is, or text in which `$(NAME)` stands for a variable of the container. */
export type Argument = string | EnvSource<EnvSourceFrom<'expansion'>>;

/** What every container has. */
export interface ContainerProps {
  /** Container image with a fixed tag (not `latest`) or a digest. */
  readonly image: string;
  /**
   * What is run: a program and its first arguments, not a line for a shell.
   * @default - the image's entry point
   */
  readonly command?: readonly Argument[];
  /** @default - the image's, unless there is a `command` */
  readonly args?: readonly Argument[];
  /**
   * Absolute path of the folder that it starts in.
   * @default - the image's
   */
  readonly workingDir?: string;
  /**
   * Environment variables by name: text as it is (`$(…)` has no meaning in it), or where they come from.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string | EnvSource>>;
  /**
   * Whole Secrets and ConfigMaps as variables. Later ones hide earlier ones of the same name, and `env` hides all of them.
   * @default - none
   */
  readonly envFrom?: readonly EnvFromProps[];
  /**
   * Files by their absolute paths: text, or where their content comes from. The container can read them and not write. A folder that holds
   * one holds nothing else: what the image has there is hidden.
   * @default - none
   */
  readonly files?: Readonly<Record<string, string | FileSource>>;
  /**
   * Volumes by the absolute paths that they are mounted at.
   * @default - none
   */
  readonly volumes?: Readonly<Record<string, Volume>>;
  /**
   * Absolute paths the container may write to; the rest of its file system is read-only. Each is short for `Volume.scratch()` at that path.
   * @default - none
   */
  readonly scratch?: readonly string[];
  /** @default - see {@link ResourcesProps} */
  readonly resources?: ContainerResourcesProps;
}

/** A container beside the one that a workload is about. */
export interface HelperContainerProps extends ContainerProps {
  /** RFC 1035 label, unique in the pod. */
  readonly name: string;
}

/** A container that runs beside the one that a workload is about. */
export interface SidecarProps extends HelperContainerProps {
  /**
   * Ports that it listens on: others can be allowed to them as to the workload's own.
   * @default - none
   */
  readonly ports?: readonly Port[];
  /** @default - nothing is asked */
  readonly health?: HealthProps;
  /** @default - none */
  readonly hooks?: HooksProps;
}
