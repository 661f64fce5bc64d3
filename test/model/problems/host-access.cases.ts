import { DaemonService, type DaemonServiceProps, Hardening, PodSecurity, Rule, Volume } from '../../../src/model';
import { existingCluster, namespace, service, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';
import { wrongService } from './microservice.cases';

const because = 'test';
const paths = Hardening.default().except(Rule.NO_HOST_PATHS, { because });
const processes = Hardening.default().except(Rule.NO_HOST_PROCESSES, { because });
const logs = { '/logs': Volume.hostPath('/var/log') };

const agent = (props: Partial<DaemonServiceProps>, level?: PodSecurity) => (y: Yard) => {
  const k8s = existingCluster(y);
  const home = level && { namespace: namespace(k8s, 'agents', { podSecurity: level }) };
  return new DaemonService(k8s, 'agent', { image: 'registry.example/agent:1', ...home, ...props });
};
const privileged = PodSecurity.privileged({ because });

/** What is wrong with what pods have of their nodes. */
export const HOST_ACCESS: readonly ProblemCase[] = [
  {
    when: 'a daemon has a path of its nodes without a reason',
    code: 'HOST_ACCESS',
    path: 'yard/k8s/agent',
    says: ['volumes["/logs"]', '"no-host-paths"'],
    fix: ['Rule.NO_HOST_PATHS'],
    build: agent({ volumes: logs }, privileged),
  },
  {
    when: 'a sidecar of a daemon has one',
    code: 'HOST_ACCESS',
    path: 'yard/k8s/agent',
    says: ['sidecars.ship.volumes["/logs"]'],
    fix: ['Rule.NO_HOST_PATHS'],
    build: agent({ sidecars: [{ name: 'ship', image: 'registry.example/ship:1', volumes: logs }] }, privileged),
  },
  {
    when: 'a daemon is excused, and has no path of its nodes',
    code: 'HOST_ACCESS',
    path: 'yard/k8s/agent',
    says: ['"no-host-paths"', 'no volume'],
    fix: ['Leave out'],
    build: agent({ hardening: paths }, privileged),
  },
  {
    when: 'nothing is stated for the namespace of a daemon with a path of its nodes',
    code: 'POD_SECURITY_NOT_STATED',
    path: 'yard/k8s/agent',
    says: ['"no-host-paths"', '"privileged"', '"yard"'],
    fix: ['namespace of its own', 'PodSecurity.privileged'],
    build: agent({ hardening: paths, volumes: logs }),
  },
  {
    when: 'too little is stated for the namespace of a daemon that sees processes',
    code: 'PODS_REFUSED',
    path: 'yard/k8s/agents-namespace',
    says: ['"baseline"', 'agent', '"no-host-processes"'],
    fix: ['PodSecurity.privileged'],
    build: agent({ hardening: processes }, PodSecurity.baseline({ because })),
  },
  {
    when: 'a path of nodes is none',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/agent',
    says: ['"var/log"'],
    fix: ['/var/log'],
    build: agent({ hardening: paths, volumes: { '/logs': Volume.hostPath('var/log') } }, privileged),
  },
  {
    when: 'what runs anywhere has a path of its nodes',
    code: 'HOST_ACCESS',
    path: 'yard/k8s/api',
    says: ['volumes["/logs"]', 'paths of its nodes', 'some node or other'],
    fix: ['DaemonService', 'Volume.claim'],
    build: (y) => service(existingCluster(y), 'api', { volumes: logs }),
  },
  {
    when: 'what runs anywhere sees the processes of its nodes',
    code: 'HOST_ACCESS',
    path: 'yard/k8s/api',
    says: ['hardening ("no-host-processes")', 'the processes of its nodes'],
    fix: ['DaemonService'],
    with: ['POD_SECURITY_NOT_STATED'],
    build: (y) => service(existingCluster(y), 'api', { hardening: processes }),
  },
  ...(
    [
      ['hostNetwork', 'no NetworkPolicy', 'a network of its own'],
      ['hostPort', 'every address of every node', 'an address of its Service'],
      ['hostPID', 'an exception', 'Rule.NO_HOST_PROCESSES'],
      ['hostIPC', 'memory', 'inMemory'],
      ['privileged', 'root on the node', 'excused from'],
    ] as const
  ).map(([prop, says, fix]) => wrongService('REFUSED_PROP', `${prop} is asked for`, wrong({ [prop]: true }), [`"${prop}"`, says], fix)),
];
