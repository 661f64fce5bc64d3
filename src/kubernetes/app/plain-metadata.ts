import { type ApiObject, type ApiObjectMetadata, ApiObjectMetadataDefinition, type OwnerReference } from 'cdk8s';
import { type Fields, plainJson } from './plain-json';

/** Metadata that know whether they are still what they were made of. */
export class PlainMetadata extends ApiObjectMetadataDefinition {
  private unchanged = true;

  /** @param given everything that they hold, what the chart adds included */
  constructor(
    private readonly given: ApiObjectMetadata,
    apiObject: ApiObject,
  ) {
    super({ ...given, apiObject });
  }

  override addLabel(key: string, value: string): void {
    this.unchanged = false;
    super.addLabel(key, value);
  }

  override addAnnotation(key: string, value: string): void {
    this.unchanged = false;
    super.addAnnotation(key, value);
  }

  override addFinalizers(...finalizers: string[]): void {
    this.unchanged = false;
    super.addFinalizers(...finalizers);
  }

  override addOwnerReference(owner: OwnerReference): void {
    this.unchanged = false;
    super.addOwnerReference(owner);
  }

  override add(key: string, value: unknown): void {
    this.unchanged = false;
    super.add(key, value);
  }

  /** As {@link plainJson}; undefined, too, once something was added. */
  plain(): Fields | undefined {
    return this.unchanged ? plainJson(this.given, { keepEmpty: false }) : undefined;
  }
}
