/**
 * What the library itself asks for by sensitive variables of Terraform, by how their names end; and why no variable of a user's may end so.
 */
const TAKEN = {
  verifier: 'verifiers of databases are called so',
  backup_password: 'what opens the backups of machines is called so',
  backup_key: 'what opens the backups of machines is called so',
  backup_access_key: 'what opens the backups of machines is called so',
  backup_secret_key: 'what opens the backups of machines is called so',
  tls_certificate: 'what servers of databases prove themselves with is called so',
  tls_key: 'what servers of databases prove themselves with is called so',
  replication_password: 'what standbys of databases log in with is called so',
  join_token: 'what nodes of clusters are told is called so',
  server_token: 'what nodes of clusters are told is called so',
  encryption_key: 'what nodes of clusters are told is called so',
  certificate_key: 'what nodes of clusters are told is called so',
} as const;

/** What the library asks for by variables. */
export type SecretVariable = keyof typeof TAKEN;

/** Name of a variable. @param owner the machine or cluster that it is for */
export const secretVariable = (owner: string, what: SecretVariable): string => `${owner.replace(/-/g, '_')}_${what}`;

/** Why a user's variable may not be called so; undefined when it may. */
export const whyTaken = (name: string): string | undefined => Object.entries(TAKEN).find(([ending]) => name.endsWith(`_${ending}`))?.[1];
