import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { App } from 'cdktf';
import type { SystemProps } from '../../src/model';
import type { ResolvedSystem } from '../../src/model/resolved';
import { VirtualMachinesStack } from '../../src/terraform';
import { synthTerraform } from '../../src/testing';
import { type Yard, yard } from '../model/fixture';
import { instancesOf } from '../terraform-instances';

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON is what the tests are about, they say what must be in it
export type Json = any;

/** What `cdktf synth` writes for the stack. */
export function synth(system: ResolvedSystem, edit?: (stack: VirtualMachinesStack) => void): Json {
  const stack = new VirtualMachinesStack(new App(), 'shop', { system });
  edit?.(stack);
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform())) as Json;
}

/** The same of a system that users describe. */
export function stackOf(build: (y: Yard) => unknown, props: SystemProps = {}): Json {
  const y = yard(props);
  build(y);
  return JSON.parse(JSON.stringify(synthTerraform(y.system)['stacks/yard/cdk.tf.json'])) as Json;
}

/** A resource without cdktf's own remarks. */
export function resourceOf(json: Json, type: string, name: string): Json {
  const { '//': _remarks, ...resource } = json.resource?.[type]?.[name] as Json;
  return resource as Json;
}

/** What a step did. */
export interface StepRun {
  readonly status: number | null;
  readonly stderr: string;
  /** One line for each call of virsh, without the connection. */
  readonly calls: readonly string[];
  /** What virsh was given on its standard input. */
  readonly input: Buffer;
}

export interface StepOptions {
  /** Instance of a resource with several. */
  readonly key?: string;
  readonly when?: 'create' | 'destroy';
  /** What virsh answers, by the beginning of its command; an exit status, or text. Default: nothing, successfully. */
  readonly answers?: Readonly<Record<string, string | number>>;
  /** Values of Terraform expressions that are known to Terraform alone. */
  readonly values?: Readonly<Record<string, string>>;
}

const FAKE_VIRSH = `#!/bin/sh
[ "$1 $2" = "-q -c" ] || { echo "unexpected connection: $*" >&2; exit 99; }
shift 3
echo "$*" >> "$FAKE/calls"
case "$*" in *vol-upload*|*nwfilter-define*|*update-device*) cat > "$FAKE/input" ;; esac
for answer in "$FAKE"/answers/*; do
  [ -e "$answer" ] || break
  case "$*" in "$(cat "$answer/to")"*) cat "$answer/text"; exit "$(cat "$answer/status")" ;; esac
done
`;

/** What Terraform makes of strings in a resource, or in one instance of it. */
function evaluator(
  json: Json,
  self: { readonly name: string; readonly body: Json },
  key: string | undefined,
  values: Readonly<Record<string, string>>,
): (text: string) => string {
  const each = key === undefined ? undefined : { key, value: instancesOf(json, 'terraform_data', self.name)?.[key] };
  if (key !== undefined && each?.value === undefined) throw new Error(`${self.name} has no instance ${key}`);
  const evaluate = (text: string): string =>
    text.replace(/([$%])\1\{|\$\{([^{}]+)\}/g, (sequence, sign, expression) => (sign ? sequence.slice(1) : meant(expression)));
  const meant = (expression: string): string => {
    const [, whole, start, length] = /^substr\((.+), (\d+), (\d+)\)$/.exec(expression) ?? [];
    if (whole !== undefined) return meant(whole).substr(Number(start), Number(length));
    const [, type = '', id = '', attribute = ''] = /^(libvirt_\w+)\.([\w-]+)\.(\w+)$/.exec(expression) ?? [];
    const given = json.resource[type]?.[id]?.[attribute];
    if (given !== undefined) return evaluate(given);
    if (!/^(self|each|local)\b/.test(expression)) return values[expression] ?? `<\${${expression}}>`;
    // Paths are spelt as in JavaScript.
    return evaluate(new Function('self', 'each', 'local', `return ${expression}`)(self.body, each, json.locals));
  };
  return evaluate;
}

/** Runs the script of a step as Terraform would, with a virsh that writes down what it is asked. */
export function runStep(json: Json, name: string, { key, when = 'create', answers = {}, values = {} }: StepOptions = {}): StepRun {
  const step = resourceOf(json, 'terraform_data', name);
  const script = step.provisioner?.map((each: Json) => each['local-exec']).find((each: Json) => (each.when ?? 'create') === when);
  if (!script) throw new Error(`${name} has no ${when} script`);
  const evaluate = evaluator(json, { name, body: step }, key, values);
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-step-'));
  try {
    writeFileSync(join(folder, 'virsh'), FAKE_VIRSH);
    chmodSync(join(folder, 'virsh'), 0o755);
    for (const [index, [command, answer]] of Object.entries(answers).entries()) {
      const place = join(folder, 'answers', String(index));
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'to'), command);
      writeFileSync(join(place, 'text'), typeof answer === 'string' ? answer : '');
      writeFileSync(join(place, 'status'), String(typeof answer === 'string' ? 0 : answer));
    }
    const environment = Object.fromEntries(
      Object.entries<string>(script.environment).map(([variable, text]) => [variable, evaluate(text)]),
    );
    const { status, stderr } = spawnSync('/bin/sh', ['-c', evaluate(script.command as Json)], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH}`, FAKE: folder, ...environment },
      encoding: 'utf8',
    });
    const read = (file: string): Buffer => (existsSync(join(folder, file)) ? readFileSync(join(folder, file)) : Buffer.alloc(0));
    return { status, stderr, calls: read('calls').toString().split('\n').slice(0, -1), input: read('input') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
