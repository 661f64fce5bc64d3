import type { ResolvedSystem } from '../model/resolved';

/** What was made, where it is, and what to run next. */
export function summaryText(
  system: ResolvedSystem,
  folders: { terraform: string; kubernetes: string },
  files: { terraform: number; kubernetes: number },
): string {
  const declared = system.flows.filter((flow) => flow.origin === 'declared').length;
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const lines = [
    `${system.name}: ${count(system.machines.length, 'virtual machine')} on ${count(system.hosts.length, 'host')}, ${count(system.microservices.length, 'microservice')} in ${count(system.clusters.length, 'cluster')}, ${count(system.flows.length, 'flow')} (${declared} declared, ${system.flows.length - declared} implied)`,
    `  ${folders.terraform}/  ${count(files.terraform, 'Terraform stack')}`,
    `  ${folders.kubernetes}/  ${count(files.kubernetes, 'manifest file')}`,
    '',
    'Before applying:',
    ...system.prerequisites.map((line) => `  - ${line}`),
    '',
    'Next:',
    `  cd ${folders.terraform}/stacks/${system.name} && terraform init && terraform apply`,
    ...(system.clusters.length === 1
      ? [`  kubectl apply --server-side -f ${folders.kubernetes}/`]
      : system.clusters.map(
          (cluster) => `  kubectl --context ${cluster.name} apply --server-side -f ${folders.kubernetes}/${cluster.name}/`,
        )),
    '',
  ];
  return lines.join('\n');
}
