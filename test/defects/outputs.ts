import type { Manifest } from '../both-outputs/render';
import type { Mutation } from '../properties/mutations';

/** What the two mains write. */
export interface Outputs {
  readonly terraform: Readonly<Record<string, object>>;
  readonly kubernetes: Readonly<Record<string, readonly unknown[]>>;
}

/** Outputs with one mistake in them. */
export interface Defect {
  readonly place: string;
  readonly outputs: Outputs;
}

/** A kind of mistake, at every place where it can be made. */
export type Kind = (outputs: Outputs) => readonly Defect[];

// biome-ignore lint/suspicious/noExplicitAny: outputs are taken apart freely here
export type Json = any;

/** Objects of a kind, one after the other. @param edit answers `false` where the mistake cannot be made, `undefined` to remove the object */
export const objects =
  (kind: string, edit: (object: Json) => Json): Kind =>
  ({ terraform, kubernetes }) =>
    Object.entries(kubernetes).flatMap(([file, list]) =>
      list.flatMap((object: Json, index): Defect[] => {
        if (object.kind !== kind) return [];
        const copy = structuredClone(object);
        const changed = edit(copy);
        if (changed === false) return [];
        const place = `${kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
        return [
          { place, outputs: { terraform, kubernetes: { ...kubernetes, [file]: list.toSpliced(index, 1, ...(changed ? [copy] : [])) } } },
        ];
      }),
    );

export const objectGone = (kind: string, which: (object: Json) => boolean = () => true): Kind =>
  objects(kind, (object) => (which(object) ? undefined : false));

/** Resources of a type, one after the other. @param edit answers `false` where the mistake cannot be made */
export const resources = (type: string, edit: (resource: Json) => boolean): Kind =>
  configuration((stack) =>
    Object.keys(stack.resource[type] ?? {}).map((name) => [`${type}.${name}`, (copy) => edit(copy.resource[type][name])]),
  );

/** Entries of a map in `locals`, one after the other. @param edit answers `undefined` to remove the entry, `false` where the mistake cannot be made */
export const locals = (map: string, edit: (entry: Json) => Json): Kind =>
  configuration((stack) =>
    Object.keys(stack.locals[map] ?? {}).map((key) => [
      `local.${map}["${key}"]`,
      (copy) => {
        const changed = edit(copy.locals[map][key]);
        if (changed === false) return false;
        if (changed === undefined) delete copy.locals[map][key];
        else copy.locals[map][key] = changed;
        return true;
      },
    ]),
  );

/** Lines of what machines are told, one after the other. @param edit answers the line as it is where the mistake cannot be made */
export const lines = (edit: (line: string) => string | undefined): Kind =>
  configuration((stack) =>
    guestTexts(stack).flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index, all): [string, (copy: Json) => boolean][] => {
        const changed = edit(line);
        if (changed === line) return [];
        const write = (copy: Json): boolean => {
          const owner = path.slice(0, -1).reduce((at, key) => at[key], copy);
          owner[path.at(-1) ?? ''] = all.toSpliced(index, 1, ...(changed === undefined ? [] : [changed])).join('\n');
          return true;
        };
        return [[`${path.join('.')}: ${line.trim()}`, write]];
      }),
    ),
  );

/** A line less. */
export const removed = (pattern: RegExp): Kind => lines((line) => (pattern.test(line) ? undefined : line));
/** Another text in a line. */
export const replaced = (pattern: RegExp, by: string | ((...found: string[]) => string)): Kind =>
  lines((line) => line.replace(pattern, by as string));

/** What lies on CDs that guests are set up from, by who reads it. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  cloud_init_files: ['network_config', 'user_data'],
  unattend_files: ['answer_file', 'installer', 'program'],
};

/** Documents of first boots, and scripts for guests that have none. */
export function guestTexts(stack: Json): readonly [readonly string[], string][] {
  const maps: readonly (readonly string[])[] = [
    ['locals', 'guests'],
    ['output', 'windows-firewall', 'value'],
  ];
  const inMaps = maps.flatMap((path) => {
    const map: Readonly<Record<string, string>> = path.reduce((at, key) => at?.[key], stack) ?? {};
    return Object.entries(map).map(([key, text]): [readonly string[], string] => [[...path, key], text]);
  });
  const own = Object.entries(DOCUMENTS).flatMap(([map, names]) => {
    const files: Readonly<Record<string, Readonly<Record<string, string>>>> = stack.locals[map] ?? {};
    return Object.entries(files).flatMap(([machine, documents]) =>
      names.flatMap((name): [readonly string[], string][] =>
        documents[name] === undefined ? [] : [[['locals', map, machine, name], documents[name]]],
      ),
    );
  });
  return [...inMaps, ...own];
}

function configuration(places: (stack: Json) => readonly [string, (copy: Json) => boolean][]): Kind {
  return ({ terraform, kubernetes }) =>
    Object.entries(terraform).flatMap(([file, stack]) =>
      places(stack).flatMap(([place, edit]): Defect[] => {
        const copy = structuredClone(stack);
        return edit(copy) ? [{ place, outputs: { kubernetes, terraform: { ...terraform, [file]: copy } } }] : [];
      }),
    );
}

/** A mistake in rules, made in whole outputs. */
export function lifted(mutation: Mutation): Kind {
  return ({ terraform, kubernetes }) => {
    const manifests = new Map(Object.entries(kubernetes) as [string, readonly Manifest[]][]);
    return Object.entries(terraform).flatMap(([file, stack]: [string, Json]) => {
      const found: Readonly<Record<string, { readonly xml: string }>> = stack.locals.filter_rules ?? {};
      const filters = new Map(Object.entries(found).map(([machine, { xml }]) => [machine, xml]));
      return mutation({ manifests, filters }).map(({ place, rendered }): Defect => {
        const rules = Object.fromEntries(Object.entries(found).map(([key, rest]) => [key, { ...rest, xml: rendered.filters.get(key) }]));
        const changed = { ...stack, locals: { ...stack.locals, filter_rules: rules } };
        return { place, outputs: { kubernetes: Object.fromEntries(rendered.manifests), terraform: { ...terraform, [file]: changed } } };
      });
    });
  };
}

/** Blocks such as `import`, one after the other. @param edit answers `undefined` to remove the block */
export const blocks = (kind: string, edit: (block: Json) => Json): Kind =>
  configuration((stack) =>
    (stack[kind] ?? []).map((block: Json, index: number): [string, (copy: Json) => boolean] => [
      `${kind} ${block.to ?? block.from}`,
      (copy) => {
        const changed = edit(block);
        copy[kind].splice(index, 1, ...(changed === undefined ? [] : [changed]));
        return true;
      },
    ]),
  );

/** Whole stacks. @param edit answers `false` where the mistake cannot be made */
export const stacks = (edit: (stack: Json) => boolean): Kind => configuration(() => [['the stack', edit]]);
