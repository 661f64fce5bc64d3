import { shorten } from '../values';

/** Longest name of a Service, and of any label value. */
const LONGEST = 63;

/** `name` itself, or its start and a hash of it when it is too long. */
export const objectName = (name: string): string => shorten(name, LONGEST, 8);

/** The LoadBalancer Service of a workload. */
export const externalServiceName = (service: string): string => objectName(`${service}-external`);

/** The Service by which pods with stable names are found one by one. */
export const headlessServiceName = (service: string): string => objectName(`${service}-headless`);

/** The object of what a job runs: Kubernetes labels its pods with it. */
export const jobName = (job: string, digest: string): string => `${shorten(job, LONGEST - digest.length - 1, 8)}-${digest}`;

/** The LoadBalancer Service in front of a gateway's proxies, in their namespace. */
export const proxyServiceName = (system: string, gateway: string): string => objectName(`${system}-${gateway}`);

/** By which a Service of another namespace agrees to be routed to. */
export const grantName = (gateway: string, service: string): string => objectName(`${gateway}-${service}`);

/** The ConfigMap with the digest. */
export const digestName = (system: string): string => `${system}-digest`;

/** By which a workload in a namespace of somebody else's is denied whatever no flow allows. */
export const isolationName = (workload: string): string => objectName(`deny-${workload}`);

/** The ClusterRole of a workload, and its binding: cluster-wide names, with a mark that no workload's name has. */
export const clusterRoleName = (system: string, workload: string): string => `${system}:${workload}`;

/** What a namespace has one of: the names are those of no workload. */
export const NAMESPACE_OBJECTS = {
  denial: 'default-deny',
  mutualTls: 'default',
  authorization: 'allow-nothing',
  quota: 'quota',
  limits: 'limits',
} as const;

/** A claim that all pods of a workload share. */
export const claimName = (workload: string, id: string): string => `${workload}-${id}`;

/** What a server exports to a workload: its PersistentVolume, in the whole cluster, and the claim on it. */
export const shareNames = (
  system: string,
  workload: string,
  id: string,
  digest: string,
): { readonly name: string; readonly claim: string } => ({
  name: `${system}-${workload}-${id}-${digest}`,
  claim: `${workload}-${id}-${digest}`,
});

/** Most pods that a cluster is made for (kubernetes.io, "Considerations for large clusters"). */
export const MOST_PODS = 150_000;

/** Claims that a StatefulSet makes, one for each of its pods. */
export const podClaimNames = (workload: string, id: string, pods: number): readonly string[] =>
  Array.from({ length: Math.min(pods, MOST_PODS) }, (_, pod) => `${id}-${workload}-${pod}`);
