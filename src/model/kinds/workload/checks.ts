import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isDomain } from '../../values';
import { Rule } from '../../workload/hardening';
import type { ShutdownProps, Workload, WorkloadProps } from '../../workload/workload';
import { checkDialled, checkNoIcmp, checkPorts, checkSpan } from '../checks';
import { meshModeOf } from '../mesh';
import { checkAnnotations } from '../metadata';
import { checkAccess } from '../pod/access';
import { checkContainers } from '../pod/containers';

/** Checks what every workload has: its pods. */
export function checkPods(workload: Workload, report: Report): void {
  const { props, containerPorts } = workload;
  const { path } = workload.node;
  checkContainers(workload, report);
  checkPorts(path, containerPorts, report);
  checkDialled(path, containerPorts, report);
  checkNoIcmp(path, containerPorts, report);
  if (props.namespace && props.namespace.cluster !== workload.cluster)
    report(problems.wrongCluster(path, 'namespace', props.namespace.cluster.node.path));
  if (props.mesh && props.mesh.cluster !== workload.cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  if (props.runAs !== undefined && (!Number.isInteger(props.runAs) || props.runAs < 1)) {
    const text = `runAs ${props.runAs} is no user id above 0.`;
    report(problems.invalidWorkload(path, text, 'Name the numeric id of an ordinary user.'));
  }
  const proxyUser = props.mesh && meshModeOf(props.mesh.props).proxyUser;
  if (proxyUser !== undefined && props.runAs === proxyUser) {
    const text = `runAs ${props.runAs} is the user of the mesh's proxies: what runs as it passes them by, and no policy of the mesh holds for it.`;
    report(problems.invalidWorkload(path, text, 'Name the numeric id of another user.'));
  }
  const { waivers = [] } = props.hardening ?? {};
  if (props.runAs !== undefined && waivers.some(({ rule }) => rule === Rule.RUN_AS_NON_ROOT)) {
    const text = `runAs ${props.runAs} would not be heeded: excused from "${Rule.RUN_AS_NON_ROOT}", its container runs as the user that its image names.`;
    report(problems.invalidWorkload(path, text, 'Leave out runAs, or the exception.'));
  }
  checkShutdown(path, props.shutdown ?? {}, report);
  checkAccess(path, props.access ?? [], report);
  checkAccount(path, props, report);
  for (const waiver of waivers) if (!waiver.because?.trim()) report(problems.waiverWithoutReason(path, waiver.rule));
}

function checkAccount(path: string, { serviceAccount, serviceAccountAnnotations }: WorkloadProps, report: Report): void {
  if (serviceAccountAnnotations) checkAnnotations(path, 'serviceAccountAnnotations', serviceAccountAnnotations, report);
  if (serviceAccount === undefined) return;
  if (!isDomain(serviceAccount)) report(problems.invalidObjectName(path, 'serviceAccount', serviceAccount));
  if (!serviceAccountAnnotations) return;
  const text = `serviceAccountAnnotations: the account "${serviceAccount}" is there already, and others describe it.`;
  report(
    problems.invalidWorkload(
      path,
      text,
      'Annotate it where it is described, or leave out `serviceAccount`: the workload gets one of its own.',
    ),
  );
}

function checkShutdown(path: string, { drain, grace }: ShutdownProps, report: Report): void {
  checkSpan(path, 'shutdown.drain', drain, 0, 'Duration.seconds(30)', report);
  checkSpan(path, 'shutdown.grace', grace, 1, 'Duration.seconds(30)', report);
}
