import { isObject, type Json } from '../differences';
import type { TerraformFiles } from '../side';
import { instancesOf, stackOf } from './instances';

/** What goes from the state of one stack to that of another, and stays as it is. */
export interface StateMove {
  /** Names of the stacks. */
  readonly from: string;
  readonly to: string;
  /** Terraform addresses, sorted. */
  readonly addresses: readonly string[];
  /** Files of the states, from the project's folder. Unset: one of them is kept by another backend. */
  readonly files?: { readonly from: string; readonly to: string };
}

/**
 * What changes its stack.
 * @param own names of the system's stacks, before and after
 */
export function stateMoves(before: TerraformFiles, after: TerraformFiles, own: ReadonlySet<string>): readonly StateMove[] {
  const [old, current] = [instancesOf(before, own), instancesOf(after, own)];
  const moves = new Map<string, { from: string; to: string; addresses: string[] }>();
  for (const [address, { stack: to }] of current) {
    const from = old.get(address)?.stack;
    if (from === undefined || from === to) continue;
    const key = JSON.stringify([from, to]);
    const move = moves.get(key) ?? { from, to, addresses: [] };
    moves.set(key, move);
    move.addresses.push(address);
  }
  const [oldFiles, newFiles] = [stateFilesOf(before), stateFilesOf(after)];
  return [...moves.values()].map(({ from, to, addresses }) => {
    const files = { from: oldFiles.get(from), to: newFiles.get(to) };
    return { from, to, addresses: addresses.sort(), ...(files.from && files.to && { files: { from: files.from, to: files.to } }) };
  });
}

/** By stack, where states are that Terraform keeps in files. Its paths begin in the stack's own folder. */
const stateFilesOf = (files: TerraformFiles): ReadonlyMap<string, string | undefined> =>
  new Map(
    Object.entries(files).map(([place, configuration]) => {
      const { terraform } = configuration as Json;
      const local = isObject(terraform) && isObject(terraform.backend) && isObject(terraform.backend.local) ? terraform.backend.local : {};
      return [stackOf(place), typeof local.path === 'string' ? local.path.replace(/^(\.\.\/)+/, '') : undefined];
    }),
  );
