import type { ResolvedRateLimit, ResolvedRoute } from '../../model/resolved';
import type { KongPluginUse } from '../../model/resolved/gateway-names';
import type { KongPlugin } from '../imports/kong';
import { filled } from '../names';

type Told = Pick<ConstructorParameters<typeof KongPlugin>[2], 'plugin' | 'config'>;

/** By whose count: that of each address, or one for the whole route. */
const limitedBy = ({ together }: ResolvedRateLimit): string => (together ? 'service' : 'ip');

/** What plug-ins are told (docs.konghq.com, "Plugins"): one for each thing that routes can have. */
export const PLUGINS: { readonly [U in KongPluginUse]: (route: ResolvedRoute, group: string) => Told } = {
  clients: (_, group) => ({ plugin: 'acl', config: { allow: [group], hide_groups_header: true } }),
  cors: ({ cors }) => {
    const { origins = [], methods = [], headers = [], exposedHeaders = [], maxAgeSeconds = 0, credentials = false } = cors ?? {};
    return {
      plugin: 'cors',
      config: {
        origins,
        methods,
        ...(filled(headers) && { headers }),
        ...(filled(exposedHeaders) && { exposed_headers: exposedHeaders }),
        max_age: maxAgeSeconds,
        credentials,
        preflight_continue: false,
      },
    };
  },
  keys: ({ authentication }) => ({
    plugin: 'key-auth',
    config: {
      key_names: authentication ? [authentication.header] : [],
      key_in_header: true,
      key_in_query: false,
      key_in_body: false,
      hide_credentials: true,
      // Browsers ask whether they may call without showing who they are.
      run_on_preflight: false,
    },
  }),
  'rate-limit': ({ rateLimit }) => ({
    plugin: 'rate-limiting',
    // Each proxy counts by itself: a common store is none of this system's.
    config: { ...(rateLimit && { [rateLimit.unit]: rateLimit.requests, limit_by: limitedBy(rateLimit) }), policy: 'local' },
  }),
};
