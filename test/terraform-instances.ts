// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON is what the tests are about, they say what must be in it
type Json = any;

/** The instances of a resource with `for_each`, by key: what each of them is made of. Undefined for a resource that is one. */
export function instancesOf(configuration: Json, type: string, name: string): Readonly<Record<string, Json>> | undefined {
  const all: Json = configuration.resource?.[type]?.[name]?.for_each;
  const local = typeof all === 'string' ? /^\$\{local\.(\w+)\}$/.exec(all)?.[1] : undefined;
  if (typeof all === 'string' && local === undefined) throw new Error(`for_each of ${type}.${name}: ${all}`);
  return local === undefined ? all : configuration.locals[local];
}

/** Terraform addresses of all resources and instances, with what each is made of. */
export function resourcesOf(configuration: Json): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  for (const [type, resources] of Object.entries<Json>(configuration.resource ?? {})) {
    for (const [name, body] of Object.entries<Json>(resources)) {
      const instances = instancesOf(configuration, type, name);
      if (instances === undefined) found.set(`${type}.${name}`, body);
      for (const [key, value] of Object.entries<Json>(instances ?? {}))
        found.set(`${type}.${name}["${key}"]`, { ...body, for_each: value });
    }
  }
  return found;
}
