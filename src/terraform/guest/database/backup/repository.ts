import type { ResolvedBackupTarget, ResolvedNfsTarget, ResolvedS3Target, ResolvedSftpTarget } from '../../../../model/resolved';
import { bashProgram, ETC, type GuestFile, type GuestPart } from '../../part';
import { secretFile } from '../../secret';

/** What opens the repository. Root alone reads it. */
const FOLDER = `${ETC}/backup`;
export const RESTIC_CACHE = '/var/cache/isthmus-backup';
/** Where an export is mounted while restic runs, seen by nobody else. */
export const MOUNT_POINT = '/run/isthmus-backup';

/** How restic gets to a repository. */
interface Access {
  readonly files: readonly GuestFile[];
  /** Of the first boot. */
  readonly steps: readonly string[];
  /** Shell text that replaces itself by restic, with all arguments that it was given: the array `restic` holds what is said in any case. */
  readonly run: string;
}

const ACCESSES: { readonly [B in ResolvedBackupTarget['by']]: (target: Extract<ResolvedBackupTarget, { by: B }>) => Access } = {
  sftp: (target) => ({
    files: [
      secretFile(`${FOLDER}/key`, target.keyVariable),
      { path: `${FOLDER}/known_hosts`, content: `${SSH_ALIAS} ${target.hostKey}\n`, mode: '0644' },
      { path: `${FOLDER}/ssh_config`, content: sshConfig(target), mode: '0644' },
    ],
    // A variable that was filled by $(cat …) has lost the line break that OpenSSH wants at the end of a key.
    steps: [`sed -i '$a\\' ${FOLDER}/key`],
    run: `exec "\${restic[@]}" --option=sftp.command='ssh -F ${FOLDER}/ssh_config ${SSH_ALIAS} -s sftp' --repo=sftp:${SSH_ALIAS}:${target.path}/${target.folder} "$@"`,
  }),
  s3: (target) => ({
    files: [secretFile(`${FOLDER}/access-key`, target.accessKeyVariable), secretFile(`${FOLDER}/secret-key`, target.secretKeyVariable)],
    steps: [],
    run: `AWS_ACCESS_KEY_ID=$(cat ${FOLDER}/access-key)
AWS_SECRET_ACCESS_KEY=$(cat ${FOLDER}/secret-key)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY${regionText(target)}
exec "\${restic[@]}" --repo=s3:https://${target.host}:${target.port}/${target.bucket}/${target.folder} "$@"`,
  }),
  nfs: (target) => ({
    files: [],
    steps: [],
    run: `mkdir -p ${MOUNT_POINT}
# For this run alone. A server that does not answer ends it, instead of holding it up for ever.
exec unshare --mount --propagation=private bash -c 'mount -t nfs -o ${NFS_OPTIONS} ${exported(target)} ${MOUNT_POINT} && exec "$@"' mount \\
  "\${restic[@]}" --repo=${MOUNT_POINT}/${target.folder} "$@"`,
  }),
};

const regionText = ({ region }: ResolvedS3Target): string => (region === undefined ? '' : `\nexport AWS_DEFAULT_REGION=${region}`);

const NFS_OPTIONS = 'vers=4,soft,timeo=600,retrans=3,nosuid,nodev,noexec';
const exported = ({ host, path }: ResolvedNfsTarget): string => `${host}:${path || '/'}`;

/** The server's name here: its key is known by it, wherever it stands. */
const SSH_ALIAS = 'backup-target';

const sshConfig = ({
  host,
  port,
  user,
}: ResolvedSftpTarget): string => `# How backups are sent. A server with another key than the declared one gets nothing.
Host ${SSH_ALIAS}
  HostName ${host}
  Port ${port}
  User ${user}
  IdentityFile ${FOLDER}/key
  IdentitiesOnly yes
  BatchMode yes
  HostKeyAlias ${SSH_ALIAS}
  UserKnownHostsFile ${FOLDER}/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ForwardAgent no
  ServerAliveInterval 60
  ServerAliveCountMax 240
`;

/** The files that open a repository, and the program that runs restic on it. */
export function repositoryPart(target: ResolvedBackupTarget): Required<Pick<GuestPart, 'files' | 'steps'>> {
  const { files, steps, run } = (ACCESSES[target.by] as (target: ResolvedBackupTarget) => Access)(target);
  return {
    steps,
    files: [
      secretFile(`${FOLDER}/password`, target.passwordVariable),
      ...files,
      bashProgram(
        'restic',
        "restic on the repository that this machine's backups are in: isthmus-restic snapshots, for one.",
        `umask 077
restic=(restic --cache-dir=${RESTIC_CACHE} --password-file=${FOLDER}/password)
${run}`,
      ),
    ],
  };
}
