import {
  ApiObject,
  type ApiObjectMetadata,
  App,
  ImplicitTokenResolver,
  type JsonPatch,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import type { Construct } from 'constructs';
import { plainJson } from './plain-json';
import { PlainMetadata } from './plain-metadata';

/**
 * Props of a {@link KubernetesObject}: its metadata as cdk8s takes them; all else (`spec`, `data`, `rules`, …) goes to the server
 * as it is given.
 */
export interface KubernetesObjectProps {
  /** Name, namespace, labels and annotations. Without a namespace: that of the chart. */
  readonly metadata: ApiObjectMetadata;
  /** Everything else, in the server's spelling. */
  readonly [field: string]: unknown;
}

/**
 * An API object that is given in the server's own spelling. To users the same as cdk8s' own: patches, dependencies, labels that are
 * added later, lazy values and the app's resolvers work as they do there.
 *
 * cdk8s renders an object in several passes, each of which copies the whole and asks every resolver about every value. Where there
 * is nothing but plain data, nobody has anything to say to it: one pass makes the same JSON of it.
 */
export class KubernetesObject extends ApiObject {
  /** Its name, namespace, labels and annotations: can be added to until it is written. */
  declare readonly metadata: PlainMetadata;
  private fields: KubernetesObjectProps | undefined;

  constructor(scope: Construct, id: string, apiVersion: string, kind: string, props: KubernetesObjectProps) {
    const { metadata } = props;
    // The metadata are made below: here they are for their name only.
    super(scope, id, { ...props, apiVersion, kind, metadata: { name: metadata.name } });
    this.fields = props;
    this.metadata = new PlainMetadata(
      {
        ...metadata,
        name: this.name,
        // Empty: it is in none, also where its chart is in one.
        namespace: (metadata.namespace ?? this.chart.namespace) || undefined,
        labels: { ...this.chart.labels, ...metadata.labels },
      },
      this,
    );
  }

  /** Changes what is written, by JSON Patch (RFC 6902): `JsonPatch` of cdk8s makes them. */
  override addJsonPatch(...patches: JsonPatch[]): void {
    this.fields = undefined;
    super.addJsonPatch(...patches);
  }

  /** What is written of it. */
  override toJson(): unknown {
    return this.plain() ?? super.toJson();
  }

  /** Undefined where cdk8s has more to do than to sort keys and to leave out what is not set. */
  private plain(): object | undefined {
    if (!this.fields || process.env.CDK8S_DISABLE_SORT || !hasStockResolvers(App.of(this))) return undefined;
    const metadata = this.metadata.plain();
    const { apiVersion, kind } = this;
    return metadata && plainJson(this.fields, { head: { apiVersion, kind, metadata } });
  }
}

const STOCK: readonly unknown[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** They replace lazy values, tokens and unions, and nothing in plain data. */
const hasStockResolvers = ({ resolvers }: App): boolean => resolvers.every((resolver) => STOCK.includes(resolver.constructor));
