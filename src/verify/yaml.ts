import { YAMLException } from 'js-yaml';
import { NotUnderstoodError } from './errors';

/** What a reader of YAML threw, in one line. */
export function notYaml(error: unknown): NotUnderstoodError {
  if (!(error instanceof YAMLException)) throw error;
  return new NotUnderstoodError(`not YAML: ${error.reason}${error.mark ? ` in line ${error.mark.line + 1}` : ''}`);
}
