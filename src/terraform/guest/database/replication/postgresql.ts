import type { DatabaseRole } from '../../../../model/resolved';
import { isSince } from '../../../../model/values';
import { ETC } from '../../part';
import { tlsPaths } from '../tls';
import { othersThan, REPLICATION_PASSWORD, REPLICATOR, type ReplicationMethod } from '.';

/** Where PostgreSQL has the password from: it is no part of its settings. */
const PASSWORDS = `${ETC}/replication/pgpass`;

/** A slot is called like the machine that follows: PostgreSQL takes no hyphens there. */
const slotOf = (machine: string): string => machine.replaceAll('-', '_');

interface Place {
  readonly data: string;
  /** Main configuration file. */
  readonly configuration: string;
  /** Shell command that makes a new cluster. */
  readonly initialise: string;
}

/** Physical replication by streaming, with a slot for each standby (PostgreSQL, "Log-Shipping Standby Servers"). */
export function postgresqlReplication(role: DatabaseRole, { data, configuration, initialise }: Place): ReplicationMethod {
  const connection = [
    'host=$fqdn hostaddr=$address',
    `port=${role.port} user=${REPLICATOR} passfile=${PASSWORDS} application_name=$own`,
    ...encryption(role),
  ].join(' ');
  const sql = `runuser -u postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --port=${role.port} --dbname=postgres`;
  return {
    hasData: `[ -e ${data}/PG_VERSION ]`,
    reach: `  (umask 077 && printf '*:*:*:${REPLICATOR}:%s\\n' "$(cat ${REPLICATION_PASSWORD})" > ${PASSWORDS}) && chown postgres:postgres ${PASSWORDS} &&
    runuser -u postgres -- psql --no-psqlrc --no-password --dbname="${connection} replication=true" --command='IDENTIFY_SYSTEM'`,
    copy: `[ -e ${configuration} ] || ${initialise}
install -d -m 0700 -o postgres -g postgres ${data}
find ${data} -mindepth 1 -delete
runuser -u postgres -- pg_basebackup --no-password --dbname="${connection}" --pgdata=${data} \\
  --slot="\${own//-/_}" --wal-method=stream --checkpoint=fast --write-recovery-conf`,
    follows: `[ "$(${sql} --command='SELECT pg_is_in_recovery()')" = t ] || fail 'PostgreSQL follows nobody'`,
    followed: `address=$(${sql} --command='SHOW primary_conninfo' | sed -n "s/.*hostaddr='\\?\\([0-9.]*\\).*/\\1/p")`,
    answers: `pg_isready --quiet --timeout=5 --host="$address" --port=${role.port}`,
    promote: `[ "$(${sql} --command='SELECT pg_promote()')" = t ] || fail 'PostgreSQL was not promoted in time: journalctl says why'`,
  };
}

/** Channel binding proves to each end that there is nobody between them, whoever has signed the certificate. */
function encryption({ tls, version }: DatabaseRole): readonly string[] {
  if (!tls) return ['sslmode=prefer'];
  const { trusted } = tlsPaths();
  return [
    CHECKED[tls.by] ? `sslmode=verify-full sslrootcert=${trusted}` : 'sslmode=require',
    ...(isSince(version, '13') ? ['channel_binding=require'] : []),
  ];
}

/** Whether those that follow can tell by its certificate who answers. */
const CHECKED: { readonly [B in NonNullable<DatabaseRole['tls']>['by']]: boolean } = { 'self-signed': false, variables: true, files: true };

/** A quarter of the disk, whoever of those that follow is away; before 13 there is no such limit. */
export const postgresqlReplicationSettings = ({ replication, version }: DatabaseRole, diskMiB: number): string =>
  replication && isSince(version, '13') ? `max_slot_wal_keep_size = '${Math.floor(diskMiB / 4)}MB'\n` : '';

/** Lines of pg_hba.conf for those that may follow a machine. @param type of connection */
export const replicationAccess = ({ replication }: DatabaseRole, type: string, machine: string): readonly string[] =>
  (replication ? othersThan(replication, machine) : []).map(
    ({ address }) => `${type}replication  "${REPLICATOR}"  ${address}/32  scram-sha-256`,
  );

/** Shell text of a primary's set-up: the role, and a slot for each other machine. No argument list shows the password. */
export function servesPostgresqlStandbys({ replication }: DatabaseRole, machine: string): string {
  if (!replication) return '';
  const slots = othersThan(replication, machine).map(({ name }) => slotOf(name));
  return `
# For those that follow.
sql <<'SQL'
SELECT 'CREATE ROLE "${REPLICATOR}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${REPLICATOR}') \\gexec
${slots.map((slot) => `SELECT pg_create_physical_replication_slot('${slot}', true) WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '${slot}') \\g /dev/null`).join('\n')}
SQL
printf 'ALTER ROLE "${REPLICATOR}" LOGIN REPLICATION PASSWORD %s;\\n' "'$(cat ${REPLICATION_PASSWORD})'" | sql
`;
}
