import type { LocalExecProvisioner } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedHost } from '../model/resolved';
import { escapeTemplate } from './guest';
import { renderLocals } from './locals';
import { addressed } from './names';
import { TerraformData } from './terraform-data';

/** The provider speaks libvirt's protocol itself, these steps need the program: say so rather than "not found". */
const PRELUDE = `set -eu
command -v virsh >/dev/null || { echo "virsh is needed where Terraform runs (package libvirt-clients or libvirt-client)" >&2; exit 127; }
v() { LC_ALL=C virsh -q -c "$URI" "$@"; }`;

type Texts<Key extends string = string, Text extends string = string> = Readonly<Record<Key, Text>>;

/** Shell commands (POSIX) that may be run twice; `v` is virsh, connected to the host. */
export interface VirshScript {
  /** Letters, digits and `_`: Terraform finds it under `local.virsh`. */
  readonly name: string;
  readonly text: string;
  /**
   * Whether what it says when it fails is what its reader has to know. Terraform prints the command of a step that has failed before what it said:
   * the script is in the environment then.
   * @default false
   */
  readonly explains?: boolean;
}

export interface VirshStepProps {
  readonly host: ResolvedHost;
  /** What the script knows, as plain text: in its environment under the same names in capitals. */
  readonly facts: Texts;
  /**
   * Terraform strings; a change runs the step again.
   * @default - it runs once
   */
  readonly triggers?: Texts;
  /**
   * Terraform strings that the state keeps beside the facts, for others to read; the script does not get them.
   * @default - none
   */
  readonly notes?: Texts;
  /**
   * Facts, notes and triggers stay as the state has them, whatever the configuration says since: only {@link replaceTriggeredBy} runs the
   * step again, and notes it all anew.
   * @default false
   */
  readonly keepsNotes?: boolean;
  readonly create: VirshScript;
  /** Addresses. @default - only what the triggers refer to */
  readonly dependsOn?: readonly string[];
  /**
   * Addresses of resources whose update or replacement runs the step again.
   * @default - none
   */
  readonly replaceTriggeredBy?: readonly string[];
}

export interface VirshStepsProps<Fact extends string, Trigger extends string> {
  /** What the scripts know of an entry: kept in the state, in their environment under the same names in capitals. */
  readonly facts: readonly Fact[];
  /**
   * By name, fields of an entry whose change undoes it and makes it anew; kept in the state.
   * @default - an entry is made once
   */
  readonly triggers?: Texts<string, Trigger>;
  readonly create?: VirshScript;
  /**
   * Undoes a step with the facts it was made with, before what it depends on goes. Shell commands as those of a {@link VirshScript},
   * written out: when something is destroyed, Terraform knows of nothing else.
   */
  readonly destroy?: string;
  /**
   * Undoes an entry that is gone only when whatever depended on it has been changed: Terraform would undo it first. For steps without
   * triggers: one that is made anew would be undone after it was made.
   * @default false
   */
  readonly undoneLast?: boolean;
  /**
   * Terraform strings that only `create` gets, in its environment. They never reach the state.
   * @default - none
   */
  readonly environment?: Texts;
  /** Addresses: what entries are made after, and undone before. @default - none */
  readonly dependsOn?: readonly string[];
  /** Addresses, as in {@link VirshStepProps}; `each.key` may stand in them. @default - none */
  readonly replaceTriggeredBy?: readonly string[];
}

/** An entry: the texts of its facts and triggers, as Terraform strings. */
export type VirshEntry<Key extends string> = Texts<Key>;

/** What the provider cannot do and virsh can. Run where Terraform runs. */
export class Virsh {
  private readonly scripts: Record<string, string> = {};

  constructor(readonly scope: Construct) {
    renderLocals(scope, 'virsh', this.scripts);
  }

  /** Something that needs no undoing. */
  step(name: string, props: VirshStepProps): TerraformData {
    const { host, facts, triggers, notes, keepsNotes = false, create, dependsOn, replaceTriggeredBy } = props;
    const known = { uri: host.virshUri, ...facts };
    return addressed(
      TerraformData.tfResourceType,
      name,
      (id) =>
        new TerraformData(this.scope, id, {
          input: { ...mapped(known, escapeTemplate), ...notes },
          triggersReplace: triggers,
          provisioners: [this.run(create, environmentOf(Object.keys(known)))],
          dependsOn,
          lifecycle:
            replaceTriggeredBy || keepsNotes
              ? {
                  ...(keepsNotes && { ignoreChanges: ['input', 'triggers_replace'] }),
                  ...(replaceTriggeredBy && { replaceTriggeredBy: [...replaceTriggeredBy] }),
                }
              : undefined,
        }),
    );
  }

  /**
   * As {@link step}, for what must be undone, or is many and alike: one resource with an instance per entry (`for_each`). Terraform
   * forgets the undoing of a resource that is gone from its configuration, but not that of an instance: so the resource is always
   * there, even without entries.
   */
  steps<Fact extends string, Trigger extends string = never>(
    name: string,
    {
      facts,
      triggers = {},
      create,
      destroy,
      undoneLast = false,
      environment,
      dependsOn,
      replaceTriggeredBy,
    }: VirshStepsProps<Fact, Trigger>,
  ): VirshSteps<Fact | Trigger> {
    const known = environmentOf(['uri', ...facts]);
    const provisioners: LocalExecProvisioner[] = [];
    if (create) provisioners.push(this.run(create, { ...known, ...environment }));
    if (destroy) provisioners.push({ ...localExec(withPrelude(destroy), known), when: 'destroy' });
    const entries: Record<string, Texts> = {};
    const local = name.replaceAll('-', '_');
    renderLocals(this.scope, local, entries);
    const config = {
      forEach: `\${local.${local}}`,
      input: Object.fromEntries(['uri', ...facts].map((fact) => [fact, each(fact)])),
      triggersReplace: mapped(triggers, each),
      provisioners,
      dependsOn,
      lifecycle:
        replaceTriggeredBy || undoneLast
          ? {
              ...(undoneLast && { createBeforeDestroy: true }),
              ...(replaceTriggeredBy && { replaceTriggeredBy: [...replaceTriggeredBy] }),
            }
          : undefined,
    };
    const resource = addressed(TerraformData.tfResourceType, name, (id) => new TerraformData(this.scope, id, config));
    return new VirshSteps(resource, entries);
  }

  /** Runs a script, which is written once for all who use it. */
  private run({ name, text, explains = false }: VirshScript, environment: Texts): LocalExecProvisioner {
    this.scripts[name] = withPrelude(text);
    const script = `\${local.virsh.${name}}`;
    return explains ? localExec('eval "$STEP"', { ...environment, STEP: script }) : localExec(script, environment);
  }
}

/** The instances of a step; see {@link Virsh.steps}. */
export class VirshSteps<Key extends string> {
  constructor(
    readonly resource: TerraformData,
    private readonly entries: Record<string, Texts>,
  ) {}

  add(key: string, host: ResolvedHost, entry: VirshEntry<Key>): void {
    this.entries[key] = { uri: escapeTemplate(host.virshUri), ...entry };
  }

  /** Address of an instance. */
  address(key: string): string {
    return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}[${JSON.stringify(key)}]`;
  }
}

function localExec(command: string, environment: Texts): LocalExecProvisioner {
  // `quiet` keeps Terraform from printing the script; cdktf does not know it.
  const config = { type: 'local-exec', quiet: true, command, environment } as const;
  return config;
}

const withPrelude = (script: string): string => escapeTemplate(`${PRELUDE}\n${script}`);

const environmentOf = (keys: readonly string[]): Texts =>
  Object.fromEntries(keys.map((key) => [key.toUpperCase(), `\${self.input.${key}}`]));

const each = (field: string): string => `\${each.value.${field}}`;

/** With every text mapped. */
export const mapped = (texts: Texts, map: (text: string) => string): Texts =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, map(value)]));
