import type { ResolvedMetric, Share } from '../resolved';
import { propsIn, propsPart, remembering, textPart } from '../shape/wrong';
import { Value } from '../values/value';

/** What an autoscaler goes by: there are as many pods as it takes to keep it at its target. */
export class Metric extends Value {
  protected declare readonly brand: 'Metric';

  private constructor(/** @internal */ readonly resolved: ResolvedMetric) {
    super();
  }

  /** Average use of the guaranteed processor time, per cent from 1 to 100. */
  static cpu(percent: number): Metric {
    return new Metric({ kind: 'cpu', percent });
  }

  /** Average use of the guaranteed memory, per cent from 1 to 100. */
  static memory(percent: number): Metric {
    return new Metric({ kind: 'memory', percent });
  }

  /** A metric of the pods themselves, which the cluster's custom metrics API knows: its average over the pods. */
  static pods(name: string, props: { readonly average: number }): Metric {
    const { average = Number.NaN } = propsIn(props);
    return remembering(
      new Metric({ kind: 'pods', name, average }),
      textPart('Metric.pods(name)', name),
      propsPart<typeof props>('Metric.pods(name, props)', props, { average: true }),
    );
  }

  /** A metric of something else, which the cluster's external metrics API knows: its value for each pod. */
  static external(name: string, props: { readonly average: number; readonly labels?: Readonly<Record<string, string>> }): Metric {
    const { average = Number.NaN, labels = {} } = propsIn(props);
    const wrong = propsPart<typeof props>('Metric.external(name, props)', props, { average: true, labels: true });
    return remembering(new Metric({ kind: 'external', name, labels, average }), textPart('Metric.external(name)', name), wrong);
  }
}

/** A range that an autoscaler moves the number of pods in. */
export interface ScalingProps {
  /** Pods that there are at least. */
  readonly min: number;
  /** Pods that there are at most. */
  readonly max: number;
  /**
   * The one that asks for the most pods counts.
   * @default [Metric.cpu(70)]
   */
  readonly metrics?: readonly Metric[];
}

/** What must be left of the pods when nodes are drained. One of the two. */
export interface DisruptionProps {
  /** @default 1 */
  readonly maxUnavailable?: Share;
  /** @default - see maxUnavailable */
  readonly minAvailable?: Share;
}

/** How many pods there are, where all are alike. */
export interface ReplicasProps {
  /**
   * Number of pods.
   * @default 2
   */
  readonly replicas?: number;
  /** @default - none: the number of pods is fixed */
  readonly scaling?: ScalingProps;
  /** @default - one pod at a time may be taken away */
  readonly disruption?: DisruptionProps;
}
