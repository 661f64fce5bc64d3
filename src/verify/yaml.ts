import { load, YAMLException } from 'js-yaml';
import { NotUnderstoodError } from './errors';

/** What a reader of YAML threw, in one line. */
export function notYaml(error: unknown): NotUnderstoodError {
  if (!(error instanceof YAMLException)) throw error;
  return new NotUnderstoodError(`not YAML: ${error.reason}${error.mark ? ` in line ${error.mark.line + 1}` : ''}`);
}

/** @throws NotUnderstoodError for text that is no single document of YAML */
export function readYaml(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    throw notYaml(error);
  }
}
