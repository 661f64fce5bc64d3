import type { ITerraformDependable, LocalExecProvisioner } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedHost } from '../model/resolved';
import { escapeTemplate } from './guest';
import { addressed } from './names';
import { TerraformData } from './terraform-data';

/** The provider speaks libvirt's protocol itself, these steps need the program: say so rather than "not found". */
const PRELUDE = `set -eu
command -v virsh >/dev/null || { echo "virsh is needed where Terraform runs (package libvirt-clients or libvirt-client)" >&2; exit 127; }
v() { LC_ALL=C virsh -q -c "$URI" "$@"; }`;

type Texts<Key extends string> = Readonly<Record<Key, string>>;

export interface VirshStepProps {
  readonly host: ResolvedHost;
  /** What the script knows, as plain text: in its environment under the same names in capitals. */
  readonly facts: Texts<string>;
  /**
   * Terraform strings; a change runs the step again.
   * @default - it runs once
   */
  readonly triggers?: Texts<string>;
  /** Shell commands (POSIX); `v` is virsh, connected to the host. Must be safe to run twice. */
  readonly create: string;
  /**
   * Terraform strings, in the environment besides the facts.
   * @default - none
   */
  readonly environment?: Texts<string>;
  /** @default - only what the triggers refer to */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * Addresses of resources whose update or replacement runs the step again.
   * @default - none
   */
  readonly replaceTriggeredBy?: readonly string[];
}

/** Something that the provider cannot do and virsh can, and that needs no undoing. Run where Terraform runs. */
export function virshStep(scope: Construct, name: string, props: VirshStepProps): TerraformData {
  const facts = { uri: props.host.virshUri, ...props.facts };
  const config = {
    input: escaped(facts),
    triggersReplace: props.triggers,
    provisioners: [localExec(props.create, { ...factsOf(Object.keys(facts)), ...props.environment })],
    dependsOn: props.dependsOn ? [...props.dependsOn] : undefined,
    lifecycle: props.replaceTriggeredBy ? { replaceTriggeredBy: [...props.replaceTriggeredBy] } : undefined,
  };
  return addressed(TerraformData.tfResourceType, name, (id) => new TerraformData(scope, id, config));
}

export interface VirshStepsProps<Fact extends string> {
  readonly facts: readonly Fact[];
  /** As in {@link VirshStepProps.create}; `each.value.once` is at hand in `environment`. */
  readonly create?: string;
  /** Undoes a step with the facts it was made with, before what it depends on goes. Must be safe to run twice. */
  readonly destroy?: string;
  /**
   * Terraform strings that only `create` gets, in its environment. They never reach the state.
   * @default - none
   */
  readonly environment?: Texts<string>;
  /** @default - only what the entries refer to */
  readonly dependsOn?: readonly ITerraformDependable[];
}

export interface VirshEntry<Fact extends string> {
  readonly host: ResolvedHost;
  /** Plain text, kept in the state. */
  readonly facts: Texts<Fact>;
  /**
   * Terraform strings, kept in the state; a change undoes the entry and makes it anew.
   * @default - it is made once
   */
  readonly triggers?: Texts<string>;
  /**
   * Terraform strings for `environment`, not kept.
   * @default - none
   */
  readonly once?: Texts<string>;
}

/**
 * As {@link virshStep}, for what must be undone: one resource with an instance per entry (`for_each`). Terraform forgets
 * the undoing of a resource that is gone from its configuration, but not that of an instance: so the resource is always
 * there, even without entries.
 */
export class VirshSteps<Fact extends string> {
  readonly resource: TerraformData;
  private readonly entries: Record<string, unknown> = {};

  constructor(scope: Construct, name: string, props: VirshStepsProps<Fact>) {
    const known = factsOf(['uri', ...props.facts]);
    const provisioners: LocalExecProvisioner[] = [];
    if (props.create) provisioners.push(localExec(props.create, { ...known, ...props.environment }));
    if (props.destroy) provisioners.push({ ...localExec(props.destroy, known), when: 'destroy' });
    const config = {
      forEach: this.entries,
      // Objects, taken whole.
      input: `\${each.value.facts}`,
      triggersReplace: `\${each.value.triggers}`,
      provisioners,
      dependsOn: props.dependsOn ? [...props.dependsOn] : undefined,
    };
    this.resource = addressed(TerraformData.tfResourceType, name, (id) => new TerraformData(scope, id, config));
  }

  add(key: string, { host, facts, triggers = {}, once }: VirshEntry<Fact>): void {
    this.entries[key] = { facts: escaped({ uri: host.virshUri, ...facts }), triggers, ...(once ? { once } : {}) };
  }
}

function localExec(script: string, environment: Texts<string>): LocalExecProvisioner {
  // `quiet` keeps Terraform from printing the script; cdktf does not know it.
  const config = { type: 'local-exec', quiet: true, command: escapeTemplate(`${PRELUDE}\n${script}`), environment } as const;
  return config;
}

const factsOf = (keys: readonly string[]): Texts<string> =>
  Object.fromEntries(keys.map((key) => [key.toUpperCase(), `\${self.input.${key}}`]));

const escaped = (texts: Texts<string>): Texts<string> =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, escapeTemplate(value)]));
