import type { ResolvedSystem } from '../model/resolved';

export interface Summary {
  readonly system: ResolvedSystem;
  readonly folders: { readonly terraform: string; readonly kubernetes: string };
  readonly files: { readonly terraform: number; readonly kubernetes: number };
  /** Commands for what the previous output had and this one has not. */
  readonly gone: readonly string[];
}

/** What was made, where it is, and what to run next. */
export function summaryText({ system, folders, files, gone }: Summary): string {
  const declared = system.flows.filter((flow) => flow.origin === 'declared').length;
  const lines = [
    `${system.name}: ${count(system.machines.length, 'virtual machine')} on ${count(system.hosts.length, 'host')}, ${count(system.microservices.length, 'microservice')} in ${count(system.clusters.length, 'cluster')}, ${count(system.flows.length, 'flow')} (${declared} declared, ${system.flows.length - declared} implied)`,
    `  ${folders.terraform}/  ${count(files.terraform, 'Terraform stack')}`,
    `  ${folders.kubernetes}/  ${count(files.kubernetes, 'manifest file')}`,
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
    ...section('No longer in the manifests; an apply does not take it out of the cluster:', gone),
    '',
  ];
  return lines.join('\n');
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

function applyCommands({ clusters }: ResolvedSystem, folder: string): readonly string[] {
  if (clusters.length === 1) return [`kubectl apply --server-side -f ${folder}/`];
  return clusters.map(({ name }) => `kubectl --context ${name} apply --server-side -f ${folder}/${name}/`);
}
