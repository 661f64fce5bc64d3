import { basename } from 'node:path';
import { ignitionSections, ignitionTexts } from './ignition-sections';
import { guestTexts, type Json, type Outputs } from './outputs';
import { windowsSections } from './windows-sections';

/** Something that outputs have, by the kind of it: every object of Kubernetes, attribute of a resource, map, and part of what guests are told has one. */
export interface Written {
  /** Such as `Deployment.spec.template`, `libvirt_domain.devices`, `local.filter`, `user_data write_files /etc/hosts`. */
  readonly thing: string;
  /** Whose it is, for people. */
  readonly place: string;
  /** The outputs without it. */
  readonly without: () => Outputs;
}

/** What is in every object, and what its reader knows it by. */
const IDENTITY = new Set(['apiVersion', 'kind']);

/** All that outputs have. */
export const writtenIn = (outputs: Outputs): readonly Written[] => [...inObjects(outputs), ...inStacks(outputs)];

function inObjects(outputs: Outputs): readonly Written[] {
  const { kubernetes } = outputs;
  return Object.entries(kubernetes).flatMap(([file, list]) =>
    list.flatMap((object: Json, index): Written[] => {
      // What installers of add-ons are given are no objects: their things are called by the file.
      const kind = object.metadata ? object.kind : basename(file);
      const place = object.metadata ? `${kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}` : file;
      const replaced = (...by: readonly Json[]): Outputs => ({
        ...outputs,
        kubernetes: { ...kubernetes, [file]: list.toSpliced(index, 1, ...by) },
      });
      const field = (path: readonly string[]): Written => ({
        thing: [kind, ...path].join('.'),
        place,
        without: () => replaced(withoutField(object, path)),
      });
      const keys = Object.keys(object).filter((key) => !IDENTITY.has(key) && object[key] !== undefined);
      const paths = keys.flatMap((key): (readonly string[])[] =>
        key === 'spec' ? Object.keys(object.spec).map((each) => ['spec', each]) : key === 'metadata' ? [] : [[key]],
      );
      return [{ thing: kind, place, without: () => replaced() }, ...paths.map(field)];
    }),
  );
}

function inStacks(outputs: Outputs): readonly Written[] {
  const { terraform } = outputs;
  return Object.entries(terraform).flatMap(([file, stack]: [string, Json]) => {
    const changed = (edit: (copy: Json) => void): Outputs => {
      const copy = structuredClone(stack);
      edit(copy);
      return { ...outputs, terraform: { ...terraform, [file]: copy } };
    };
    const resources = Object.entries<Json>(stack.resource).flatMap(([type, all]) =>
      Object.entries<Json>(all).flatMap(([name, resource]) =>
        Object.keys(resource).map(
          (key): Written => ({
            thing: `${type}.${key}`,
            place: `${type}.${name}`,
            without: () => changed((copy) => delete copy.resource[type][name][key]),
          }),
        ),
      ),
    );
    const locals = Object.keys(stack.locals).map(
      (name): Written => ({
        thing: `local.${name}`,
        place: `local.${name}`,
        without: () => changed((copy) => delete copy.locals[name]),
      }),
    );
    const parts = [
      ...guestTexts(stack).flatMap(([path, text]) => sections(text).map((section) => ({ path, document: documentOf(path), ...section }))),
      ...ignitionTexts(stack).flatMap(([path, text]) =>
        ignitionSections(text).map((section) => ({ path, document: 'ignition', ...section })),
      ),
    ];
    const told = parts.map(
      ({ path, document, name, without }): Written => ({
        thing: `${document} ${name}`,
        place: path.join('.'),
        without: () =>
          changed((copy) => {
            const owner = path.slice(0, -1).reduce((at, key) => at[key], copy);
            owner[path.at(-1) ?? ''] = without;
          }),
      }),
    );
    return [...resources, ...locals, ...told];
  });
}

function withoutField(object: Json, path: readonly string[]): Json {
  const copy = structuredClone(object);
  const owner = path.slice(0, -1).reduce((at, key) => at[key], copy);
  delete owner[path.at(-1) ?? ''];
  return copy;
}

/** Which of a guest's documents a text is part of: what many have in common is part of what each is told. */
function documentOf(path: readonly string[]): string {
  const [, map = '', , document] = path;
  return document ?? (map === 'guests' ? 'user_data' : map);
}

export interface Section {
  readonly name: string;
  /** The text without it. */
  readonly without: string;
}

/** Keys of a document, and files that it writes; names of databases, roles, and machines in them do not tell things apart. */
function sections(text: string): readonly Section[] {
  const windows = windowsSections(text);
  if (windows) return windows;
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => {
    const key = /^([a-z_]+):/.exec(line)?.[1];
    const path = /^ +- path: "?([^"]+)"?$/.exec(line)?.[1];
    if (key !== undefined && key !== 'write_files') return [{ index, name: key }];
    return path === undefined ? [] : [{ index, name: `write_files ${path}` }];
  });
  return starts.map(({ index, name }, order) => {
    const next = starts[order + 1]?.index ?? lines.length;
    const end = lines.findIndex((line, at) => at > index && at < next && /^(write_files:|\$\{)/.test(line));
    return { name, without: lines.toSpliced(index, (end < 0 ? next : end) - index).join('\n') };
  });
}
