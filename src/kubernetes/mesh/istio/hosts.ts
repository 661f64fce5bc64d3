import type { ResolvedMesh } from '../../../model/resolved';

/** A Service in full, as proxies know it. */
export const fullHost = ({ clusterDomain }: Pick<ResolvedMesh, 'clusterDomain'>, namespace: string, service: string): string =>
  `${service}.${namespace}.svc.${clusterDomain}`;
