import { objectsOf } from '../../src/model/resolve/clusters/object-names';
import { manifestsOf } from '../both-outputs/render';
import { VARIETIES } from '../verify/varieties';

/** Kinds whose names cannot meet: their objects bear the name of one workload, or one that is unique by how it is made. */
const OWN_NAMES = [
  'Namespace',
  'ServiceAccount',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  // A job's ends in a digest.
  'Job',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'NetworkPolicy',
  'EndpointSlice',
  // Ends in a digest.
  'PersistentVolume',
  // Those of Secrets of the model, of which each name is there once.
  'ExternalSecret',
  // Gateways of one provider share theirs, those of two may not.
  'GatewayClass',
];
/** One for each cluster, or each namespace. */
const SINGLE = ['IPAddressPool', 'L2Advertisement', 'Gateway', 'ResourceQuota', 'LimitRange'];

/** ConfigMaps with files of a workload: their names end in a digest. */
const FILES_OF = 'isthmus/files-of';

/** `resolve()` answers for names that follow from others: it has to know of all that are written. */
test.each(Object.entries(VARIETIES))('%s: every name that is written was checked by the model', (_, build) => {
  const { system } = build().resolve();
  for (const cluster of system.clusters) {
    const checked = new Set(
      objectsOf(system.name, cluster, system, () => '').map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
    );
    const written = (manifestsOf(system).get(cluster.name) ?? []).filter(
      ({ kind, metadata }) => ![...OWN_NAMES, ...SINGLE].includes(kind) && !JSON.stringify(metadata).includes(FILES_OF),
    );
    expect(written.length).toBeGreaterThan(0);
    const unchecked = written
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
      .filter((name) => !checked.has(name));
    expect(unchecked).toEqual([]);
  }
});
