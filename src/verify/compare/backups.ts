import { byRole, type DatabaseRole, type ResolvedBackupTarget, type ResolvedMachine } from '../../model/resolved';
import type { GuestBackup } from '../guest/backup';
import { type Difference, missing, tooWide } from './difference';
import type { Model } from './model';

/** Machines that make, keep or send other backups than the model says. */
export function backupDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const found = model.guest(machine.name);
    return found ? compared(machine, found.backup) : [];
  });
}

const statedOf = byRole<DatabaseRole['backup']>({
  database: ({ backup }) => backup,
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
});

/** As the guest's own files say it. */
const TARGETS: { readonly [B in ResolvedBackupTarget['by']]: (target: Extract<ResolvedBackupTarget, { by: B }>) => string } = {
  sftp: ({ user, host, port, path, folder, hostKey }) => `sftp://${user}@${host}:${port}${path}/${folder} ${hostKey}`,
  s3: ({ host, port, bucket, folder }) => `s3://${host}:${port}/${bucket}/${folder}`,
  nfs: ({ host, path, folder }) => `nfs://${host}:${path || '/'}/${folder}`,
};

const addressOf = (target: ResolvedBackupTarget): string => (TARGETS[target.by] as (target: ResolvedBackupTarget) => string)(target);

const everyText = (minutes: number | undefined): string => (minutes === undefined ? 'nowhere' : `every ${minutes} minutes`);

function compared({ name, guest: { role } }: ResolvedMachine, found: GuestBackup | undefined): readonly Difference[] {
  const stated = statedOf(role);
  if (!stated) return found ? [tooWide(name, 'it makes backups that the model does not know')] : [];
  if (!found) return [missing(name, 'no backup is made of it')];
  const to = stated.to && addressOf(stated.to);
  const log = stated.pointInTime?.withinMinutes;
  return [
    ...(found.daily === stated.daily ? [] : [missing(name, `its backup is made at ${found.daily}, not at ${stated.daily}`)]),
    ...(found.keep === stated.keep ? [] : [missing(name, `${found.keep} of its backups are kept, not ${stated.keep}`)]),
    ...(found.to === to
      ? []
      : [
          (found.to === undefined ? missing : tooWide)(
            name,
            `its backups go to ${found.to ?? 'its own disk alone'}, not to ${to ?? 'its own disk alone'}`,
          ),
        ]),
    ...(found.logMinutes === log ? [] : [missing(name, `its log is sent ${everyText(found.logMinutes)}, not ${everyText(log)}`)]),
  ];
}
