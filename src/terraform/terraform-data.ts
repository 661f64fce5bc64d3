import { literals } from '@cdktf/provider-libvirt';
import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

type Texts = Readonly<Record<string, string>>;

export interface TerraformDataConfig extends Omit<TerraformMetaArguments, 'dependsOn' | 'forEach'> {
  /** Kept in the state, readable as `self.input` by provisioners. */
  readonly input?: Texts;
  /** Kept in the state; a change replaces the resource. */
  readonly triggersReplace?: Texts;
  /** An expression for the instances by key: cdktf's own iterators would rename the keys. */
  readonly forEach?: string;
  /** Addresses of resources or of their instances. */
  readonly dependsOn?: readonly string[];
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
    const { input: _input, triggersReplace: _triggers, forEach, dependsOn, ...meta } = config;
    super(scope, id, { ...meta, terraformResourceType: TerraformData.tfResourceType });
    if (dependsOn) this.dependsOn = [...dependsOn];
    if (forEach) this.addOverride('for_each', forEach);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { input, triggersReplace } = this.config;
    return { input: input && { ...input }, triggers_replace: triggersReplace && { ...triggersReplace } };
  }

  override toTerraform(): { resource?: literals.Elements } {
    const { resource, ...rest }: { resource?: literals.Elements } = super.toTerraform();
    return { ...rest, resource: literals.elementsWithLiterals(resource) };
  }
}
