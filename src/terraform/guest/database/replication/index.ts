import { DATA_DISK } from '../../../../model/guest/data-disk';
import { type DatabaseRole, isStandby, type ReplicationMember, type ResolvedReplication } from '../../../../model/resolved';
import { bashProgram, ETC, type GuestFile, type GuestPart, program } from '../../part';
import { type SecretVariable, secretFile } from '../../secret';

const FOLDER = `${ETC}/replication`;
/** A line for each machine: its name, its address, its name in DNS. */
const MEMBERS = `${FOLDER}/members`;
export const REPLICATION_PASSWORD = `${FOLDER}/password`;
/** Who follows logs in as it. */
export const REPLICATOR = 'replicator';
/** On the data disk, so that it says of the data there whose it is: `copying` or `follows`. Not there: those of a primary. */
export const STANDBY_STATE = `${DATA_DISK}/standby`;

/** How the machines of an engine follow each other. */
export interface ReplicationMethod {
  /** Shell text that fails where the machine `$machine`, at `$address` and called `$fqdn`, takes no copies by the password in its file. */
  readonly reach: string;
  /** Shell text that is true where there is data. */
  readonly hasData: string;
  /** Shell text that has the copy of `$machine` take the place of all data, which is stopped then, and follow it as soon as it runs. */
  readonly copy: string;
  /** Shell text that fails where the engine follows nobody. */
  readonly follows: string;
  /** Shell text that leaves the address of whom it follows in `$address`, or nothing. */
  readonly followed: string;
  /** Shell text that is true where an engine at `$address` answers. */
  readonly answers: string;
  /** Shell text that makes it a primary. */
  readonly promote: string;
}

/** What each of the machines has that have the same data; nothing where there is but one. */
export function replicationPart({ replication }: DatabaseRole, unit: string, method: ReplicationMethod): GuestPart {
  if (!replication) return {};
  const lines = replication.members.map(({ name, address, fqdn }) => `${name} ${address} ${fqdn}\n`);
  return {
    files: [
      { path: MEMBERS, content: lines.join(''), mode: '0644', individual: true },
      secretFile(REPLICATION_PASSWORD, replication.passwordVariable),
      standbyProgram(unit, method),
      promoteProgram(method),
    ],
  };
}

/** Others can be followed for as long as this: they may be set up at the same time. */
const MINUTES = 60;

const standbyProgram = (unit: string, { reach, hasData, copy }: ReplicationMethod): GuestFile =>
  bashProgram(
    'standby',
    `Makes this machine follow another one of those that have the same data, with a copy of what that has.
usage: isthmus-standby [--discard-data] MACHINE`,
    `
discard=
if [ "\${1:-}" = --discard-data ]; then discard=yes; shift; fi
[ $# = 1 ] || fail 'usage: isthmus-standby [--discard-data] MACHINE'
own=\${HOSTNAME%%.*}
machine=$1
[ "$machine" != "$own" ] || fail 'a machine does not follow itself'
read -r _ address fqdn < <(grep "^$machine " ${MEMBERS}) || fail "\\"$machine\\" is none of $(cut -d ' ' -f 1 ${MEMBERS} | paste -s -d ' ')"
if ${hasData}; then
  [ -n "$discard" ] || fail "there is data on this machine: isthmus-standby --discard-data $machine throws it away"
fi
cd /

reach() {
${reach}
}
# Nothing is thrown away before the other one answers.
for _try in $(seq ${MINUTES * 6}); do
  if reached=$(reach 2>&1); then break; fi
  sleep 10
done
reach > /dev/null || fail "$machine takes no copies: $reached"

echo copying > ${STANDBY_STATE}
systemctl stop ${unit}
${copy}
echo follows > ${STANDBY_STATE}
exec ${program('database')}
`,
  );

const promoteProgram = ({ follows, followed, answers, promote }: ReplicationMethod): GuestFile =>
  bashProgram(
    'promote',
    `Makes this machine, which follows another one, take writes by itself.
usage: isthmus-promote [--while-primary-answers]`,
    `
anyway=
if [ "\${1:-}" = --while-primary-answers ]; then anyway=yes; fi
cd /
[ -e ${STANDBY_STATE} ] || fail 'this machine follows nobody'
${follows}
${followed}
if [ -z "$anyway" ] && ${answers}; then
  fail "the machine at $address still answers, and would go on taking writes: shut it down first"
fi
${promote}
rm ${STANDBY_STATE}
exec ${program('database')}
`,
  );

/**
 * Shell text of the set-up of a machine that is to follow another one, before its engine begins: without data it gets a copy, and nobody else's data is taken
 * for one.
 */
export function firstFollow({ replication }: DatabaseRole, machine: string, hasData: string): string {
  if (!isStandby(machine, replication)) return '';
  return `# It is to follow ${replication?.primary}. What it has since it was promoted, or has copied before, stays.
if ! ${hasData}; then exec ${program('standby')} ${replication?.primary}; fi
if [ "$(cat ${STANDBY_STATE} 2> /dev/null)" = copying ]; then exec ${program('standby')} --discard-data ${replication?.primary}; fi
`;
}

/** Shell text of the set-up, after the engine has begun: what follows is a primary's to do. */
export const endsOnStandby = ({ replication }: DatabaseRole): string =>
  replication
    ? `if [ -e ${STANDBY_STATE} ]; then
  echo 'isthmus-database: this machine follows another one, which has all that is set up in data'
  exit 0
fi
`
    : '';

/** The machines that may follow the one that is called so, or be followed by it. */
export const othersThan = ({ members }: ResolvedReplication, machine: string): readonly ReplicationMember[] =>
  members.filter(({ name }) => name !== machine);

/** What the Terraform variable with the password holds: for its description and its validation. */
export const replicationVariables = ({ replication }: DatabaseRole): readonly SecretVariable[] =>
  replication
    ? [
        {
          name: replication.passwordVariable,
          description: `password by which the databases ${replication.members.map(({ name }) => name).join(', ')} follow each other: 24 to 32 letters, digits, hyphens and underscores`,
          // What SQL and the engines' files take as it is; MySQL takes no longer ones for replication.
          pattern: '^[A-Za-z0-9_-]{24,32}$',
        },
      ]
    : [];
