import { isDomain } from './text';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Why Kubernetes would refuse a label, in words (Kubernetes: "Labels and Selectors", syntax); undefined when it would not. */
export function labelDefect(key: string, value: string): string | undefined {
  const defect = keyDefect(key);
  if (defect !== undefined || value === '' || NAME.test(value)) return defect;
  return `its value "${value}" is not up to 63 letters, digits, dots, hyphens and underscores between letters or digits`;
}

/** Why Kubernetes would refuse the key of an annotation, in words; undefined when it would not. */
export const annotationDefect = (key: string): string | undefined => keyDefect(key);

/** Bytes that all annotations of an object may have together (Kubernetes: "Annotations"). */
const MOST = 256 * 1024;

/** Why Kubernetes would refuse annotations for how much they are, in words; undefined when it would not. */
export function annotationsDefect(annotations: Readonly<Record<string, string>>): string | undefined {
  const bytes = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return bytes > MOST ? `they have ${bytes} bytes together, more than the ${MOST} that an object may have` : undefined;
}

/** An optional domain and a slash, then a name. */
function keyDefect(key: string): string | undefined {
  const [prefix, name] = key.includes('/') ? [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)] : [undefined, key];
  if (prefix !== undefined && !isDomain(prefix)) return `"${prefix}" before the "/" is not a DNS domain`;
  if (!NAME.test(name)) return `"${name}" is not 1 to 63 letters, digits, dots, hyphens and underscores between letters or digits`;
  return undefined;
}
