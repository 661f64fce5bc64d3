import type { Chart } from 'cdk8s';
import type { ResolvedSecret } from '../model/resolved';
import { ExternalSecret } from './imports/external-secrets';

/** Kubernetes' default, which needs no word. */
const OPAQUE = 'Opaque';

/** Lets the operator make a Secret in a namespace out of its store. */
export function addExternalSecret(
  chart: Chart,
  namespace: string,
  { name, type }: ResolvedSecret,
  { store, refreshSeconds, data }: NonNullable<ResolvedSecret['external']>,
): ExternalSecret {
  return new ExternalSecret(chart, `${namespace}-${name}`, {
    metadata: { name, namespace },
    spec: {
      secretStoreRef: { ...store },
      refreshInterval: `${refreshSeconds}s`,
      target: { name, creationPolicy: 'Owner', ...(type !== OPAQUE && { template: { type } }) },
      data: data.map(({ key, path, ...more }) => ({ secretKey: key, remoteRef: { key: path, ...more } })),
    },
  });
}
