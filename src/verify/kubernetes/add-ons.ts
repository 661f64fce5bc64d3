import type { Fields } from '../fields';
import type { Labels } from './selector';

/** An object that a provider of gateways, or cert-manager, reads. */
export interface AddOnObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** What it says, by field, as JSON with its keys in order. */
  readonly says: Readonly<Record<string, string>>;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly object: Fields;
}

/** Fields that say nothing about what the object does. */
const BESIDES = new Set(['apiVersion', 'kind', 'metadata', 'status']);

type Says = AddOnObject['says'];

const allFields = (object: Fields): Says =>
  Object.fromEntries(object.names.filter((name) => !BESIDES.has(name)).map((name) => [name, object.whole(name)]));

/** What Kong is to read it. */
const ofClass = ({ object, annotations }: Named): Says => ({
  ...allFields(object),
  class: annotations['kubernetes.io/ingress.class'] ?? '',
});

/** What each kind says, by `group/kind`. Undefined: nothing that is looked at. */
const SAYS: Readonly<Record<string, (named: Named) => Says | undefined>> = {
  'configuration.konghq.com/KongPlugin': ofClass,
  'configuration.konghq.com/KongConsumer': ofClass,
  // Other Secrets hold what nobody is to read here.
  '/Secret': ({ object, labels }) => {
    const credential = labels['konghq.com/credential'];
    return credential === 'acl' ? { credential, ...allFields(object) } : undefined;
  },
  // The server fills in how proxies log.
  'gateway.envoyproxy.io/EnvoyProxy': ({ object }) =>
    object.object('spec', (spec) =>
      Object.fromEntries(spec.names.filter((name) => name !== 'logging').map((name) => [name, spec.whole(name)])),
    ) ?? {},
  'gateway.envoyproxy.io/ClientTrafficPolicy': ({ object }) => allFields(object),
  'gateway.envoyproxy.io/BackendTrafficPolicy': ({ object }) => allFields(object),
  'gateway.envoyproxy.io/SecurityPolicy': ({ object }) => allFields(object),
  'cert-manager.io/Certificate': ({ object }) => allFields(object),
};

export const ADD_ON_KINDS: readonly string[] = Object.keys(SAYS);

/** @param id `group/kind` */
export function readAddOn(id: string, named: Named): readonly AddOnObject[] {
  const says = SAYS[id]?.(named);
  const { name, namespace } = named;
  return says ? [{ kind: id.slice(id.indexOf('/') + 1), namespace, name, says }] : [];
}
