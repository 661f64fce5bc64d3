import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isFile } from './output/failure';

/** What the manifests say of themselves. */
const FILES_OF = 'isthmus/files-of';
const KEEPS_DATA = 'isthmus/keeps-data';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Manifests in a folder: paths relative to it. */
export interface Manifests {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Commands that take away what the previous manifests had and the new ones have not: `kubectl apply` leaves it in the cluster,
 * and with it permissions that were taken back. Files that are the same in both take no part; nor does what holds data, of which
 * `retire` says what becomes.
 */
export function withdrawn(previous: Manifests, next: Manifests): readonly string[] {
  const before = textsOf(previous);
  const after = textsOf(next);
  const kept = commandsIn(new Map([...after].filter(([file, text]) => before.get(file) !== text)));
  const changed = new Map([...before].filter(([file, text]) => after.get(file) !== text));
  const gone = [...commandsIn(changed)].filter(([deletion]) => !kept.has(deletion));
  return [...new Set(gone.map(([, command]) => command))].sort();
}

function textsOf({ folder, files }: Manifests): ReadonlyMap<string, string> {
  const there = files.filter((file) => file.endsWith('.yaml') && isFile(join(folder, file)));
  return new Map(there.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What deletes each object, and what users are told to run in its place. */
function commandsIn(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const commands = new Map<string, string>();
  for (const [file, text] of texts) {
    // With several clusters each has a folder of its name.
    const context = dirname(file) === '.' ? '' : ` --context ${dirname(file)}`;
    for (const document of parseAllDocuments(text)) {
      const manifest: unknown = document.toJS();
      if (!isManifest(manifest) || manifest.metadata.annotations?.[KEEPS_DATA] !== undefined) continue;
      const deletes = deletion(manifest, context);
      const workload = manifest.metadata.labels?.[FILES_OF];
      commands.set(deletes, workload === undefined ? deletes : tidying(workload, manifest.metadata.namespace ?? 'default', context));
    }
  }
  return commands;
}

function deletion({ apiVersion, kind, metadata }: Manifest, context: string): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const resource = `${kind.toLowerCase()}${group ? `.${group}` : ''}`;
  return `kubectl${context} delete ${resource} ${metadata.name}${metadata.namespace ? ` -n ${metadata.namespace}` : ''}`;
}

/**
 * Deletes those files of a workload that none of its revisions stands on: pods of before start anew with theirs as long as a rollout goes
 * on, and a rollback goes back to one of the last three revisions, which is what Kubernetes keeps. Nothing is deleted when the cluster
 * does not answer.
 */
function tidying(workload: string, namespace: string, context: string): string {
  const kubectl = `kubectl${context}`;
  const revisions = 'replicaset,controllerrevision,cronjob,job,pod';
  const used = `used=$(${kubectl} get ${revisions} -n ${namespace} -l app.kubernetes.io/name=${workload} -o yaml)`;
  const all = `$(${kubectl} get configmap -n ${namespace} -l ${FILES_OF}=${workload} -o name)`;
  const unused = `case "$used" in *"\${it#*/}"*) ;; *) ${kubectl} delete "$it" -n ${namespace} ;; esac`;
  return `${used} && for it in ${all}; do ${unused}; done # files of ${workload} that none of its last three revisions has`;
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
