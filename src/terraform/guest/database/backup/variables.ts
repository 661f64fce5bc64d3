import type { ResolvedBackupTarget } from '../../../../model/resolved';
import type { SecretVariable } from '../../secret';

const TEXT = '^\\S';

const OF_TARGETS: {
  readonly [B in ResolvedBackupTarget['by']]: (target: Extract<ResolvedBackupTarget, { by: B }>) => readonly SecretVariable[];
} = {
  sftp: ({ user, host, keyVariable }) => [
    {
      name: keyVariable,
      description: `private SSH key of the account ${user} at ${host}, without a passphrase`,
      pattern: '^-----BEGIN [A-Z ]*PRIVATE KEY-----',
    },
  ],
  s3: ({ bucket, host, accessKeyVariable, secretKeyVariable }) => [
    { name: accessKeyVariable, description: `access key for the bucket ${bucket} at ${host}`, pattern: TEXT },
    { name: secretKeyVariable, description: `secret access key for the bucket ${bucket} at ${host}`, pattern: TEXT },
  ],
  nfs: () => [],
};

/** What opens a repository: for the descriptions of variables, and their validation. */
export const backupVariables = (target: ResolvedBackupTarget): readonly SecretVariable[] => [
  // restic takes blanks at its ends for none of it.
  {
    name: target.passwordVariable,
    description: `password of the backups ${target.folder}, 16 characters or more`,
    pattern: '^\\S.{14,}\\S$',
  },
  ...(OF_TARGETS[target.by] as (target: ResolvedBackupTarget) => readonly SecretVariable[])(target),
];
