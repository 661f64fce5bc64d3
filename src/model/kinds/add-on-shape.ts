import type { AddOnName } from '../resolved';
import { data, instance, isRecord, map, oneOf, optional, propsOf, type Shape, text } from '../shape';
import {
  AddOn,
  type AddOnProps,
  type ExistingAddOnProps,
  type IstioAddOnProps,
  type IstioChart,
  type ManifestAddOnProps,
  type PlacedAddOnProps,
} from '../workload/add-on';

/** What JSON can say. */
const VALUE: Shape = (item, where, visit) => {
  if (typeof item === 'string') data(item, where, visit);
  else if (Array.isArray(item)) for (const [index, each] of item.entries()) VALUE(each, `${where}[${index}]`, visit);
  else if (isRecord(item)) VALUES(item, where, visit);
  else if (!(item === null || typeof item === 'boolean' || Number.isFinite(item))) visit.defect(where, 'what JSON can say', item);
};
const VALUES = map(VALUE);

const MANIFEST = { version: text, repository: optional(text) };
const CHART = { ...MANIFEST, values: optional(VALUES) };

const CHARTED = propsOf<AddOnProps>(CHART);
const PLACED = propsOf<PlacedAddOnProps>({ ...CHART, namespace: optional(text) });
const BARE = propsOf<ManifestAddOnProps>(MANIFEST);
const ISTIO = propsOf<IstioAddOnProps>({
  ...MANIFEST,
  values: optional(
    propsOf<{ readonly [C in IstioChart]?: unknown }>({
      base: optional(VALUES),
      cni: optional(VALUES),
      istiod: optional(VALUES),
      ztunnel: optional(VALUES),
    }),
  ),
});
const EXISTING = propsOf<ExistingAddOnProps>({ version: text });

/** What each is given where it is installed. Undefined: it is only ever there already. */
const INSTALLED: { readonly [N in AddOnName]: Shape | undefined } = {
  calico: CHARTED,
  'cert-manager': PLACED,
  cilium: CHARTED,
  'envoy-gateway': CHARTED,
  'external-secrets': PLACED,
  flannel: undefined,
  'gateway-api': BARE,
  istio: ISTIO,
  kong: CHARTED,
  'kube-router': BARE,
  metallb: CHARTED,
};

const NAME = oneOf(...Object.keys(INSTALLED));

/** What users may give to clusters as what is installed in them. */
export const ADD_ON: Shape = (item, where, visit) => {
  ADD_ON_INSTANCE(item, where, visit);
  if (!(item instanceof AddOn)) return;
  const { name, given, isExisting } = item;
  const known = Object.hasOwn(INSTALLED, name) ? INSTALLED[name] : undefined;
  if (isExisting) EXISTING(given, where, visit);
  else known?.(given, where, visit);
};

const ADD_ON_INSTANCE = instance("an AddOn, such as AddOn.metallb({ version: '0.16.1' })", AddOn, { name: NAME });
