import { type ConnectionEnd, EnvSource } from '../../configuration/env-source';
import { FileSource } from '../../configuration/file-source';
import type { ContainerProps } from '../../workload/container';
import type { WorkloadProps } from '../../workload/workload';

/** Something in a workload that stands for a part of a connection. */
export interface Use {
  /** The prop, as the user calls it. */
  readonly place: string;
  readonly end: ConnectionEnd;
  /** Whether the container has a file. */
  readonly hasFile: (path: string) => boolean;
}

/** All in a workload that stands for a part of a connection, whichever of its containers has it. */
export function connectionUses(props: WorkloadProps): readonly Use[] {
  const { initContainers = [], sidecars = [] } = props;
  return [
    ...usesIn(props, ''),
    ...initContainers.flatMap((each) => usesIn(each, `initContainers.${each.name}.`)),
    ...sidecars.flatMap((each) => usesIn(each, `sidecars.${each.name}.`)),
  ];
}

function usesIn({ env = {}, files = {}, volumes = {}, command = [], args = [] }: ContainerProps, at: string): readonly Use[] {
  const folders = Object.keys(volumes);
  const hasFile = (path: string): boolean => Object.hasOwn(files, path) || folders.some((folder) => path.startsWith(`${folder}/`));
  const given: readonly (readonly [string, unknown])[] = [
    ...Object.entries(env).map(([name, source]) => [`env.${name}`, source] as const),
    ...Object.entries(files).map(([path, source]) => [`files.${path}`, source] as const),
    ...command.map((source, index) => [`command[${index}]`, source] as const),
    ...args.map((source, index) => [`args[${index}]`, source] as const),
  ];
  return given.flatMap(([place, source]) => {
    const connected = source instanceof EnvSource || source instanceof FileSource ? source.connected : undefined;
    return connected ? [{ place: `${at}${place}`, end: connected.end, hasFile }] : [];
  });
}

type Located = Pick<ContainerProps, 'env' | 'files' | 'command' | 'args'>;

/** What a container is told once it is known what others are called where it runs. */
export function located({ env, files, command, args }: ContainerProps, hostOf: (to: object) => string): Located {
  const found = <T>(source: T): T =>
    (source instanceof EnvSource || source instanceof FileSource) && source.connected
      ? (source.foundAt(hostOf(source.connected.end.to)) as T)
      : source;
  const all = <T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(map).map(([key, source]) => [key, found(source)]));
  return {
    ...(env && { env: all(env) }),
    ...(files && { files: all(files) }),
    ...(command && { command: command.map(found) }),
    ...(args && { args: args.map(found) }),
  };
}
