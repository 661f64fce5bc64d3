import {
  EnvSource,
  External,
  Image,
  Microservice,
  type Network,
  PodManagement,
  Port,
  Rollout,
  Secret,
  SecretStore,
  Size,
  VirtualMachine,
} from '../../src';
import { TINY } from '../e2e/systems/tiny';
import { sshKey } from '../model/fixture';
import { FACTS, type Facts, type Works } from './works';

/** An edit of {@link Works}, as a user makes it. */
export interface Edit {
  readonly facts?: Partial<Facts>;
  readonly more?: (works: Works) => void;
  /** What a plan says of it: see `saidBy`. */
  readonly says: readonly string[];
}

const db = FACTS.db as Exclude<Facts['db'], false>;
const app = FACTS.app as Exclude<Facts['app'], false>;
const media = FACTS.media as Exclude<Facts['media'], false>;

const reports = (works: Works, subnet = works.lan): VirtualMachine =>
  new VirtualMachine(works, 'reports', {
    host: works.host,
    subnet,
    image: Image.file('/images/tiny.qcow2', { version: '2', preinstalled: true }),
    os: TINY,
    cpus: 1,
    memory: Size.mebibytes(192),
    rootDisk: Size.gibibytes(1),
    stateless: true,
    listens: [Port.tcp(8443, 'https')],
    requirements: { because: 'who makes the reports wants a machine' },
  });

const retired = (name: string, keepData: boolean) => (works: Works) => works.retire(name, { keepData, because: 'moved to the archive' });

export const EDITS: Readonly<Record<string, Edit>> = {
  nothing: { says: ['nothing changes'] },
  'more memory for the database': { facts: { db: { ...db, memory: Size.mebibytes(768) } }, says: ['db is restarted', 'GUEST_OUTDATED'] },
  'another processor for the database': { facts: { db: { ...db, cpus: 2 } }, says: ['db is restarted', 'GUEST_OUTDATED'] },
  'another time for dumps': { facts: { db: { ...db, backup: '03:00' } }, says: ['nothing changes', 'GUEST_OUTDATED'] },
  'a larger data disk': { facts: { db: { ...db, disk: Size.gibibytes(2) } }, says: ['db is changed-live', 'disk db/data grown'] },
  'a larger root disk': { facts: { app: { ...app, root: Size.gibibytes(2) } }, says: ['app is changed-live', 'disk app/root grown'] },
  'a further disk': { facts: { app: { ...app, disks: ['scratch'] } }, says: ['app is restarted', 'disk app/scratch created'] },
  'another clock': { facts: { app: { ...app, os: TINY.withHardware({ clock: 'localtime' }) } }, says: ['app is restarted'] },
  'more memory for the load balancer': { facts: { doorMemory: Size.mebibytes(640) }, says: ['door is restarted', 'GUEST_OUTDATED'] },
  'SSH keys of administrators': { facts: { keys: [sshKey('a')] }, says: ['nothing changes', 'GUEST_OUTDATED'] },
  'first boots are waited for': { facts: { waits: 5 }, says: ['app is changed-live', 'db is changed-live', 'door is changed-live'] },
  'a new machine, and who talks to it': {
    more: (works) => works.policy.allow(works.web, reports(works), { because: 'figures' }),
    says: [
      'reports is created',
      'image works-tiny-2.qcow2 created',
      'names lan changed-live',
      'disk reports/root created',
      'web is changed-live',
      'EndpointSlice reports created',
      'Service reports created',
      'terraform first',
    ],
  },
  'a new machine in a new subnet': {
    more: (works) => reports(works, (works.node.findChild('net') as Network).addSubnet('figures', { cidr: '10.30.3.0/24' })),
    says: [
      'reports is created',
      'network figures created',
      'image works-tiny-2.qcow2 created',
      'disk reports/root created',
      'terraform first',
    ],
  },
  'a further network card': {
    more: (works) =>
      works.app?.addInterface('figures', {
        subnet: (works.node.findChild('net') as Network).addSubnet('figures', { cidr: '10.30.3.0/24' }),
      }),
    says: ['app is restarted', 'network figures created', 'GUEST_OUTDATED', 'terraform first'],
  },
  'a machine leaves': {
    facts: { app: false },
    says: [
      'app is removed',
      'names lan changed-live',
      'disk app/root deleted',
      'web is changed-live',
      'EndpointSlice app withdrawn',
      'Service app withdrawn',
      'IMAGE_OF_TWO_SYSTEMS',
      'kubernetes first',
    ],
  },
  'a machine gives way to another': {
    facts: { app: false },
    more: (works) => works.policy.allow(works.web, reports(works), { because: 'prices' }),
    says: [
      'app is removed',
      'reports is created',
      'image works-tiny-2.qcow2 created',
      'names lan changed-live',
      'disk app/root deleted',
      'disk reports/root created',
      'web is changed-live',
      'EndpointSlice app withdrawn',
      'EndpointSlice reports created',
      'Service app withdrawn',
      'Service reports created',
      'IMAGE_OF_TWO_SYSTEMS',
      'terraform first, with a gap',
    ],
  },
  'a database leaves, its data is kept': {
    facts: { db: false },
    more: retired('db', true),
    says: [
      'db is removed',
      'network data removed',
      'disk db/data let-go',
      'disk db/root deleted',
      'web is changed-live',
      'EndpointSlice db withdrawn',
      'Service db withdrawn',
      'kubernetes first',
    ],
  },
  'a database leaves with its data': {
    facts: { db: false },
    more: retired('db', false),
    says: [
      'db is removed',
      'network data removed',
      'disk db/data deleted: AT STAKE',
      'disk db/root deleted',
      'web is changed-live',
      'EndpointSlice db withdrawn',
      'Service db withdrawn',
      'kubernetes first',
    ],
  },
  'a disk leaves, its data is kept': {
    facts: { papers: undefined },
    more: retired('old/papers', true),
    says: ['old is restarted', 'disk old/papers let-go'],
  },
  'a disk leaves with its data': {
    facts: { papers: undefined },
    more: retired('old/papers', false),
    says: ['old is restarted', 'disk old/papers deleted: AT STAKE'],
  },
  'another MTU': {
    facts: { mtu: 1400 },
    says: [
      'app is restarted, and has to be shut down first',
      'door is restarted, and has to be shut down first',
      'old is restarted, and has to be shut down first',
      'network lan made-anew',
      'GUEST_OUTDATED',
    ],
  },
  'another domain': {
    facts: { domain: 'works.example' },
    says: [
      'app is restarted, and has to be shut down first',
      'db is restarted, and has to be shut down first',
      'door is restarted, and has to be shut down first',
      'old is restarted, and has to be shut down first',
      'network data made-anew',
      'network lan made-anew',
      'GUEST_OUTDATED',
    ],
  },
  'name servers of a subnet': {
    facts: { nameservers: ['10.1.9.53'] },
    says: [
      'app is restarted, and has to be shut down first',
      'door is restarted, and has to be shut down first',
      'old is restarted, and has to be shut down first',
      'network lan made-anew',
    ],
  },
  'a flow from a pod to a machine': {
    more: ({ policy, web, old }) => policy.allow(web, old, { because: 'stock' }),
    says: ['old is changed-live', 'web is changed-live', 'EndpointSlice old created', 'Service old created', 'terraform first'],
  },
  'a flow from another pod to the database': {
    facts: { readers: ['queue'] },
    says: ['db is changed-live', 'queue is changed-live', 'terraform first'],
  },
  'a flow from a job to the database': {
    facts: { readers: ['report'] },
    says: ['db is changed-live', 'report is changed-live', 'terraform first'],
  },
  'a flow between machines': {
    facts: { readers: ['app'] },
    says: ['app is changed-live', 'db is changed-live', 'names lan changed-live', 'terraform first'],
  },
  'a flow between pods': {
    more: ({ policy, queue, web }) => policy.allow(queue, web, { because: 'is told' }),
    says: ['queue is changed-live', 'web is changed-live'],
  },
  'a flow from a machine to a pod': {
    more: ({ policy, app: machine, web }) => machine && policy.allow(machine, web, { because: 'asks' }),
    says: ['app is changed-live', 'web is changed-live', 'kubernetes first'],
  },
  'a flow from a machine to a pod that no machine reached': {
    more: ({ policy, old, queue }) => policy.allow(old, queue, { because: 'leaves work there' }),
    says: ['old is changed-live', 'names lan changed-live', 'queue is changed-live', 'kubernetes first'],
  },
  'a flow from outside to a machine': {
    more: ({ policy, old }) => policy.allow(External.cidr('192.0.2.0/24', { name: 'partner' }), old, { because: 'orders' }),
    says: ['old is changed-live', 'terraform first'],
  },
  'a flow from a pod to somebody outside': {
    more: ({ policy, web }) =>
      policy.allow(web, External.cidr('192.0.2.0/24', { name: 'bank' }), { because: 'payments', ports: [Port.tcp(443, 'https')] }),
    says: ['web is changed-live'],
  },
  'a further port of a machine': {
    facts: { ports: [8080, 9000] },
    says: [
      'app is changed-live',
      'web is changed-live',
      'EndpointSlice app changed-live',
      'Service app changed-live',
      'GUEST_FIREWALL_CLOSED',
      'PORT_NOT_LISTENED',
      'terraform first',
    ],
  },
  'another port of a machine': {
    facts: { ports: [9000] },
    says: [
      'app is changed-live',
      'web is changed-live',
      'EndpointSlice app changed-live',
      'Service app changed-live',
      'GUEST_FIREWALL_CLOSED',
      'PORT_NOT_LISTENED',
      'terraform first, with a gap',
    ],
  },
  'another reason': { facts: { reason: 'system of record' }, says: ['db is changed-live', 'web is changed-live', 'terraform first'] },
  'another image of a service': { facts: { web: { image: 'registry.example/web:1.1.0' } }, says: ['web is rolled'] },
  'another number of pods': { facts: { web: { replicas: 4 } }, says: ['web is scaled'] },
  'an autoscaler': { facts: { web: { replicas: undefined, scaling: { min: 2, max: 5 } } }, says: ['web is scaled'] },
  'a variable': { facts: { web: { env: { COLOUR: 'green' } } }, says: ['web is rolled'] },
  'another key of a Secret': { facts: { secretKey: 'other' }, says: ['web is rolled'] },
  'another way to roll out': { facts: { web: { rollout: Rollout.recreate() } }, says: ['web is changed-live'] },
  'a label of pods': { facts: { web: { labels: { team: 'shop' } } }, says: ['web is rolled'] },
  'another port of a service': {
    facts: { web: { port: Port.tcp(8081, 'http') } },
    says: ['old is changed-live', 'web is rolled', 'HTTPRoute api-root changed-live', 'kubernetes first, with a gap'],
  },
  'a new service': {
    more: ({ cluster, policy, queue }) =>
      policy.allow(new Microservice(cluster, 'mailer', { image: 'registry.example/mailer:1.0.0' }), queue, { because: 'takes work' }),
    says: ['mailer is created', 'queue is changed-live'],
  },
  'a service leaves, its data is kept': {
    facts: { media: false },
    more: retired('media/files', true),
    says: ['claim media/files let-go', 'media is removed'],
  },
  'a service leaves with its data': {
    facts: { media: false },
    more: retired('media/files', false),
    says: ['claim media/files deleted: AT STAKE', 'media is removed'],
  },
  'a larger claim': {
    facts: { media: { ...media, size: Size.gibibytes(8) } },
    says: ['claim media/files grown', 'media is changed-live', 'CLAIM_GROWS'],
  },
  'another text in a file': { facts: { media: { ...media, text: 'colour: blue\n' } }, says: ['media is rolled'] },
  'another image of a stateful service': {
    facts: { queue: { ...FACTS.queue, image: 'registry.example/queue:3.1.0' } },
    says: ['queue is rolled'],
  },
  'more pods of a stateful service': {
    facts: { queue: { ...FACTS.queue, replicas: 5 } },
    says: ['claim queue/data-3 created', 'claim queue/data-4 created', 'queue is scaled'],
  },
  'fewer pods of a stateful service, whose data is kept': {
    facts: { queue: { ...FACTS.queue, replicas: 2 } },
    more: retired('queue/data-2', true),
    says: ['claim queue/data-2 let-go', 'queue is scaled'],
  },
  'another order of pods': {
    facts: { queue: { ...FACTS.queue, podManagement: PodManagement.PARALLEL } },
    says: ['queue is recreated', 'the API server refuses another spec.podManagementPolicy of StatefulSet queue', 'STATEFUL_SET_MADE_ANEW'],
  },
  'a further claim for each pod': {
    facts: { queue: { ...FACTS.queue, claims: ['data', 'log'] } },
    says: [
      'claim queue/log-0 created',
      'claim queue/log-1 created',
      'claim queue/log-2 created',
      'queue is recreated',
      'the API server refuses another spec.volumeClaimTemplates of StatefulSet queue',
      'STATEFUL_SET_MADE_ANEW',
    ],
  },
  'a machine gives way to a service of its name': {
    facts: { app: false },
    more: ({ cluster, policy, web }) => {
      const app = new Microservice(cluster, 'app', { image: 'registry.example/app:1.0.0', port: Port.tcp(8080, 'http') });
      policy.allow(web, app, { because: 'prices' });
    },
    says: [
      'app is removed',
      'names lan changed-live',
      'disk app/root deleted',
      'app is created',
      'web is changed-live',
      'EndpointSlice app withdrawn',
      'the API server keeps spec.clusterIP of Service app, which is left out now',
      'the API server keeps spec.ipFamilies of Service app, which is left out now',
      'IMAGE_OF_TWO_SYSTEMS',
      'kubernetes first',
    ],
  },
  'an agent becomes a service': {
    facts: { agent: false },
    more: ({ cluster, tools }) =>
      new Microservice(cluster, 'agent', { image: 'registry.example/agent:1.0.0', namespace: tools, replicas: 1 }),
    says: ['agent is created'],
  },
  'another image on each node': { facts: { agent: 'registry.example/agent:1.1.0' }, says: ['agent is rolled'] },
  'another image of a job': { facts: { migrate: 'registry.example/migrate:1.1.0' }, says: ['migrate is run-again'] },
  'another schedule': { facts: { report: { ...FACTS.report, schedule: '0 4 * * *' } }, says: ['report is next-run'] },
  'another image of a schedule': {
    facts: { report: { ...FACTS.report, image: 'registry.example/report:1.1.0' } },
    says: ['report is next-run'],
  },
  'a further route': { facts: { routes: ['/', '/v2'] }, says: ['HTTPRoute api-v2 created'] },
  'a further node': {
    facts: { nodes: ['192.168.7.11', '192.168.7.12', '192.168.7.13'] },
    says: ['app is changed-live', 'db is changed-live', 'door is changed-live', 'GUEST_FIREWALL_CLOSED', 'terraform first'],
  },
  'another version of Kubernetes': { facts: { version: '1.35' }, says: ['Namespace tools changed-live', 'Namespace works changed-live'] },
  'another quota': { facts: { tools: { pods: 30 } }, says: ['ResourceQuota quota changed-live'] },
  'a secret from a store': {
    more: (works) => {
      const keys = { password: { path: 'works/mail' } };
      const secret = new Secret(works, 'mail', { store: SecretStore.clusterWide('vault'), keys });
      new Microservice(works.cluster, 'mailer', {
        image: 'registry.example/mailer:1.0.0',
        env: { PASSWORD: EnvSource.secret(secret.key('password')) },
      });
    },
    says: ['mailer is created', 'ExternalSecret mail created'],
  },
};
