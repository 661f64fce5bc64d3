import { isRecord } from '../../model/shape';
import { records, texts } from '../reader';
import type { Values } from './provider-line';

/** A resource of a state or plan of Terraform. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  /** Alias of the configuration of its provider, '' for the one without; undefined where the file does not say. */
  readonly alias: string | undefined;
  readonly values: Values;
}

/** What a state or plan holds. */
export interface State {
  readonly resources: readonly Resource[];
  /** What providers of libvirt connect to, by alias. States do not say. */
  readonly uris: Readonly<Record<string, string>>;
}

/**
 * A state file (`terraform.tfstate`, format 4), or what `terraform show -json` prints of a state or a plan
 * (developer.hashicorp.com/terraform, "JSON Output Format").
 * @throws Error with what it is instead
 */
export function stateIn(text: string): State {
  const content = parsed(text);
  if (content.encrypted_data !== undefined) throw new Error('it is encrypted: give what `terraform show -json` prints');
  if (Array.isArray(content.resources)) return stateFile(content);
  const values = isRecord(content.planned_values) ? content.planned_values : content.values;
  if (isRecord(values)) return shown(isRecord(values.root_module) ? values.root_module : {}, content.configuration);
  if (typeof content.terraform_version === 'string' || typeof content.format_version === 'string') return { resources: [], uris: {} };
  throw new Error('it is neither a state of Terraform nor what `terraform show -json` prints of a state or a plan');
}

function parsed(text: string): Values {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isRecord(content)) return content;
  } catch {
    // The parser's words quote the text, which may be secret.
  }
  throw new Error('it is no JSON object: a plan file is made into one by `terraform show -json FILE`');
}

function stateFile(content: Values): State {
  if (content.version !== 4) throw new Error(`its format is ${content.version}; read is format 4, which Terraform has written since 0.12`);
  const resources = records(content.resources).flatMap(({ mode, type, name, module: within, provider, instances }) => {
    if (mode !== 'managed' || typeof type !== 'string') return [];
    const [, alias = ''] = /\]\.([\w-]+)$/.exec(String(provider)) ?? [];
    return records(instances).flatMap(({ attributes, index_key: key }) =>
      isRecord(attributes)
        ? [{ address: `${within === undefined ? '' : `${within}.`}${type}.${name}${indexOf(key)}`, type, alias, values: attributes }]
        : [],
    );
  });
  return { resources, uris: {} };
}

const indexOf = (key: unknown): string => (key === undefined ? '' : `[${JSON.stringify(key)}]`);

/** @param configuration of a plan: with it the providers of resources are known */
function shown(module: Values, configuration: unknown): State {
  const aliases = new Map(isRecord(configuration) && isRecord(configuration.root_module) ? providersIn(configuration.root_module, '') : []);
  const resources: Resource[] = [];
  const visit = (at: Values): void => {
    for (const { address, mode, type, values } of records(at.resources))
      if (mode === 'managed' && typeof type === 'string' && typeof address === 'string' && isRecord(values))
        resources.push({ address, type, values, alias: aliases.get(address.replaceAll(INDEX, '')) });
    for (const child of records(at.child_modules)) visit(child);
  };
  visit(module);
  const providers = isRecord(configuration) && isRecord(configuration.provider_config) ? Object.values(configuration.provider_config) : [];
  return { resources, uris: Object.fromEntries(providers.flatMap(uriOf)) };
}

/** Of an address: `[0]`, `["a"]`. */
const INDEX = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/** Addresses without indices, and aliases of providers. */
function providersIn(module: Values, prefix: string): readonly (readonly [string, string])[] {
  const calls = isRecord(module.module_calls) ? module.module_calls : {};
  return [
    ...records(module.resources).map(({ address, provider_config_key: key }) => {
      const [, alias = ''] = /(?:^|:)libvirt\.([\w-]+)$/.exec(String(key)) ?? [];
      return [`${prefix}${address}`, alias] as const;
    }),
    ...Object.entries(calls).flatMap(([name, call]) =>
      isRecord(call) && isRecord(call.module) ? providersIn(call.module, `${prefix}module.${name}.`) : [],
    ),
  ];
}

function uriOf(provider: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(provider) || provider.name !== 'libvirt' || !isRecord(provider.expressions)) return [];
  const { constant_value: uri } = texts(provider.expressions.uri);
  return uri === undefined ? [] : [[typeof provider.alias === 'string' ? provider.alias : '', uri]];
}
