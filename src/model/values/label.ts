import { isDomain } from './text';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Why Kubernetes would refuse a label, in words (Kubernetes: "Labels and Selectors", syntax); undefined when it would not. */
export function labelDefect(key: string, value: string): string | undefined {
  const [prefix, name] = key.includes('/') ? [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)] : [undefined, key];
  if (prefix !== undefined && !isDomain(prefix)) return `"${prefix}" before the "/" is not a DNS domain`;
  if (!NAME.test(name)) return `"${name}" is not 1 to 63 letters, digits, dots, hyphens and underscores between letters or digits`;
  if (value !== '' && !NAME.test(value))
    return `its value "${value}" is not up to 63 letters, digits, dots, hyphens and underscores between letters or digits`;
  return undefined;
}
