import type { Fields } from '../fields';
import type { Labels } from './selector';

/** A route of a gateway, as far as it says where its requests go and under which name. */
export interface Route {
  readonly name: string;
  readonly namespace: string;
  /** Names of the gateways that it belongs to. */
  readonly gateways: readonly string[];
  /** Hosts that it is for. Empty: all. */
  readonly hosts: readonly string[];
  /** Services that it leads to, as `namespace/name`. */
  readonly services: readonly string[];
  /** What leads where. */
  readonly rules: readonly { readonly path: string; readonly service: string; readonly port: number }[];
  /** Whether the receiver is told the Host that the client asked for. */
  readonly keepsHost: boolean;
}

/** Reads the spec of an HTTPRoute. */
export function readRoute(name: string, namespace: string, annotations: Labels, spec: Fields): Route {
  const gateways = spec.list('parentRefs', (parent) => parent.text('name')) ?? [];
  const rules = spec.list('rules', (rule) => readRule(rule, namespace))?.flat() ?? [];
  return {
    name,
    namespace,
    gateways,
    hosts: spec.texts('hostnames') ?? [],
    services: [...new Set(rules.map(({ service }) => service))],
    rules,
    // Kong keeps it unless it is told not to.
    keepsHost: annotations['konghq.com/preserve-host'] !== 'false',
  };
}

/** Whatever matches a rule goes to one of its backends. */
function readRule(rule: Fields, namespace: string): Route['rules'] {
  const paths = rule.list('matches', (match) => {
    const path = match.object('path', (fields) => ({
      type: fields.optionalText('type') ?? 'PathPrefix',
      value: fields.optionalText('value') ?? '/',
    }));
    return path && path.type !== 'PathPrefix' ? `${path.value} (${path.type})` : (path?.value ?? '/');
  });
  const backends = rule.list('backendRefs', (backend) => ({
    service: `${backend.optionalText('namespace') ?? namespace}/${backend.text('name')}`,
    port: backend.optionalInteger('port') ?? 0,
  }));
  return (paths ?? ['/']).flatMap((path) => (backends ?? []).map((backend) => ({ path, ...backend })));
}
