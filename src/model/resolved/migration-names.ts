import type { Leading } from './gateway-names';
import type { ResolvedMeshShare } from './migration';

/** What leads to Services by a migration's own route: that is one for HTTP. */
export const leadingBy = (migration: string, { namespace, backends }: ResolvedMeshShare): Leading => ({
  name: migration,
  namespace,
  routes: [{ kind: 'http', backends }],
});
