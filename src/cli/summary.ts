import type { ResolvedSystem } from '../model/resolved';
import { countOf } from '../model/values';
import { countsText } from '../report/counts';

export interface Summary {
  readonly system: ResolvedSystem;
  readonly folders: { readonly terraform: string; readonly kubernetes: string };
  readonly files: { readonly terraform: number; readonly kubernetes: number };
  /** Commands for what the previous output had and this one has not. */
  readonly gone: readonly string[];
  /** Files in the output folders that are of somebody else, and that an apply would read. */
  readonly beside: readonly string[];
}

/** What was made, where it is, and what to run next. */
export function summaryText({ system, folders, files, gone, beside }: Summary): string {
  const lines = [
    `${system.name}: ${countsText(system)}`,
    `  ${folders.terraform}/  ${countOf(files.terraform, 'Terraform stack')}`,
    `  ${folders.kubernetes}/  ${countOf(files.kubernetes, 'manifest file')}`,
    ...section(
      'Before applying:',
      system.prerequisites.map((line) => `- ${line}`),
    ),
    ...section('Next:', [
      ...(system.machines.length + system.retired.length > 0
        ? [`cd ${folders.terraform}/stacks/${system.name} && terraform init && terraform apply`]
        : []),
      ...applyCommands(system, folders.kubernetes),
    ]),
    ...section('No longer in the manifests; an apply does not take it out of the cluster:', [...gone, ...deletionsOf(system)]),
    ...section('Not of this output; an apply of the folder reads it all the same:', shortened(beside)),
    '',
  ];
  return lines.join('\n');
}

/** Claims whose data is to go, until the lock forgets them. */
const deletionsOf = ({ clusters, retiredClaims }: ResolvedSystem): readonly string[] =>
  retiredClaims
    .filter(({ keepData }) => !keepData)
    .map(({ cluster, namespace, name }) => {
      const context = clusters.length > 1 ? ` --context ${cluster}` : '';
      return `kubectl${context} delete persistentvolumeclaim ${name} -n ${namespace}`;
    });

/** The first of a long list, and how many more there are. */
const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`];

const MAX_LINES = 10;

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

function applyCommands({ clusters }: ResolvedSystem, folder: string): readonly string[] {
  if (clusters.length === 1) return [`kubectl apply --server-side -f ${folder}/`];
  return clusters.map(({ name }) => `kubectl --context ${name} apply --server-side -f ${folder}/${name}/`);
}
