import type { ResolvedCluster, ResolvedPodVolume, ResolvedWorkload, WorkloadKind } from '../../../model/resolved';
import type { Labels } from '../../kubernetes/selector';
import { wantedContainer, wantedLifecycle } from './containers';
import { wantedPlacement } from './placement';
import { wantedSecurity } from './security';
import { wantedVolume } from './volumes';
import type { Wanted } from './wanted';

/** Labels by which controllers tell pods of one description from those of another, where these are spread apart. */
const REVISIONS: { readonly [K in WorkloadKind]?: string } = { microservice: 'pod-template-hash' };

/** Whether a version of Kubernetes is this one, or a later one. */
function isSince(version: string, first: string): boolean {
  const minorOf = (text: string): number => Number(text.split('.')[1]);
  return minorOf(version) >= minorOf(first);
}

/** The first versions of Kubernetes whose kubelets wait by themselves, and whose nodes make what is mounted below a mount read-only, too. */
const [SLEEPS, RECURSIVE] = ['1.30', '1.31'];

/**
 * What the pods of a workload are made of, from what the model says of them.
 * @param alike labels that all of them have, and nobody else
 */
export function wantedPods(alike: Labels, cluster: ResolvedCluster, { kind, pods }: ResolvedWorkload): Wanted {
  const { pod, container } = wantedSecurity(pods);
  const deep = new Set(pods.volumes.filter(({ kind }) => isSince(cluster.version, RECURSIVE) && OF_NODES[kind]).map((each) => each.name));
  const waivers = new Set(pods.waivers.map(({ rule }) => rule));
  const { drainSeconds, graceSeconds } = pods.shutdown;
  const drain = drainSeconds === 0 ? undefined : waiting(drainSeconds, cluster);
  return {
    serviceAccountName: pods.serviceAccount,
    automountServiceAccountToken: pods.access.length > 0 || waivers.has('no-service-account-token'),
    imagePullSecrets: pods.pullSecrets?.map((secret) => ({ name: secret })),
    enableServiceLinks: false,
    hostPID: waivers.has('no-host-processes'),
    securityContext: pod,
    restartPolicy: pods.ends ? 'Never' : undefined,
    terminationGracePeriodSeconds: drainSeconds + graceSeconds,
    ...wantedPlacement(pods.placement, { matchLabels: alike }, REVISIONS[kind]),
    initContainers: [
      ...pods.sidecars.map((each) => ({
        ...wantedContainer(each, deep),
        restartPolicy: 'Always',
        securityContext: container,
        lifecycle: filled(wantedLifecycle(each.hooks)),
      })),
      ...pods.initContainers.map((each) => ({ ...wantedContainer(each, deep), securityContext: container })),
    ],
    containers: pods.containers.map((each) => ({
      ...wantedContainer(each, deep),
      securityContext: container,
      lifecycle: filled(wantedLifecycle(each.hooks, drain)),
    })),
    volumes: pods.volumes.map(wantedVolume),
  };
}

/** Volumes in which nodes may have mounted others. */
const OF_NODES: { readonly [Kind in ResolvedPodVolume['kind']]: boolean } = {
  scratch: false,
  claim: false,
  'host-path': true,
  files: false,
  keys: false,
};

const waiting = (seconds: number, { version }: ResolvedCluster): Wanted =>
  isSince(version, SLEEPS) ? { sleep: { seconds } } : { exec: { command: ['sleep', `${seconds}`] } };

const filled = (fields: Wanted): Wanted | undefined => (Object.values(fields).some((value) => value !== undefined) ? fields : undefined);
