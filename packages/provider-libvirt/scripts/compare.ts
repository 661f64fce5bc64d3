import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_FOLDER } from './generate';

/**
 * Compares names and types with what `cdktf get` makes of the same provider: `npm run compare -- <folder>/.gen/providers/libvirt`.
 * Both are read as text: neither needs to be compiled.
 */

/** Class or interface → member → how it may be written or read. */
type Declarations = Map<string, Map<string, string>>;

function typescriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function declarations(folder: string): Declarations {
  const all: Declarations = new Map();
  for (const file of typescriptFiles(folder)) {
    let members: Map<string, string> | undefined;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const name = /^export (?:interface|class) (\w+)/.exec(line)?.[1];
      // Those that these bindings leave out.
      if (name && !/class \w+(OutputReference|List|Map) /.test(line)) members = memberMap(all, name);
      if (/^}|^export .*}$/.test(line)) members = undefined;
      if (members) addMember(members, line);
    }
  }
  return all;
}

function memberMap(all: Declarations, name: string): Map<string, string> {
  const members = all.get(name) ?? new Map<string, string>();
  all.set(name, members);
  return members;
}

function addMember(members: Map<string, string>, line: string): void {
  const property = /^ {2}readonly (\w+)(\??: .*);$/.exec(line);
  // What is only computed stands in no interface of `cdktf get`, only in the classes that are left out.
  if (property?.[1] && property[2] && !property[2].includes('Computed<')) members.set(property[1], property[2]);
  const accessor = /^ {2}(?:public |override )*(get|set) (\w+)\(/.exec(line);
  if (accessor?.[1] && accessor[2] && !/\w(Input)$/.test(accessor[2]) && accessor[2] !== 'input') add(accessor[2], accessor[1]);
  // `putX(value)` there is `x = value` here.
  const put = /^ {2}public put(\w)(\w*)\(/.exec(line);
  if (put?.[1]) add(put[1].toLowerCase() + put[2], 'set');
  const parameters = /^ {2}(?:public )?constructor\((.*)\)/.exec(line)?.[1];
  if (parameters) members.set('constructor', parameters);

  function add(name: string, how: string): void {
    members.set(name, [...new Set([...(members.get(name)?.split(' ') ?? []), how])].sort().join(' '));
  }
}

const folder = process.argv[2];
if (!folder) throw new Error('usage: npm run compare -- <folder>/.gen/providers/libvirt');
const [theirs, ours] = [declarations(folder), declarations(GENERATED_FOLDER)];
const differences: string[] = [];
for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
  for (const member of new Set([...(theirs.get(name)?.keys() ?? []), ...(ours.get(name)?.keys() ?? [])])) {
    const [their, our] = [theirs.get(name)?.get(member), ours.get(name)?.get(member)];
    if (their !== our) differences.push(`${name}.${member}: ${their ?? 'missing'} by cdktf get, ${our ?? 'missing'} here`);
  }
  if (!theirs.has(name)) differences.push(`${name}: not made by cdktf get`);
  if (!ours.has(name)) differences.push(`${name}: made by cdktf get, missing here`);
}
console.log(differences.join('\n') || `${ours.size} classes and interfaces are as cdktf get makes them`);
process.exitCode = differences.length > 0 ? 1 : 0;
