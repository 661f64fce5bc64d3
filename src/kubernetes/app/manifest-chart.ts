import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';

/** Props of a {@link ManifestChart}: those of a cdk8s chart, and the name of its file. */
export interface ManifestChartProps extends ChartProps {
  /**
   * Path of its file below the output folder, without the extension. It starts with the number of its stage: `kubectl apply -f`
   * takes files in alphabetical order.
   * @default - the id
   */
  readonly fileName?: string;
}

const MARK = Symbol.for('isthmus.ManifestChart');

/** A chart that states the name of its file. */
export class ManifestChart extends Chart {
  /** Name of its file in the output folder, without `.k8s.yaml`. */
  readonly fileName: string;

  constructor(scope: Construct, id: string, props: ManifestChartProps = {}) {
    super(scope, id, props);
    this.fileName = props.fileName ?? id;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** `instanceof` does not tell: cdk8s makes it true for every chart. */
  static isManifestChart(construct: unknown): construct is ManifestChart {
    return typeof construct === 'object' && construct !== null && MARK in construct;
  }
}
