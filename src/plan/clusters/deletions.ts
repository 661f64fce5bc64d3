import { keepsData } from './claims';
import { filesOf, kindOf, type PlannedObject } from './objects';

/** The resource as kubectl takes it: `networkpolicy.networking.k8s.io`. */
const resourceOf = (object: PlannedObject): string => kindOf(object).toLowerCase();

/** `kubectl`, with the context that has the cluster's name where there are several. */
export const kubectl = (cluster: string, several: boolean): string => (several ? `kubectl --context ${cluster}` : 'kubectl');

export interface DeletionOptions {
  /** Whether the system has several clusters. */
  readonly several: boolean;
  /** Whether what the object has made stays. @default false */
  readonly orphans?: boolean;
}

export function deletionOf(object: PlannedObject, { several, orphans = false }: DeletionOptions): string {
  const { cluster, namespace, name } = object;
  const place = namespace === undefined ? '' : ` -n ${namespace}`;
  return `${kubectl(cluster, several)} delete ${resourceOf(object)} ${name}${place}${orphans ? ' --cascade=orphan' : ''}`;
}

/**
 * Commands that take away what the previous manifests had and the new ones have not: `kubectl apply` leaves it in the cluster, and with
 * it permissions that were taken back. What holds data takes no part: `retire` says what becomes of it.
 */
export function withdrawals(objects: readonly PlannedObject[], several: boolean): readonly string[] {
  const commands = objects
    .filter((object) => !keepsData(object))
    .map((object) => {
      const workload = filesOf(object);
      return workload === undefined ? deletionOf(object, { several }) : tidying(workload, object, several);
    });
  return [...new Set(commands)].sort();
}

/**
 * Deletes those files of a workload that none of its revisions stands on: pods of before start anew with theirs as long as a rollout goes
 * on, and a rollback goes back to one of the last three revisions, which is what Kubernetes keeps. Nothing is deleted when the cluster
 * does not answer.
 */
function tidying(workload: string, { cluster, namespace = 'default' }: PlannedObject, several: boolean): string {
  const program = kubectl(cluster, several);
  const revisions = 'replicaset,controllerrevision,cronjob,job,pod';
  const used = `used=$(${program} get ${revisions} -n ${namespace} -l app.kubernetes.io/name=${workload} -o yaml)`;
  const all = `$(${program} get configmap -n ${namespace} -l isthmus/files-of=${workload} -o name)`;
  const unused = `case "$used" in *"\${it#*/}"*) ;; *) ${program} delete "$it" -n ${namespace} ;; esac`;
  return `${used} && for it in ${all}; do ${unused}; done # files of ${workload} that none of its last three revisions has`;
}
