import {
  type Concurrency,
  CronJob,
  type CronJobProps,
  DaemonService,
  Duration,
  Job,
  type JobProps,
  MeshMode,
  MeshProvider,
  Microservice,
  Port,
  Probe,
  ServiceMesh,
  StatefulService,
} from '../../../src/model';
import { gatewayOf } from '../../gateway-fixture';
import { existingCluster, HTTP, service, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const IMAGE = 'registry.example/batch:1.0';

/** Something wrong with a job, or with a scheduled one. */
const wrongJob = (
  when: string,
  props: Partial<JobProps>,
  says: readonly string[],
  fix: string,
  code = 'INVALID_WORKLOAD',
): ProblemCase => ({
  when,
  code,
  path: 'yard/k8s/job',
  says,
  fix: [fix],
  build: (y) => new Job(existingCluster(y), 'job', { image: IMAGE, ...props }),
});
const wrongCron = (
  when: string,
  props: Partial<CronJobProps>,
  says: readonly string[],
  fix: string,
  code = 'INVALID_WORKLOAD',
): ProblemCase => ({
  when,
  code,
  path: 'yard/k8s/nightly',
  says,
  fix: [fix],
  build: (y) => new CronJob(existingCluster(y), 'nightly', { image: IMAGE, schedule: '@daily', ...props }),
});
const schedule = (text: string, ...says: readonly string[]): ProblemCase =>
  wrongCron(`a schedule is ${JSON.stringify(text)}`, { schedule: text }, says, '*/15 * * * *', 'INVALID_SCHEDULE');
const zone = (text: string, says: string): ProblemCase =>
  wrongCron(`a time zone is ${text}`, { timeZone: text }, [text, says], 'Europe/Zurich', 'UNKNOWN_TIME_ZONE');

/** A flow to something without a port. */
const toWorker = (
  what: string,
  path: string,
  fix: string,
  make: (y: Yard) => StatefulService | Microservice | DaemonService | Job | CronJob,
) => ({
  when: `something is to reach ${what}`,
  code: 'FLOW_TO_WORKER',
  path,
  says: ['worker has no port', 'caller -> worker ("asks")'],
  fix: [fix],
  build: (y: Yard) => {
    const worker = make(y);
    const caller = service(worker.cluster, 'caller');
    y.system.policy.allow(caller, worker, { because: 'asks', ports: [HTTP] });
  },
});

const LONG = `a-name-of-fifty-three-characters-is-one-too-many-here`;

export const WORKLOADS: readonly ProblemCase[] = [
  schedule('* * * *', 'has 4 fields instead of 5', 'minute, hour, day of the month'),
  schedule('', 'has 0 fields'),
  schedule('61 * * * *', 'field 1 (minute) is "61"', 'from 0 to 59'),
  schedule('0 24 * * *', 'field 2 (hour)', 'from 0 to 23'),
  schedule('0 2 * * 7', 'field 5 (day of the week)', 'Sunday is 0'),
  schedule('0 2 * JANUARY *', 'field 4 (month)', '"JANUARY" is no month (JAN, FEB'),
  schedule('0 2 5-3 * *', 'the range 5-3 ends before it begins'),
  schedule('*/0 * * * *', '"0" is no step above 0'),
  schedule('0 2 L * *', '"L" is no day of the month'),
  schedule('0 2 * * MON#1', '"MON#1" is no number, range or step'),
  schedule('0,,5 * * * *', 'a part of its list is empty'),
  schedule('0 2 31 2,4 *', 'it never comes', 'FEB, APR have no day 31'),
  schedule('@nightly', '"@nightly" is none of @hourly'),
  schedule('TZ=Europe/Zurich 0 2 * * *', 'holds a time zone'),
  zone('Europe/Zuerich', 'none of that name'),
  zone('europe/zurich', 'it is written Europe/Zurich'),
  zone('+01:00', 'no name of a zone'),
  wrongCron(
    'a run may start no more than 5 seconds late',
    { startingDeadline: Duration.seconds(5) },
    ['startingDeadline: 5 seconds', 'from 10'],
    'Duration',
  ),
  wrongCron('half a run is kept', { history: { failed: 0.5 } }, ['history.failed: 0.5'], 'how many ended runs'),
  wrongCron('a scheduled job has too long a name', { name: LONG }, [LONG, '53 characters', '52 for a CronJob'], 'shorter `name`'),
  wrongCron(
    'the policy of concurrency is called as Kubernetes calls it',
    wrong({ concurrencyPolicy: 'Forbid' }),
    ['"concurrencyPolicy"'],
    'concurrency',
    'UNKNOWN_PROP',
  ),
  wrongCron('concurrency is no word of it', { concurrency: wrong<Concurrency>('Forbid') }, ['Forbid'], 'forbid', 'INVALID_VALUE'),
  wrongJob('a job has replicas', wrong({ replicas: 3 }), ['"replicas"'], 'completions', 'UNKNOWN_PROP'),
  wrongJob('a job has to end well minus one times', { completions: -1 }, ['completions: -1', 'from 1'], 'how many pods'),
  wrongJob('a job may fail half a time', { retries: 0.5 }, ['retries: 0.5', 'from 0'], 'how many pods'),
  wrongJob(
    'more pods run at a time than have to end',
    { completions: 2, parallelism: 3 },
    ['3 pods at a time', 'the 2'],
    '`completions` of 3',
  ),
  wrongJob('a job may take no time', { deadline: Duration.seconds(0) }, ['deadline: 0 seconds', 'from 1'], 'Duration'),
  wrongJob('a job is kept for a negative time', { keep: Duration.seconds(-1) }, ['keep: -1 seconds', 'from 0'], 'Duration'),
  {
    when: 'a job would wait for its sidecar for good',
    code: 'JOB_NEVER_ENDS',
    path: 'yard/k8s/job',
    says: ['"mesh"', 'Kubernetes 1.28'],
    fix: ['1.29', 'MeshMode.AMBIENT'],
    build: (y) => {
      const k8s = existingCluster(y, 'k8s', { version: '1.28' });
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
      return new Job(k8s, 'job', { image: IMAGE, mesh });
    },
  },
  {
    when: 'a stateful service has too long a name',
    code: 'INVALID_WORKLOAD',
    path: `yard/k8s/${LONG}`,
    says: ['53 characters', '52 for a StatefulSet'],
    fix: ['shorter `name`'],
    build: (y) => new StatefulService(existingCluster(y), LONG, { image: IMAGE, port: HTTP }),
  },
  {
    when: 'a worker has a health that is asked for at a port',
    code: 'UNKNOWN_PORT',
    path: 'yard/k8s/worker',
    says: ['health.readiness', 'no port'],
    fix: ['Give it a `port`'],
    build: (y) => new Microservice(existingCluster(y), 'worker', { image: IMAGE, health: { readiness: Probe.tcp() } }),
  },
  {
    when: 'a service has more ports, and no first one',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/api',
    says: ['`morePorts`', 'no `port`'],
    fix: ['Let `port` be'],
    build: (y) => new Microservice(existingCluster(y), 'api', { image: IMAGE, morePorts: [Port.tcp(9090, 'metrics')] }),
  },
  {
    when: 'a route leads to a worker',
    code: 'INVALID_ROUTE',
    path: 'yard/k8s/gw/x',
    says: ['yard/k8s/worker has no port'],
    fix: ['port: …'],
    build: (y) => {
      const k8s = existingCluster(y);
      const worker = new Microservice(k8s, 'worker', { image: IMAGE });
      return gatewayOf(k8s, 'gw', { '/x': worker });
    },
  },
  toWorker('a worker', 'yard/k8s/worker', 'Give it the `port`', (y) => new Microservice(existingCluster(y), 'worker', { image: IMAGE })),
  toWorker(
    'a stateful worker',
    'yard/k8s/worker',
    'Give it the `port`',
    (y) => new StatefulService(existingCluster(y), 'worker', { image: IMAGE }),
  ),
  toWorker(
    'a daemon without a port',
    'yard/k8s/worker',
    'Give it the `port`',
    (y) => new DaemonService(existingCluster(y), 'worker', { image: IMAGE }),
  ),
  toWorker('a job', 'yard/k8s/worker', 'Let it call the others', (y) => new Job(existingCluster(y), 'worker', { image: IMAGE })),
  toWorker(
    'a scheduled job',
    'yard/k8s/worker',
    'Let it call the others',
    (y) => new CronJob(existingCluster(y), 'worker', { image: IMAGE, schedule: '@hourly' }),
  ),
];
