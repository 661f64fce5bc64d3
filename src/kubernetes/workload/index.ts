import type { ResolvedWorkloads, WorkloadKind } from '../../model/resolved';
import type { Service } from '../imports/kubernetes';
import { addCronJob, type CronJobObjects } from './cron-job';
import { addDaemonService, type DaemonServiceObjects } from './daemon-service';
import { addJob, type JobObjects } from './job';
import { addMicroservice, type MicroserviceObjects } from './microservice';
import type { ServiceObjects } from './service';
import { addStatefulService, type StatefulServiceObjects } from './stateful-service';
import type { WorkloadObjects, WorkloadPlace } from './workload';

/** The native objects of each kind of workload, besides those of every workload. */
interface ObjectsByKind {
  readonly microservice: MicroserviceObjects;
  readonly 'stateful-service': StatefulServiceObjects;
  readonly 'daemon-service': DaemonServiceObjects;
  readonly job: JobObjects;
  readonly 'cron-job': CronJobObjects;
}

type Renderers = { readonly [K in WorkloadKind]: (place: WorkloadPlace, workload: ResolvedWorkloads[K]) => ObjectsByKind[K] };

/** All kinds of workloads. What one of them needs stands in the file of its name. */
const RENDERERS: Renderers = {
  microservice: addMicroservice,
  'stateful-service': addStatefulService,
  'daemon-service': addDaemonService,
  job: addJob,
  'cron-job': addCronJob,
};

/** All native objects of a workload of some kind. */
export type ObjectsOf<K extends WorkloadKind> = WorkloadObjects & ObjectsByKind[K];

/** The native objects of workloads by their kind, then their name. */
export class Workloads {
  private readonly found: { readonly [K in WorkloadKind]: Map<string, ObjectsOf<K>> } = {
    microservice: new Map(),
    'stateful-service': new Map(),
    'daemon-service': new Map(),
    job: new Map(),
    'cron-job': new Map(),
  };

  /** Renders what its kind has besides `objects`. */
  add<K extends WorkloadKind>(kind: K, place: WorkloadPlace, workload: ResolvedWorkloads[K], objects: WorkloadObjects): void {
    this.found[kind].set(workload.name, { ...objects, ...RENDERERS[kind](place, workload) });
  }

  of<K extends WorkloadKind>(kind: K): ReadonlyMap<string, ObjectsOf<K>> {
    return this.found[kind];
  }

  /** Services of workloads, by whose they are. */
  get services(): ReadonlyMap<string, Service> {
    const all = Object.values(this.found).flatMap((each: ReadonlyMap<string, WorkloadObjects & Partial<ServiceObjects>>) => [...each]);
    return new Map(all.flatMap(([name, { service }]) => (service ? [[name, service] as const] : [])));
  }

  /** What every workload has, of whatever kind. */
  get all(): ReadonlyMap<string, WorkloadObjects> {
    return new Map(Object.values(this.found).flatMap((each: ReadonlyMap<string, WorkloadObjects>) => [...each]));
  }
}
