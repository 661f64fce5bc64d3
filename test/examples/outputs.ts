import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { BankOfAnthos } from '../../examples/bank-of-anthos/system';
import { OnlineBoutique } from '../../examples/online-boutique/system';
import { SockShop } from '../../examples/sock-shop/system';
import type { System } from '../../src';
import type { Resolution } from '../../src/model/resolve';
import { policyMarkdown } from '../../src/report';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { resourcesOf } from '../terraform-instances';

export const EXPECTED = join(__dirname, 'expected');

/** By folder in `examples/`. */
export const EXAMPLES: Readonly<Record<string, new () => System>> = {
  'bank-of-anthos': BankOfAnthos,
  'online-boutique': OnlineBoutique,
  'sock-shop': SockShop,
};

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/** An example as it is committed, with both of its outputs. */
export interface Example {
  readonly name: string;
  readonly lock: string;
  readonly resolution: Resolution;
  readonly terraform: ReturnType<typeof synthTerraform>;
  readonly kubernetes: Readonly<Record<string, readonly KubernetesObject[]>>;
}

export function exampleOf(name: string): Example {
  const Described = EXAMPLES[name];
  if (Described === undefined) throw new Error(`examples/${name} is not listed`);
  const lock = readFileSync(join(__dirname, '../../examples', name, 'isthmus.lock.json'), 'utf8');
  const kubernetes = synthKubernetes(new Described(), { lock }) as unknown as Example['kubernetes'];
  return { name, lock, resolution: new Described().resolve({ lock }), terraform: synthTerraform(new Described(), { lock }), kubernetes };
}

/** What a reader of a change wants to see of an example: who may talk to whom, what there is, and what runs in pods. */
export function pinned({ name, resolution, terraform, kubernetes }: Example): ReadonlyMap<string, string> {
  return new Map([
    [`${name}/policy.md`, policyMarkdown(resolution.system)],
    [`${name}/objects.txt`, lines([...Object.values(terraform).flatMap(addresses), ...Object.entries(kubernetes).flatMap(named)])],
    [`${name}/pods.yaml`, stringify(pods(Object.values(kubernetes).flat()), { lineWidth: 0, aliasDuplicateObjects: false })],
  ]);
}

const lines = (text: readonly string[]): string => `${text.join('\n')}\n`;

const addresses = (configuration: Readonly<Record<string, unknown>>): readonly string[] => [...resourcesOf(configuration).keys()].sort();

const named = ([file, objects]: readonly [string, readonly KubernetesObject[]]): readonly string[] =>
  objects.map(({ kind, metadata: { namespace, name } }) => [file, kind, namespace === undefined ? name : `${namespace}/${name}`].join(' '));

/** Of each workload what stands in its manifest and in no other of its kind: containers, without what hardens all of them alike. */
const pods = (objects: readonly KubernetesObject[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    objects.flatMap(({ kind, metadata, spec }) => {
      const containers = containersOf(spec);
      return containers.length === 0 ? [] : [[`${kind} ${metadata.namespace}/${metadata.name}`, containers]];
    }),
  );

function containersOf(spec: unknown): readonly unknown[] {
  const { template } = (spec ?? {}) as { readonly template?: { readonly spec?: Readonly<Record<string, readonly object[]>> } };
  const { initContainers = [], containers = [] } = template?.spec ?? {};
  return [...initContainers, ...containers].map((container) => ({ ...container, securityContext: undefined }));
}
