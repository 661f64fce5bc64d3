import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Kubernetes that the list of fields is of: k8s.io/api has its numbers, with 0 for 1. */
export function kubernetesVersion(): string {
  const module = readFileSync(join(__dirname, 'generator/go.mod'), 'utf8');
  return `1.${/k8s\.io\/api v0\.(\d+)/.exec(module)?.[1]}`;
}
