import { TerraformDataSource, type TerraformMetaArguments, TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { Attributes, type Definition, type Input, metaArguments, providerAttributes } from './attributes';
import type { TerraformAttributes } from './convert';
import { type Elements, elementsWithLiterals } from './literal';

export type { Attributes, Definition, Input } from './attributes';
export type { Computed, Reference, ReferenceList } from './reference';

/** Resources of this provider. */
export abstract class LibvirtResource<Config extends TerraformMetaArguments> extends TerraformResource {
  protected readonly attributes: Attributes<Config>;

  constructor(scope: Construct, id: string, definition: Definition, config: Config) {
    super(scope, id, { ...metaArguments(config), terraformResourceType: definition.type, terraformGeneratorMetadata: definition.metadata });
    this.attributes = new Attributes(this, definition, providerAttributes(config));
  }

  /** The attributes as given or set. (The getters named like them are references to what Terraform will know.) */
  get input(): Input<Config> {
    return this.attributes.input;
  }

  protected override synthesizeAttributes(): TerraformAttributes {
    return this.attributes.toTerraform();
  }

  override toTerraform(): ReturnType<TerraformResource['toTerraform']> {
    const { resource, ...rest }: ElementJson = super.toTerraform();
    return { ...rest, resource: elementsWithLiterals(resource) };
  }

  protected override synthesizeHclAttributes(): never {
    throw hclUnsupported();
  }
}

/** Data sources of this provider. */
export abstract class LibvirtDataSource<Config extends TerraformMetaArguments> extends TerraformDataSource {
  protected readonly attributes: Attributes<Config>;

  constructor(scope: Construct, id: string, definition: Definition, config: Config) {
    super(scope, id, { ...metaArguments(config), terraformResourceType: definition.type, terraformGeneratorMetadata: definition.metadata });
    this.attributes = new Attributes(this, definition, providerAttributes(config));
  }

  /** The attributes as given or set. (The getters named like them are references to what Terraform will know.) */
  get input(): Input<Config> {
    return this.attributes.input;
  }

  protected override synthesizeAttributes(): TerraformAttributes {
    return this.attributes.toTerraform();
  }

  override toTerraform(): ReturnType<TerraformDataSource['toTerraform']> {
    const { data, ...rest }: ElementJson = super.toTerraform();
    return { ...rest, data: elementsWithLiterals(data) };
  }

  protected override synthesizeHclAttributes(): never {
    throw hclUnsupported();
  }
}

/** The provider. Terraform has no references to a provider's attributes: its getters give what was set. */
export abstract class LibvirtProviderBase<Config extends object> extends TerraformProvider {
  protected readonly attributes: Attributes<Config>;

  constructor(scope: Construct, id: string, definition: Definition, config: Config, source: string) {
    super(scope, id, {
      terraformResourceType: definition.type,
      terraformGeneratorMetadata: definition.metadata,
      terraformProviderSource: source,
    });
    this.attributes = new Attributes(this, definition, config);
  }

  get input(): Input<Config> {
    return this.attributes.input;
  }

  protected override synthesizeAttributes(): TerraformAttributes {
    return this.attributes.toTerraform();
  }

  protected override synthesizeHclAttributes(): never {
    throw hclUnsupported();
  }
}

/** cdktf writes nested attributes to HCL as blocks, which this provider does not accept. */
function hclUnsupported(): Error {
  return new Error('@cdktf/provider-libvirt: HCL output is not supported, only JSON');
}

/** Without the element if it was moved. */
interface ElementJson {
  readonly resource?: Elements;
  readonly data?: Elements;
}
