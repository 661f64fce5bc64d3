import { type Answers, library, patch, prop, refused } from '../answer';

const INTERACTIVE = 'nobody sits before a container';

export const CONTAINER: Answers = {
  args: prop('`args`'),
  command: prop('`command`'),
  env: prop('`env`'),
  envFrom: prop('`envFrom`'),
  image: prop('`image`'),
  imagePullPolicy: library('`Always`: else who may start a pod on a node may use every image that lies there'),
  lifecycle: prop('`hooks`, `shutdown.drain`'),
  livenessProbe: prop('`health.liveness`'),
  name: prop('`name`'),
  ports: prop('`port`, `morePorts`, `ports` of sidecars'),
  readinessProbe: prop('`health.readiness`'),
  resizePolicy: patch('the default of the server is meant'),
  resources: prop('`resources`'),
  restartPolicy: library('`Always` for sidecars, which makes them such'),
  restartPolicyRules: patch('young'),
  securityContext: library('the hardening, see below'),
  startupProbe: prop('`health.startup`'),
  stdin: refused(INTERACTIVE),
  stdinOnce: refused(INTERACTIVE),
  terminationMessagePath: patch('the default of the server is meant'),
  terminationMessagePolicy: patch('the default of the server is meant'),
  tty: refused(INTERACTIVE),
  volumeDevices: patch('file systems; raw block devices need a program that knows them'),
  volumeMounts: prop('`files`, `volumes`, `scratch`'),
  workingDir: prop('`workingDir`'),
};

export const SECURITY_CONTEXT: Answers = {
  allowPrivilegeEscalation: library('hardening rule `no-privilege-escalation`'),
  appArmorProfile: patch('the default profile of the runtime is meant'),
  capabilities: library('hardening rule `drop-capabilities`'),
  privileged: refused('is root on the node'),
  procMount: patch('the default of the server is meant'),
  readOnlyRootFilesystem: library('hardening rule `read-only-root`'),
  runAsGroup: patch('said for the pod'),
  runAsNonRoot: patch('said for the pod'),
  runAsUser: patch('said for the pod'),
  seLinuxOptions: patch('labels of the runtime are meant'),
  seccompProfile: patch('said for the pod'),
  windowsOptions: patch('pods run on Linux nodes'),
};

export const CONTAINER_PORT: Answers = {
  containerPort: prop('the number of a `Port`'),
  hostIP: refused('opens the node'),
  hostPort: refused(
    'opens every node, and what policies see of senders depends on the network plug-in; a flow from outside plans an address of the Service',
  ),
  name: prop('the name of a `Port`'),
  protocol: prop('`Port.tcp`, `Port.udp`'),
};

export const ENV_VAR_SOURCE: Answers = {
  configMapKeyRef: prop('`EnvSource.configMapKey`'),
  fieldRef: prop('`EnvSource.field`, `.label`, `.annotation`'),
  fileKeyRef: patch('young'),
  resourceFieldRef: prop('`EnvSource.resource`'),
  secretKeyRef: prop('`EnvSource.secret`'),
};

export const PROBE: Answers = {
  exec: prop('`Probe.exec`'),
  failureThreshold: prop('`failures`'),
  grpc: prop('`Probe.grpc`'),
  httpGet: prop('`Probe.http`'),
  initialDelaySeconds: prop('`initialDelay`'),
  periodSeconds: prop('`period`'),
  successThreshold: prop('`successes`'),
  tcpSocket: prop('`Probe.tcp`'),
  terminationGracePeriodSeconds: patch('`shutdown.grace` holds here, too'),
  timeoutSeconds: prop('`timeout`'),
};

export const LIFECYCLE: Answers = {
  postStart: prop('`hooks.postStart`'),
  preStop: prop('`hooks.preStop`, `shutdown.drain`'),
  stopSignal: patch('that of the image is meant'),
};
