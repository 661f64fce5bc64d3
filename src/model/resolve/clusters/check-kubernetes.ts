import type { ApiGateway } from '../../edge/api-gateway';
import { checkPorts, checkSize } from '../../kinds/checks';
import { Rule } from '../../policy/hardening';
import * as problems from '../../problems';
import { isDomain, isLabel, labelDefect, type Port } from '../../values';
import type { Microservice, ShutdownProps } from '../../workload/microservice';
import type { Pods } from '../../workload/pods';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** Checks everything that runs in clusters, one by one. */
export function checkKubernetes(inventory: Inventory, report: Report): void {
  for (const service of inventory.microservices) checkMicroservice(service, report);
  for (const gateway of inventory.gateways) checkGateway(gateway, report);
  for (const pods of inventory.pods) checkPods(pods, report);
}

function checkGateway({ node: { path }, props, cluster }: ApiGateway, report: Report): void {
  if (Object.keys(props.routes).length === 0) report(problems.missing(path, 'routes'));
  for (const [route, service] of Object.entries(props.routes)) {
    if (!/^\/[^\s]*$/.test(route)) report(problems.invalidRoute(path, route, 'it does not start with "/"'));
    if (service.cluster !== cluster) report(problems.invalidRoute(path, route, `${service.node.path} runs in another cluster`));
  }
  for (const host of props.hosts ?? []) if (!isDomain(host.replace(/^\*\./, ''))) report(problems.invalidDomain(path, host));
  if (props.tlsSecret !== undefined && !isDomain(props.tlsSecret)) report(problems.invalidObjectName(path, 'tlsSecret', props.tlsSecret));
  if (props.mesh && props.mesh.cluster !== cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  const { namespace, labels, serviceAccount, gatewayClass } = props.proxy ?? {};
  if (namespace !== undefined && !isLabel(namespace)) report(problems.invalidName(path, namespace));
  if (labels) checkSelector(path, 'proxy.labels', labels, report);
  for (const [prop, name] of Object.entries({ serviceAccount, gatewayClass }))
    if (name !== undefined && !isDomain(name)) report(problems.invalidObjectName(path, `proxy.${prop}`, name));
}

function checkPods({ node: { path }, props, listens, cluster }: Pods, report: Report): void {
  checkPorts(path, listens, report);
  checkNoIcmp(path, listens, report);
  if (!isLabel(props.namespace)) report(problems.invalidName(path, props.namespace));
  checkSelector(path, 'labels', props.labels, report);
  if (props.mesh && props.mesh.cluster !== cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  if (props.serviceAccount !== undefined && !isDomain(props.serviceAccount))
    report(problems.invalidObjectName(path, 'serviceAccount', props.serviceAccount));
}

/** Labels that pods are chosen by. */
export function checkSelector(path: string, prop: string, labels: Readonly<Record<string, string>>, report: Report): void {
  if (Object.keys(labels).length === 0) report(problems.emptySelector(path, prop));
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidLabel(path, prop, key, defect));
  }
}

function checkMicroservice(service: Microservice, report: Report): void {
  const { props } = service;
  const { path } = service.node;
  const why = floating(props.image);
  if (why) report(problems.floatingImageTag(path, props.image, why));
  checkPorts(path, service.listens, report);
  checkNoIcmp(path, service.listens, report);
  for (const { resolved } of service.listens) {
    const range = `The port range ${resolved.from} to ${resolved.to} cannot be a Service's port.`;
    if (resolved.from !== resolved.to) report(problems.invalidMicroservice(path, range, 'List its ports one by one.'));
  }
  const { protocol } = props.port.resolved;
  if (protocol === 'udp' || protocol === 'sctp') {
    const text = `Its health is checked over TCP at its first port, but ${props.port} is not TCP: its pods would never be ready.`;
    report(problems.invalidMicroservice(path, text, 'Let `port` be one that answers over TCP, and list the others in `morePorts`.'));
  }
  checkReplicas(service, report);
  const { cpu, cpuLimit, memory, ephemeralStorage } = props.resources ?? {};
  if (cpu?.defect) report(problems.invalidAmount(path, 'resources.cpu', cpu.defect));
  if (cpuLimit?.defect) report(problems.invalidAmount(path, 'resources.cpuLimit', cpuLimit.defect));
  if (cpu && cpuLimit && cpuLimit.toMillis < cpu.toMillis) {
    const text = `resources: the limit of ${cpuLimit.toMillis} thousandths of a core is below the ${cpu.toMillis} that are guaranteed.`;
    report(problems.invalidMicroservice(path, text, 'Raise cpuLimit, or leave it out.'));
  }
  if (memory) checkSize(path, 'resources.memory', memory, report);
  if (ephemeralStorage) checkSize(path, 'resources.ephemeralStorage', ephemeralStorage, report);
  if (props.namespace !== undefined && !isLabel(props.namespace)) report(problems.invalidName(path, props.namespace));
  if (props.mesh && props.mesh.cluster !== service.cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  if (props.runAs !== undefined && (!Number.isInteger(props.runAs) || props.runAs < 1)) {
    const text = `runAs ${props.runAs} is no user id above 0.`;
    report(problems.invalidMicroservice(path, text, 'Name the numeric id of an ordinary user.'));
  }
  const { waivers = [] } = props.hardening ?? {};
  if (props.runAs !== undefined && waivers.some(({ rule }) => rule === Rule.RUN_AS_NON_ROOT)) {
    const text = `runAs ${props.runAs} would not be heeded: excused from "${Rule.RUN_AS_NON_ROOT}", its container runs as the user that its image names.`;
    report(problems.invalidMicroservice(path, text, 'Leave out runAs, or the exception.'));
  }
  checkShutdown(path, props.shutdown ?? {}, report);
  for (const probe of [props.health?.readiness, props.health?.liveness]) {
    if (probe?.path !== undefined && !/^\/[^\s]*$/.test(probe.path))
      report(problems.invalidMicroservice(path, `health: "${probe.path}" is no path of a URL.`, 'Start it with "/".'));
  }
  checkEnvironment(service, report);
  for (const scratch of props.scratch ?? []) {
    if (!/^\/[^\s]+$/.test(scratch))
      report(problems.invalidMicroservice(path, `scratch: "${scratch}" is not an absolute path below "/".`, 'Write one such as /tmp.'));
  }
  for (const waiver of waivers) if (!waiver.because?.trim()) report(problems.waiverWithoutReason(path, waiver.rule));
}

function checkShutdown(path: string, { drain, grace }: ShutdownProps, report: Report): void {
  for (const [prop, duration, least] of [
    ['drain', drain, 0],
    ['grace', grace, 1],
  ] as const) {
    if (duration === undefined || (!duration.defect && duration.toSeconds >= least)) continue;
    const text = `shutdown.${prop}: ${duration.toSeconds} seconds is not a whole number from ${least}.`;
    report(problems.invalidMicroservice(path, text, 'Write one such as Duration.seconds(30).'));
  }
}

function checkEnvironment({ node: { path }, props }: Microservice, report: Report): void {
  const { env = {}, secrets = {} } = props;
  for (const name of [...Object.keys(env), ...Object.keys(secrets)]) {
    const text = `"${name}" is no name of an environment variable.`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) report(problems.invalidMicroservice(path, text, 'Use letters, digits and underscores.'));
    if (Object.hasOwn(env, name) && Object.hasOwn(secrets, name))
      report(problems.invalidMicroservice(path, `"${name}" stands in both env and secrets.`, 'Keep one.'));
  }
  for (const [name, { secret, key }] of Object.entries(secrets)) {
    if (!isDomain(secret)) report(problems.invalidObjectName(path, `secrets.${name}.secret`, secret));
    const text = `secrets.${name}: "${key}" is no key of a Secret.`;
    if (!/^[A-Za-z0-9._-]{1,253}$/.test(key))
      report(problems.invalidMicroservice(path, text, 'Use letters, digits, dots, hyphens and underscores.'));
  }
}

function checkNoIcmp(path: string, ports: readonly Port[], report: Report): void {
  if (ports.some(({ resolved }) => resolved.protocol === 'icmp'))
    report(problems.unsupportedProtocol(path, path, 'ICMP', 'by a Service or a NetworkPolicy'));
}

/** Registry with an optional port, path in lower case, tag, digest (the grammar of OCI image references). */
const REFERENCE =
  /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** Why an image reference does not name one image for good. */
function floating(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return REFERENCE.test(image) ? undefined : 'is no image reference';
  if (image.includes('@')) return 'has a digest that is not sha256 with 64 hexadecimal digits';
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return 'has no tag';
  if (tag === 'latest') return 'is tagged "latest", which means another image every time';
  return REFERENCE.test(image) ? undefined : 'is no image reference';
}

function checkReplicas({ node, props }: Microservice, report: Report): void {
  const { replicas, scaling } = props;
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1))
    report(problems.invalidReplicas(node.path, `${replicas} replicas is not a whole number from 1`));
  if (!scaling) return;
  if (replicas !== undefined) report(problems.invalidReplicas(node.path, `Both \`replicas\` (${replicas}) and \`scaling\` are given`));
  if (!Number.isInteger(scaling.min) || scaling.min < 1 || !Number.isInteger(scaling.max) || scaling.max <= scaling.min) {
    report(problems.invalidReplicas(node.path, `scaling from ${scaling.min} to ${scaling.max} is no range of whole numbers from 1`));
  }
  const target = scaling.targetCpuPercent ?? 70;
  if (!(target >= 1 && target <= 100)) report(problems.invalidReplicas(node.path, `targetCpuPercent ${target} is not between 1 and 100`));
}
