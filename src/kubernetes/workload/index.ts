import type { ResolvedWorkloads, WorkloadKind } from '../../model/resolved';
import { addMicroservice, type MicroserviceObjects } from './microservice';
import type { WorkloadObjects, WorkloadPlace } from './workload';

/** The native objects of each kind of workload, besides those of every workload. */
interface ObjectsByKind {
  readonly microservice: MicroserviceObjects;
}

type Renderers = { readonly [K in WorkloadKind]: (place: WorkloadPlace, workload: ResolvedWorkloads[K]) => ObjectsByKind[K] };

/** All kinds of workloads. What one of them needs stands in the file of its name. */
const RENDERERS: Renderers = { microservice: addMicroservice };

/** All native objects of a workload of some kind. */
export type ObjectsOf<K extends WorkloadKind> = WorkloadObjects & ObjectsByKind[K];

/** The native objects of workloads by their kind, then their name. */
export class Workloads {
  private readonly found: { readonly [K in WorkloadKind]: Map<string, ObjectsOf<K>> } = { microservice: new Map() };

  /** Renders what its kind has besides `objects`. */
  add<K extends WorkloadKind>(kind: K, place: WorkloadPlace, workload: ResolvedWorkloads[K], objects: WorkloadObjects): void {
    this.found[kind].set(workload.name, { ...objects, ...RENDERERS[kind](place, workload) });
  }

  of<K extends WorkloadKind>(kind: K): ReadonlyMap<string, ObjectsOf<K>> {
    return this.found[kind];
  }

  /** What every workload has, of whatever kind. */
  get all(): ReadonlyMap<string, WorkloadObjects> {
    return new Map(Object.values(this.found).flatMap((each: ReadonlyMap<string, WorkloadObjects>) => [...each]));
  }
}
