import type { Chart } from 'cdk8s';
import { type ResolvedShare, type ResolvedWorkload, SHARE_MIB } from '../../model/resolved';
import { PersistentVolume, PersistentVolumeClaim, type PersistentVolumeSpec } from '../imports/kubernetes';
import { mebibytes } from './resources';

/** NFS 4.1: one port, and no connections from the server to nodes (RFC 8881). Nodes send from privileged ports, as servers ask for by default. */
const MOUNT_OPTIONS = ['nfsvers=4.1'];
const CAPACITY = mebibytes(SHARE_MIB);

/** What servers export to a workload: a volume of the cluster for each, which is bound to the workload's claim on it and to no other. */
export function addShares(chart: Chart, { namespace, pods }: ResolvedWorkload): void {
  for (const share of pods.shares ?? []) {
    const { id, name, claim } = share;
    // In no namespace, also where the chart is in one.
    new PersistentVolume(chart, `share-${id}`, {
      metadata: { name, namespace: '' },
      spec: { ...volumeSpec(share), claimRef: { namespace, name: claim } },
    });
    new PersistentVolumeClaim(chart, `share-claim-${id}`, {
      metadata: { name: claim },
      spec: {
        accessModes: accessModes(share),
        storageClassName: NO_CLASS,
        volumeName: name,
        resources: { requests: { storage: CAPACITY } },
      },
    });
  }
}

/** Nothing makes a volume for the claim. */
const NO_CLASS = '';

const accessModes = ({ readOnly }: ResolvedShare): string[] => [readOnly ? 'ReadOnlyMany' : 'ReadWriteMany'];

const volumeSpec = (share: ResolvedShare): PersistentVolumeSpec => ({
  accessModes: accessModes(share),
  capacity: { storage: CAPACITY },
  storageClassName: NO_CLASS,
  // What is on the server is nothing that a cluster could delete.
  persistentVolumeReclaimPolicy: 'Retain',
  mountOptions: MOUNT_OPTIONS,
  nfs: { server: share.server, path: share.path, ...(share.readOnly && { readOnly: true }) },
});
