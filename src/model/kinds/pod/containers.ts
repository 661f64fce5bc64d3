import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedArgument, ResolvedContainer, ResolvedPodTemplate, ResolvedProbe, ResolvedProbes } from '../../resolved';
import { list, map, optional, propsOf, type Shape, text } from '../../shape';
import { comparePorts, isLabel, isSince, type Port } from '../../values';
import type { Argument, ContainerProps, HelperContainerProps, SidecarProps } from '../../workload/container';
import type { HooksProps } from '../../workload/hook';
import type { Workload, WorkloadProps } from '../../workload/workload';
import { PORTS } from '../values';
import { checkFileSystem, checkTexts } from './check-file-system';
import { ARGUMENT, checkArguments, checkEnvironment, ENV, ENV_FROM, groupsOf, variablesOf } from './environment';
import { plainPath } from './file-folders';
import { FILE } from './file-sources';
import { diskOf, FileSystems, mountedMemoryOf } from './file-system';
import { checkHooks, HOOKS, hooksOf } from './hooks';
import { checkImage } from './image';
import { checkHealth, HEALTH, probesOf } from './probes';
import { CONTAINER_RESOURCES, checkResources, resourcesOf } from './resources';
import type { AddressOfMachine } from './shares';
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

const HELPER = { name: text, ...CONTAINER };
export const HELPERS = list(propsOf<HelperContainerProps>(HELPER));
export const SIDECARS = list(
  propsOf<SidecarProps>({ ...HELPER, ports: optional(PORTS), health: optional(HEALTH), hooks: optional(HOOKS) }),
);

/** The first whose kubelet starts sidecars by itself (kubernetes.io, "Sidecar Containers"). */
const SIDECARS_SINCE = '1.29';

/** Checks the containers of a workload's pods. */
export function checkContainers({ node: { path }, name, props, cluster }: Workload, report: Report): void {
  const { initContainers = [], sidecars = [] } = props;
  checkContainer(path, props, report);
  for (const each of initContainers) checkContainer(path, each, report, `initContainers.${each.name}.`);
  for (const each of sidecars) checkSidecar(path, each, props.mesh !== undefined, report);
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

function checkSidecar(path: string, props: SidecarProps, inMesh: boolean, report: Report): void {
  const at = `sidecars.${props.name}.`;
  const { ports = [], health, hooks = {} } = props;
  checkContainer(path, props, report, at);
  if (health) checkHealth(health, ports, { path, at: `${at}health` }, report);
  checkHooks(hooks, ports, inMesh, { path, at: `${at}hooks` }, report);
}

/** @param at where its props stand in the workload's, such as `sidecars.proxy.`; empty for its own container */
function checkContainer(path: string, props: ContainerProps, report: Report, at = ''): void {
  checkImage(path, props.image, report);
  checkEnvironment(path, props, report, at);
  checkFileSystem(path, props, report, at);
  checkResources(path, `${at}resources`, props.resources ?? {}, report, mountedMemoryOf(props));
  for (const prop of ['command', 'args'] as const) checkArguments(path, prop, props, report, at);
  if (props.workingDir !== undefined && props.workingDir !== '/' && plainPath(props.workingDir) === undefined) {
    const what = `${at}workingDir: "${props.workingDir}" is no absolute path.`;
    report(problems.invalidWorkload(path, what, 'Write one such as /app.'));
  }
}

/** What pods find around them. */
export interface PodSurroundings {
  readonly system: string;
  readonly addressOfMachine: AddressOfMachine;
}

/** The pod's part of what its containers are: all of it but what tells kinds of workloads apart. */
export function describeContainers(
  {
    name,
    props,
    containerPorts,
  }: Pick<Workload, 'name' | 'containerPorts'> & { readonly props: WorkloadProps & { readonly hooks?: HooksProps } },
  probes: ResolvedContainer['probes'],
  ownClaims: boolean,
  { system, addressOfMachine }: PodSurroundings,
): Pick<ResolvedPodTemplate, 'containers' | 'initContainers' | 'sidecars' | 'volumes' | 'texts' | 'claims' | 'shares'> {
  const systems = new FileSystems({ system, workload: name }, ownClaims, addressOfMachine);
  const besides = new Set((props.sidecars ?? []).flatMap(({ ports = [] }) => ports));
  const ports = containerPorts.filter((port) => !besides.has(port));
  const own = { ...describeContainer(name, props, systems), ...describeService(ports, probes, props.hooks) };
  const sidecars = (props.sidecars ?? []).map((each) => ({
    ...describeContainer(each.name, each, systems),
    ...describeService(each.ports ?? [], sidecarProbes(each), each.hooks),
  }));
  const initContainers = (props.initContainers ?? []).map((each) => describeContainer(each.name, each, systems));
  return { containers: [own], sidecars, initContainers, ...systems.resolve() };
}

/** What containers have that go on running. */
function describeService(
  ports: readonly Port[],
  probes: ResolvedProbes | undefined,
  hooks: HooksProps | undefined,
): Pick<ResolvedContainer, 'ports' | 'probes' | 'hooks'> {
  return {
    ports: ports.map((port) => port.resolved).sort(comparePorts),
    ...(probes && { probes }),
    ...(hooks && { hooks: hooksOf(hooks, ports) }),
  };
}

const sidecarProbes = ({ ports = [], health }: SidecarProps): ResolvedProbes | undefined => health && probesOf(health, ports);

/** Ports that the kubelet asks pods at, of whatever container. */
export function askedPorts({ props }: Workload, probes: ResolvedProbes | undefined): ReadonlySet<number> {
  const all = [probes, ...(props.sidecars ?? []).map(sidecarProbes)].flatMap((each) => Object.values(each ?? {}) as ResolvedProbe[]);
  return new Set(all.flatMap(({ port }) => port ?? []));
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
