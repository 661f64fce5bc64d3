import { Rule } from '../../policy/hardening';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResourcesProps } from '../../workload/resources';
import type { ShutdownProps, Workload } from '../../workload/workload';
import { checkNoIcmp, checkPorts, checkSize } from '../checks';
import { checkEnvironment } from '../pod/environment';

/** Checks what every workload has: its pods. */
export function checkPods(workload: Workload, report: Report): void {
  const { props, listens } = workload;
  const { path } = workload.node;
  checkImage(path, props.image, report);
  checkPorts(path, listens, report);
  checkNoIcmp(path, listens, report);
  checkResources(path, 'resources', props.resources ?? {}, report);
  if (props.namespace && props.namespace.cluster !== workload.cluster)
    report(problems.wrongCluster(path, 'namespace', props.namespace.cluster.node.path));
  if (props.mesh && props.mesh.cluster !== workload.cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  if (props.runAs !== undefined && (!Number.isInteger(props.runAs) || props.runAs < 1)) {
    const text = `runAs ${props.runAs} is no user id above 0.`;
    report(problems.invalidWorkload(path, text, 'Name the numeric id of an ordinary user.'));
  }
  const { waivers = [] } = props.hardening ?? {};
  if (props.runAs !== undefined && waivers.some(({ rule }) => rule === Rule.RUN_AS_NON_ROOT)) {
    const text = `runAs ${props.runAs} would not be heeded: excused from "${Rule.RUN_AS_NON_ROOT}", its container runs as the user that its image names.`;
    report(problems.invalidWorkload(path, text, 'Leave out runAs, or the exception.'));
  }
  checkShutdown(path, props.shutdown ?? {}, report);
  checkEnvironment(path, props, report);
  checkScratch(path, props.scratch ?? [], report);
  for (const waiver of waivers) if (!waiver.because?.trim()) report(problems.waiverWithoutReason(path, waiver.rule));
}

/** Kubernetes mounts no path twice, and takes no colon in one. */
function checkScratch(path: string, folders: readonly string[], report: Report): void {
  const mounted = new Set<string>();
  for (const folder of folders) {
    const plain = folder.replace(/\/+$/, '');
    if (!/^(\/[^\s/:]+)+$/.test(plain) || /\/\.{1,2}(\/|$)/.test(plain))
      report(problems.invalidWorkload(path, `scratch: "${folder}" is not an absolute path below "/".`, 'Write one such as /tmp.'));
    else if (mounted.has(plain)) report(problems.invalidWorkload(path, `scratch: "${plain}" is listed twice.`, 'List every path once.'));
    mounted.add(plain);
  }
}

/** @param prop that they were given as */
export function checkResources(path: string, prop: string, resources: ResourcesProps, report: Report): void {
  const { cpu, cpuLimit, memory, ephemeralStorage } = resources;
  if (cpu?.defect) report(problems.invalidAmount(path, `${prop}.cpu`, cpu.defect));
  if (cpuLimit?.defect) report(problems.invalidAmount(path, `${prop}.cpuLimit`, cpuLimit.defect));
  if (cpu && cpuLimit && cpuLimit.toMillis < cpu.toMillis) {
    const text = `${prop}: the limit of ${cpuLimit.toMillis} thousandths of a core is below the ${cpu.toMillis} that are guaranteed.`;
    report(problems.invalidWorkload(path, text, 'Raise cpuLimit, or leave it out.'));
  }
  if (memory) checkSize(path, `${prop}.memory`, memory, report);
  if (ephemeralStorage) checkSize(path, `${prop}.ephemeralStorage`, ephemeralStorage, report);
}

function checkShutdown(path: string, { drain, grace }: ShutdownProps, report: Report): void {
  for (const [prop, duration, least] of [
    ['drain', drain, 0],
    ['grace', grace, 1],
  ] as const) {
    if (duration === undefined || (!duration.defect && duration.toSeconds >= least)) continue;
    const text = `shutdown.${prop}: ${duration.toSeconds} seconds is not a whole number from ${least}.`;
    report(problems.invalidWorkload(path, text, 'Write one such as Duration.seconds(30).'));
  }
}

/** Registry with an optional port, path in lower case, tag (the grammar of OCI image references). */
const REFERENCE =
  /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?$/;

function checkImage(path: string, image: string, report: Report): void {
  const why = floating(image);
  if (!REFERENCE.test(image.replace(/@[^@]*$/, ''))) report(problems.invalidImageReference(path, image));
  else if (why) report(problems.floatingImageTag(path, image, why));
}

/** Why an image reference does not name one image for good. */
function floating(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes('@')) return 'has a digest that is not sha256 with 64 hexadecimal digits';
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return 'has no tag';
  return tag === 'latest' ? 'is tagged "latest", which means another image every time' : undefined;
}
