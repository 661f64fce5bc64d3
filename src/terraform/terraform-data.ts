import { type IResolvable, type IResolveContext, type TerraformMetaArguments, TerraformResource, Token } from 'cdktf';
import type { Construct } from 'constructs';

type Texts = Readonly<Record<string, string>>;

export interface TerraformDataConfig extends Omit<TerraformMetaArguments, 'forEach'> {
  /** Kept in the state, readable as `self.input` by provisioners. Texts, or an expression for them. Without cdktf's tokens. */
  readonly input?: Texts | string;
  /** Kept in the state; a change replaces the resource. Without cdktf's tokens. */
  readonly triggersReplace?: Texts | string;
  /** Instances by key. May be filled until the stack is synthesized. Without cdktf's tokens. */
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
    if (forEach) this.addOverride('for_each', new Literal(forEach));
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { input, triggersReplace } = this.config;
    return { input: input && new Literal(input), triggers_replace: triggersReplace && new Literal(triggersReplace) };
  }
}

/**
 * A value without tokens, put in place whole. cdktf would search each text in it for tokens three times: filters and
 * configurations of guests are most of a stack's text.
 */
class Literal implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly value: unknown) {}

  resolve(context: IResolveContext): undefined {
    context.registerPostProcessor({ postProcess: () => this.value });
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): unknown {
    return this.value;
  }
}
