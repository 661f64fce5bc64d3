/** What has to be known of fields of pods, and of what keeps them, to compare them (kubernetes.io, "Kubernetes API: Pod"). */

type Entry = Readonly<Record<string, unknown>>;

const by =
  (field: string) =>
  (entry: Entry): string =>
    String(entry[field]);

/** What tells entries of lists apart, by the name of the field. Entries of others are compared one after the other. */
export const KEYS: ReadonlyMap<string, (entry: Entry) => string> = new Map([
  ...['initContainers', 'containers', 'ephemeralContainers', 'volumes', 'env', 'imagePullSecrets', 'httpHeaders', 'sysctls'].map(
    (name) => [name, by('name')] as const,
  ),
  ['volumeMounts', by('mountPath')],
  ['volumeDevices', by('devicePath')],
  ['volumeClaimTemplates', ({ metadata }) => String((metadata as Entry | undefined)?.name)],
  ['ports', ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`],
]);

/** By which Services and policies find a port, which is read there; and what servers write of themselves. */
export const READ_ELSEWHERE: ReadonlySet<string> = new Set([
  'ports.name',
  'volumeClaimTemplates.status',
  'volumeClaimTemplates.apiVersion',
  'volumeClaimTemplates.kind',
]);

const said = (...values: readonly unknown[]): readonly string[] => values.map((value) => JSON.stringify(value));

/** Fields that do nothing where they say this, by `parent.name`, or by `name` alone: what the server writes of itself, or takes for nothing. */
export const DEFAULTS: ReadonlyMap<string, readonly string[]> = new Map([
  ...['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'stdin', 'stdinOnce', 'tty', 'optional', 'readOnly', 'privileged'].map(
    (name) => [name, said(false)] as const,
  ),
  ...['setHostnameAsFQDN', 'runAsNonRoot', 'readOnlyRootFilesystem', 'suspend'].map((name) => [name, said(false)] as const),
  ...['securityContext', 'resources', 'annotations', 'labels', 'nodeSelector', 'affinity', 'lifecycle'].map(
    (name) => [name, said({})] as const,
  ),
  ['restartPolicy', said('Always')],
  ['initContainers.restartPolicy', said()],
  ['dnsPolicy', said('ClusterFirst')],
  ['schedulerName', said('default-scheduler')],
  ['terminationGracePeriodSeconds', said(30)],
  ['enableServiceLinks', said(true)],
  ['preemptionPolicy', said('PreemptLowerPriority')],
  ['terminationMessagePath', said('/dev/termination-log')],
  ['terminationMessagePolicy', said('File')],
  ['ports.protocol', said('TCP')],
  ['env.value', said('')],
  ['fieldRef.apiVersion', said('v1')],
  ['resourceFieldRef.divisor', said('0')],
  ['httpGet.scheme', said('HTTP')],
  ['httpGet.path', said('/')],
  ['grpc.service', said('')],
  ['initialDelaySeconds', said(0)],
  ['timeoutSeconds', said(1)],
  ['periodSeconds', said(10)],
  ['successThreshold', said(1)],
  ['failureThreshold', said(3)],
  ['hostPath.type', said('')],
  ['emptyDir.medium', said('')],
  ...['secret', 'configMap', 'projected', 'downwardAPI'].map((volume) => [`${volume}.defaultMode`, said(0o644)] as const),
  ['serviceAccountToken.expirationSeconds', said(3600)],
  ['mountPropagation', said('None')],
  ['recursiveReadOnly', said('Disabled')],
  ['tolerations.operator', said('Equal')],
  ['progressDeadlineSeconds', said(600)],
  ['minReadySeconds', said(0)],
  ['podManagementPolicy', said('OrderedReady')],
  ...['whenDeleted', 'whenScaled'].map((when) => [when, said('Retain')] as const),
  ['persistentVolumeClaimRetentionPolicy', said({ whenDeleted: 'Retain', whenScaled: 'Retain' })],
  ['volumeMode', said('Filesystem')],
  ['parallelism', said(1)],
  ['completions', said(1)],
  ['completionMode', said('NonIndexed')],
  ['backoffLimit', said(6)],
  ['manualSelector', said(false)],
  ['podReplacementPolicy', said('TerminatingOrFailed')],
  ['concurrencyPolicy', said('Allow')],
  ['successfulJobsHistoryLimit', said(3)],
  ['failedJobsHistoryLimit', said(1)],
]);
