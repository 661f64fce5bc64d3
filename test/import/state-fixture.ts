import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON, of whatever resource
type Json = any;

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly nested_type?: Block & { readonly nesting_mode: string } }>>;
}

/** The provider's own, as `terraform providers schema -json` prints it. */
const SCHEMA: Json = JSON.parse(readFileSync(resolve('packages/provider-libvirt/schema/libvirt-0.9.7.schema.json'), 'utf8'));
const [PROVIDER] = Object.values<Json>(SCHEMA.provider_schemas);

/** Where Terraform says what is known only once something exists. */
const COMPUTED: Readonly<Record<string, (name: string, values: Json) => Json>> = {
  libvirt_volume: (_, { name, pool }) => ({
    ...idsOf(`/var/lib/libvirt/${pool}/${name}`),
    allocation: 200704,
    physical: 196624,
    capacity: 2147483648,
  }),
  libvirt_network: (name) => ({ id: `uuid-of-${name}`, uuid: `uuid-of-${name}` }),
  libvirt_domain: (name) => ({ uuid: `uuid-of-${name}` }),
};
const idsOf = (path: string): Json => ({ id: path, key: path, path });

/** Attributes of a resource once it is applied: with a null for each that nobody has set, as states have them. */
function applied(type: string, name: string, values: Json, all: Json): Json {
  const filled = complete(values, PROVIDER.resource_schemas[type].block, all);
  const known = COMPUTED[type]?.(name, values) ?? {};
  return { ...filled, ...Object.fromEntries(Object.entries(known).filter(([key]) => filled[key] === null || filled[key] === undefined)) };
}

function complete(value: Json, { attributes = {} }: Block, all: Json): Json {
  if (value === null || value === undefined) return null;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { nested_type: nested }]) => {
      const item = value[name];
      if (item === undefined || item === null) return [name, null];
      if (nested === undefined) return [name, referred(item, all)];
      return [name, Array.isArray(item) ? item.map((each) => complete(each, nested, all)) : complete(item, nested, all)];
    }),
  );
}

/** `${libvirt_volume.x.path}`. */
function referred(value: Json, all: Json): Json {
  const [, type, name, attribute] = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/.exec(String(value)) ?? [];
  if (type === undefined || name === undefined || attribute === undefined) return value;
  const values = all[type][name];
  return { ...values, ...COMPUTED[type]?.(name, values) }[attribute];
}

interface Applied {
  readonly type: string;
  readonly name: string;
  readonly alias: string;
  readonly values: Json;
}

function resourcesOf(configuration: Json): readonly Applied[] {
  return Object.entries<Json>(configuration.resource)
    .filter(([type]) => type.startsWith('libvirt_'))
    .flatMap(([type, all]) =>
      Object.entries<Json>(all).map(([name, { provider, ...values }]) => ({
        type,
        name,
        alias: provider.replace('libvirt.', ''),
        values: applied(type, name, values, configuration.resource),
      })),
    );
}

/** What `terraform apply` would leave as a state file. */
export function stateFileOf(configuration: Json): string {
  const resources = resourcesOf(configuration).map(({ type, name, alias, values }) => ({
    mode: 'managed',
    type,
    name,
    provider: `provider["registry.terraform.io/dmacvicar/libvirt"].${alias}`,
    instances: [{ schema_version: 0, attributes: values, sensitive_attributes: [] }],
  }));
  return JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'x', outputs: {}, resources });
}

/** What `terraform show -json` would print of a plan of it. */
export function shownPlanOf(configuration: Json): string {
  const all = resourcesOf(configuration);
  const address = ({ type, name }: Applied): string => `${type}.${name}`;
  const providers = configuration.provider.libvirt.map(({ alias, uri }: Json) => [
    `libvirt.${alias}`,
    { name: 'libvirt', alias, expressions: { uri: { constant_value: uri } } },
  ]);
  return JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: { resources: all.map((each) => ({ address: address(each), mode: 'managed', type: each.type, values: each.values })) },
    },
    configuration: {
      provider_config: Object.fromEntries(providers),
      root_module: { resources: all.map((each) => ({ address: address(each), provider_config_key: `libvirt.${each.alias}` })) },
    },
  });
}
