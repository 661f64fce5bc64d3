import type { Problem } from '../problem';

export const migrationWithoutReason = (path: string): Problem => ({
  code: 'MIGRATION_WITHOUT_REASON',
  path,
  message: 'It has no `because`.',
  fix: 'Say in a few words why it moves.',
});

export const migrationToItself = (path: string, end: string): Problem => ({
  code: 'MIGRATION_TO_ITSELF',
  path,
  message: `It leads from ${end} to ${end}.`,
  fix: 'Name as `to` what is to take its place.',
});

export const migrationWeight = (path: string, weight: number): Problem => ({
  code: 'MIGRATION_WEIGHT',
  path,
  message: `weight: ${weight} is no whole number of percent from 0 to 100.`,
  fix: 'Give `weight` the share of the requests that `to` gets, such as 10.',
});

export const migrationWithoutFrom = (path: string, weight: number, to: string): Problem => ({
  code: 'MIGRATION_WITHOUT_FROM',
  path,
  message: `weight: ${to} gets ${weight} percent, and nobody gets the other ${100 - weight}: \`from\` is left out.`,
  fix: 'Name as `from` who answered before, or give `weight` 100.',
});

export const migrationPort = (path: string, reason: string, fix: string): Problem => ({
  code: 'MIGRATION_PORT',
  path,
  message: `${reason}.`,
  fix,
});

export const migrationPortsDiffer = (
  path: string,
  from: { readonly name: string; readonly port: string },
  to: { readonly name: string; readonly listens: readonly string[] },
): Problem => ({
  code: 'MIGRATION_PORTS_DIFFER',
  path,
  message: `${from.name} is dialled at ${from.port}, and ${to.name} does not listen there; it does on ${to.listens.join(', ') || 'no port'}.`,
  fix: 'Say where it listens: `toPort: Port.tcp(…)`. Clients go on to dial the same port.',
});

export const migrationUnused = (path: string, name: string): Problem => ({
  code: 'MIGRATION_WITHOUT_CLIENTS',
  path,
  message: `Nobody may call ${name}: no route and no load balancer leads to it, and nobody is allowed to it.`,
  fix: 'Give it to a route or to a LoadBalancer as `backends`, allow pods of a mesh to it (`policy.allow(client, migration, …)`), or leave it out.',
});

export const migrationNotSplit = (path: string, flow: string, why: string, fix: string): Problem => ({
  code: 'MIGRATION_NOT_SPLIT',
  path,
  message: `${flow}: ${why}.`,
  fix,
});

export const migrationNotAt = (path: string, name: string, port: string, others: readonly string[]): Problem => ({
  code: 'MIGRATION_NOT_AT',
  path,
  message: `ports: ${others.join(', ')} are allowed to ${name}, which is dialled at ${port} alone.`,
  fix: 'Leave out `ports`; allow other ports to the ends of the migration themselves.',
});

export const migrationElsewhere = (path: string, flow: string, end: string): Problem => ({
  code: 'MIGRATION_ELSEWHERE',
  path,
  message: `${flow}: ${end} runs in another cluster, to which the sender's mesh does not reach.`,
  fix: 'Let a LoadBalancer have the migration as its `backends`, or put both into one cluster.',
});
