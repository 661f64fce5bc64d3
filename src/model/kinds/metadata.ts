import type { Report } from '../problem';
import * as problems from '../problems';
import { annotationDefect, annotationsDefect, labelDefect } from '../values';

type Texts = Readonly<Record<string, string>>;

/** What this library says itself about namespaces and pods: keys, and prefixes of keys that end in a slash. */
const OURS = [
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/name',
  'app.kubernetes.io/part-of',
  'istio-injection',
  'istio.io/',
  'isthmus/',
  'kubernetes.io/metadata.name',
  'pod-security.kubernetes.io/',
  'proxy.istio.io/',
  'sidecar.istio.io/',
];

const ownerOf = (key: string): string | undefined => OURS.find((own) => (own.endsWith('/') ? key.startsWith(own) : key === own));

/** Labels that users add to an object of this library. */
export function checkLabels(path: string, prop: string, labels: Texts, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    if (ownerOf(key) !== undefined) report(problems.reservedKey(path, prop, key));
    else if (defect) report(problems.invalidMetadata(path, prop, 'label', key, defect));
  }
}

/** Annotations that users add to an object of this library. */
export function checkAnnotations(path: string, annotations: Texts, report: Report): void {
  for (const key of Object.keys(annotations)) {
    const defect = annotationDefect(key);
    if (ownerOf(key) !== undefined) report(problems.reservedKey(path, 'annotations', key));
    else if (defect) report(problems.invalidMetadata(path, 'annotations', 'annotation', key, defect));
  }
  const defect = annotationsDefect(annotations);
  if (defect) report(problems.tooManyAnnotations(path, defect));
}
