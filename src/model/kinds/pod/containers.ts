import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedArgument, ResolvedContainer, ResolvedPodTemplate } from '../../resolved';
import { list, map, optional, propsOf, type Shape, text } from '../../shape';
import { comparePorts, isLabel, isSince } from '../../values';
import type { Argument, ContainerProps, HelperContainerProps } from '../../workload/container';
import type { Workload } from '../../workload/workload';
import { checkFileSystem, checkTexts } from './check-file-system';
import { ARGUMENT, checkArguments, checkEnvironment, ENV, ENV_FROM, groupsOf, variablesOf } from './environment';
import { plainPath } from './file-folders';
import { FILE } from './file-sources';
import { diskOf, FileSystems, memoryOf } from './file-system';
import { checkImage } from './image';
import { CONTAINER_RESOURCES, checkResources, resourcesOf } from './resources';
import { VOLUME } from './volumes';

/** What users may give to containers. */
export const CONTAINER: { readonly [K in keyof Required<ContainerProps>]: Shape } = {
  image: text,
  command: optional(list(ARGUMENT)),
  args: optional(list(ARGUMENT)),
  workingDir: optional(text),
  env: optional(ENV),
  envFrom: optional(ENV_FROM),
  files: optional(map(FILE)),
  volumes: optional(map(VOLUME)),
  scratch: optional(list(text)),
  resources: optional(CONTAINER_RESOURCES),
};

export const HELPERS = list(propsOf<HelperContainerProps>({ name: text, ...CONTAINER }));

/** The first whose kubelet starts sidecars by itself (kubernetes.io, "Sidecar Containers"). */
const SIDECARS_SINCE = '1.29';

/** Checks the containers of a workload's pods. */
export function checkContainers({ node: { path }, name, props, cluster }: Workload, report: Report): void {
  const { initContainers = [], sidecars = [] } = props;
  checkContainer(path, props, report);
  for (const each of initContainers) checkContainer(path, each, report, `initContainers.${each.name}.`);
  for (const each of sidecars) checkContainer(path, each, report, `sidecars.${each.name}.`);
  checkTexts(path, [props, ...sidecars, ...initContainers], report);
  const names = new Set([name]);
  for (const each of [...initContainers, ...sidecars]) {
    if (!isLabel(each.name)) report(problems.invalidName(path, each.name));
    if (names.has(each.name)) {
      const what = `Two of its containers are called "${each.name}"${each.name === name ? ', its own among them' : ''}.`;
      report(problems.invalidWorkload(path, what, 'Give one of them another name.'));
    }
    names.add(each.name);
  }
  const { version } = cluster.facts;
  if (sidecars.length > 0 && !isSince(version, SIDECARS_SINCE)) {
    const what = `sidecars: Kubernetes ${version} knows none: ${SIDECARS_SINCE} is the first that starts them before the others and ends them after.`;
    report(problems.invalidWorkload(path, what, 'Upgrade the cluster, or correct its `version`.'));
  }
}

/** @param at where its props stand in the workload's, such as `sidecars.proxy.`; empty for its own container */
function checkContainer(path: string, props: ContainerProps, report: Report, at = ''): void {
  checkImage(path, props.image, report);
  checkEnvironment(path, props, report, at);
  checkFileSystem(path, props, report, at);
  checkResources(path, `${at}resources`, props.resources ?? {}, report, memoryOf(props));
  for (const prop of ['command', 'args'] as const) checkArguments(path, prop, props, report, at);
  if (props.workingDir !== undefined && props.workingDir !== '/' && plainPath(props.workingDir) === undefined) {
    const what = `${at}workingDir: "${props.workingDir}" is no absolute path.`;
    report(problems.invalidWorkload(path, what, 'Write one such as /app.'));
  }
}

/** The pod's part of what its containers are: all of it but what tells kinds of workloads apart. */
export function describeContainers(
  { name, props, listens }: Workload,
  probes: ResolvedContainer['probes'],
): Pick<ResolvedPodTemplate, 'containers' | 'initContainers' | 'sidecars' | 'volumes' | 'texts'> {
  const systems = new FileSystems(name);
  const describe = (each: string, given: ContainerProps): ResolvedContainer => describeContainer(each, given, systems);
  const own = {
    ...describe(name, props),
    ports: listens.map((port) => port.resolved).sort(comparePorts),
    ...(probes && { probes }),
  };
  const sidecars = (props.sidecars ?? []).map((each) => describe(each.name, each));
  const initContainers = (props.initContainers ?? []).map((each) => describe(each.name, each));
  return { containers: [own], sidecars, initContainers, ...systems.resolve() };
}

function describeContainer(name: string, props: ContainerProps, systems: FileSystems): ResolvedContainer {
  const { image, command, args, workingDir } = props;
  const { memoryLimitMiB, ephemeralStorageMiB } = resourcesOf(props.resources ?? {});
  return {
    name,
    image,
    ...(command && { command: command.map(argumentOf) }),
    ...(args && { args: args.map(argumentOf) }),
    ...(workingDir !== undefined && { workingDir }),
    ports: [],
    env: variablesOf(props),
    envFrom: groupsOf(props),
    mounts: systems.add(props, { storageMiB: ephemeralStorageMiB, memoryMiB: memoryLimitMiB }),
    resources: resourcesOf(props.resources ?? {}, diskOf(props)),
  };
}

const argumentOf = (given: Argument): ResolvedArgument => (typeof given === 'string' ? { from: 'value', value: given } : given.resolved);
