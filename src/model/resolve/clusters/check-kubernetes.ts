import { checkNoIcmp, checkPorts, checkSelector, checkUndialled } from '../../kinds/checks';
import { meshModeOf } from '../../kinds/mesh';
import { checkAnnotations, checkLabels } from '../../kinds/metadata';
import { checkClaims, claimingOf } from '../../kinds/pod/claims';
import { checkHostAccess } from '../../kinds/pod/host-access';
import { checkPlacement } from '../../kinds/pod/placement';
import { checkNfsShares } from '../../kinds/pod/shares';
import { kindOfWorkload } from '../../kinds/workload';
import { checkPods } from '../../kinds/workload/checks';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isDomain, isSince } from '../../values';
import type { Pods } from '../../workload/pods';
import type { Workload } from '../../workload/workload';
import type { Inventory } from '../inventory/inventory';
import { checkGateway } from './check-gateways';

/** Checks everything that runs in clusters, one by one. */
export function checkKubernetes(inventory: Inventory, report: Report): void {
  for (const workload of inventory.workloads) {
    checkPods(workload, report);
    checkName(workload, report);
    checkPlacement(workload, kindOfWorkload(workload).mostPods(workload), report);
    checkLabels(workload.node.path, 'labels', workload.props.labels ?? {}, report);
    checkAnnotations(workload.node.path, 'annotations', workload.props.annotations ?? {}, report);
    checkEnd(workload, report);
    const kind = kindOfWorkload(workload);
    checkHostAccess(workload, kind.onEachNode, report);
    checkNfsShares(workload, report);
    checkClaims(workload, claimingOf(kind, workload), report);
    kind.check(workload, report);
  }
  for (const gateway of inventory.gateways) checkGateway(gateway, report);
  for (const pods of inventory.pods) checkForeignPods(pods, report);
}

function checkName(workload: Workload, report: Report): void {
  const defect = kindOfWorkload(workload).nameDefect(workload.name);
  if (defect)
    report(
      problems.invalidWorkload(workload.node.path, `The name "${workload.name}" is too long: ${defect}.`, 'Give it a shorter `name`.'),
    );
}

/** The first whose pods end when all that is left of them are sidecars (Kubernetes 1.29: `SidecarContainers`). */
const NATIVE_SIDECARS = '1.29';

function checkEnd(workload: Workload, report: Report): void {
  const { cluster, props, node } = workload;
  const { version } = cluster.facts;
  if (!props.mesh || !kindOfWorkload(workload).ends || !meshModeOf(props.mesh.props).beside || isSince(version, NATIVE_SIDECARS)) return;
  report(problems.jobNeverEnds(node.path, props.mesh.node.id, version, NATIVE_SIDECARS));
}

function checkForeignPods({ node: { path }, props, listens, cluster }: Pods, report: Report): void {
  checkPorts(path, listens, report);
  checkUndialled(path, listens, report);
  checkNoIcmp(path, listens, report);
  if (props.namespace && props.namespace.cluster !== cluster)
    report(problems.wrongCluster(path, 'namespace', props.namespace.cluster.node.path));
  checkSelector(path, 'labels', props.labels, report);
  if (props.mesh && props.mesh.cluster !== cluster) report(problems.wrongCluster(path, 'mesh', props.mesh.cluster.node.path));
  if (props.serviceAccount !== undefined && !isDomain(props.serviceAccount))
    report(problems.invalidObjectName(path, 'serviceAccount', props.serviceAccount));
}
