import { isRecord } from '../../model/shape';
import { groupBy } from '../../model/values';
import type { Manifest } from './manifests';

/** Manifests beside a workload's own that say something of it, and which of them were heard. */
export class Neighbours {
  private readonly all: ReadonlyMap<string, readonly Manifest[]>;
  private readonly heard = new Set<Manifest>();

  constructor(manifests: readonly Manifest[]) {
    this.all = groupBy(manifests, ({ kind, namespace }) => `${kind} ${namespace}`);
  }

  of(kind: string, namespace: string): readonly Manifest[] {
    return this.all.get(`${kind} ${namespace}`) ?? [];
  }

  named(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.of(kind, namespace).find((each) => each.name === name);
  }

  /** All that it says is said of a workload from now on. */
  hear(manifest: Manifest): void {
    this.heard.add(manifest);
  }

  wasHeard(manifest: Manifest): boolean {
    return this.heard.has(manifest);
  }
}

/** A value within a manifest. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((within, key) => (isRecord(within) && Object.hasOwn(within, key) ? within[key] : undefined), value);
