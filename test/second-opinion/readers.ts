import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that others wrote, which read what this project writes. Each answers undefined where it cannot be had. */

const PYTHON = `
import json, sys, yaml
import xml.etree.ElementTree as tree
def element(e): return [e.tag, dict(sorted(e.attrib.items())), [element(c) for c in e]]
asked = json.load(sys.stdin)
read = { 'yaml': lambda t: list(yaml.load_all(t, getattr(yaml, 'CSafeLoader', yaml.SafeLoader))), 'xml': lambda t: element(tree.fromstring(t)) }
json.dump([read[kind](text) for kind, text in asked], sys.stdout, default=lambda x: {'not text': repr(x)})
`;

export type Kind = 'yaml' | 'xml';

export function python(asked: readonly (readonly [Kind, string])[]): readonly unknown[] | undefined {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return JSON.parse(stdout);
  if (status === null || /No module named/.test(stderr)) return undefined;
  throw new Error(stderr);
}

const CACHE = join(__dirname, '../../node_modules/.cache');

export const NO_TERRAFORM = 'Skipped: Terraform or its provider cannot be had here.';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of Terraform on a stack in a folder of the cache. */
export function terraform(name: string, stack: string, ...args: readonly string[]): Ended | undefined {
  return terraformOn(name, stack, args, '');
}

/** What an expression comes to in a stack, by Terraform's own reading of templates. */
export function evaluated(name: string, stack: string, expression: string): unknown {
  const ended = terraformOn(name, stack, ['console'], `jsonencode(${expression})\n`);
  if (ended === undefined) return undefined;
  if (ended.status !== 0) throw new Error(ended.stderr);
  return JSON.parse(JSON.parse(ended.stdout));
}

/** Folders that know their providers: those of a stack are always the same. */
const known = new Set<string>();

function terraformOn(name: string, stack: string, args: readonly string[], input: string): Ended | undefined {
  const cwd = join(CACHE, name);
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'cdk.tf.json'), stack);
  const run = (all: readonly string[], stdin: string) =>
    spawnSync('terraform', all, {
      cwd,
      input: stdin,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    });
  if (!known.has(cwd) && run(['init', '-backend=false', '-input=false'], '').status !== 0) return undefined;
  known.add(cwd);
  return run(args, input);
}

/** What libvirt's own schema has against a document; undefined without libvirt's tools. */
export function libvirtDefect(kind: 'nwfilter' | 'network' | 'domain', xml: string): string | undefined | 'no tools' {
  const file = join(CACHE, `odd-${kind}.xml`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(file, xml);
  const { error, status, stdout, stderr } = spawnSync('virt-xml-validate', [file, kind], { encoding: 'utf8' });
  if (error || status === 3 || /xmllint.*not found/.test(stderr)) return 'no tools';
  return status === 0 ? undefined : stdout + stderr;
}

/** What cloud-init's own schema has against what a guest is told; undefined where there is nothing, or no cloud-init. */
export function cloudInitDefect(userData: string): string | undefined {
  const file = join(CACHE, 'odd-user-data');
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(file, userData);
  const { error, status, stdout, stderr } = spawnSync('cloud-init', ['schema', '--config-file', file], { encoding: 'utf8' });
  return error || status === 0 ? undefined : stdout + stderr;
}
