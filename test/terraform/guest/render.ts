import { parse } from 'yaml';
import type { ResolvedMachine } from '../../../src/model/resolved';
import { type CloudInit, renderCloudInit } from '../../../src/terraform/guest';

/** One entry of `write_files`. */
export interface WrittenFile {
  readonly path: string;
  readonly permissions: string;
  readonly content: string;
  readonly encoding?: string;
}

export interface UserData {
  readonly [key: string]: unknown;
  readonly packages?: readonly string[];
  readonly write_files?: readonly WrittenFile[];
  readonly bootcmd: readonly (readonly string[])[];
  readonly runcmd: readonly string[];
}

/** The documents as cloud-init reads them: Terraform's escapes undone, its expressions left as they stand, YAML 1.1. */
export function readCloudInit(machine: ResolvedMachine): { userData: UserData; metaData: unknown; networkConfig: unknown } {
  const rendered = renderCloudInit(machine);
  if (rendered === undefined) throw new Error(`${machine.name} is not configured`);
  const read = (text: string): unknown => parse(unescapeTemplate(text), { version: '1.1' });
  return {
    userData: read(userDataOf(rendered)) as UserData,
    metaData: read(rendered.metaData),
    networkConfig: read(rendered.networkConfig),
  };
}

/** The document as Terraform puts it together. */
export const userDataOf = (rendered: CloudInit | undefined): string => (rendered ? rendered.userData.own + rendered.userData.common : '');

export function fileOf(machine: ResolvedMachine, path: string): WrittenFile {
  const file = readCloudInit(machine).userData.write_files?.find((written) => written.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return file;
}

/** Settings of a file in which lines are `name = value`. */
export function settingsOf(content: string): Record<string, string> {
  const lines = content.split('\n').flatMap((line) => /^(\w+) = (.*)$/.exec(line) ?? []);
  return Object.fromEntries(Array.from({ length: lines.length / 3 }, (_, index) => [lines[index * 3 + 1], lines[index * 3 + 2]]));
}

/** What Terraform makes of a template's escapes. */
export const unescapeTemplate = (text: string): string => text.replace(/([$%])\1\{/g, '$1{');

/** That a text has all of these, one after the other. */
export function inOrder(text: string, ...parts: readonly string[]): void {
  const found = parts.map((part) => text.indexOf(part));
  expect(found).not.toContain(-1);
  expect(found).toEqual([...found].sort((a, b) => a - b));
}
