import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

type Texts = Readonly<Record<string, string>>;

export interface TerraformDataConfig extends Omit<TerraformMetaArguments, 'forEach'> {
  /** Kept in the state, readable as `self.input` by provisioners. Texts, or an expression for them. */
  readonly input?: Texts | string;
  /** Kept in the state; a change replaces the resource. */
  readonly triggersReplace?: Texts | string;
  /** Instances by key. May be filled until the stack is synthesized. */
  readonly forEach?: Readonly<Record<string, unknown>>;
}

/**
 * Terraform's built-in `terraform_data`. cdktf has it as `DataResource`, but that one runs `terraform version` for each
 * instance when a stack is synthesized, and fails where Terraform is not installed.
 */
export class TerraformData extends TerraformResource {
  static readonly tfResourceType = 'terraform_data';

  constructor(
    scope: Construct,
    id: string,
    private readonly config: TerraformDataConfig,
  ) {
    const { input: _input, triggersReplace: _triggers, forEach, ...meta } = config;
    super(scope, id, { ...meta, terraformResourceType: TerraformData.tfResourceType });
    // cdktf's own iterators would rename the keys.
    if (forEach) this.addOverride('for_each', forEach);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { input: this.config.input, triggers_replace: this.config.triggersReplace };
  }
}
