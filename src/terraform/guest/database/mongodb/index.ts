import type { DatabaseRole } from '../../../../model/resolved';
import { bashProgram, type GuestPart, type PackageManager, program, setUpOn } from '../../part';
import { NEW_PASSWORD } from '../../secret';
import { type DataDisk, dataDiskPart } from '../../storage';
import { afterAddresses } from '../addresses';
import { backupPart } from '../backup';
import { takeCertificate, tlsPart, watchCertificate } from '../tls';
import { expectVerifier, takeVerifiers, verifierFiles } from '../verifier';
import { accountFiles, OWN_SCRIPT, RENEW_SCRIPT, SHELL, USER_SCRIPT } from './accounts';
import {
  ADMIN_FILE,
  accountName,
  BOTH,
  MONGODB_LAYOUTS,
  type MongodbLayout,
  OWN_ACCOUNTS,
  type OwnAccount,
  passwordFile,
  SETTINGS_FILE,
  UNIT,
} from './places';
import { kernelSettings, memoryUnit, settings } from './settings';

const SYSCTL = '/etc/sysctl.d/60-isthmus-mongodb.conf';

/** MongoDB on the data disk: users with rights in databases, at the machine's own addresses. */
export function mongodbPart(
  role: DatabaseRole,
  packages: PackageManager,
  disk: DataDisk,
  machine: string,
  addresses: readonly string[],
): readonly GuestPart[] {
  const layout = setUpOn(MONGODB_LAYOUTS, packages);
  const { user, home } = layout;
  return [
    {
      files: [
        { path: SETTINGS_FILE, content: settings(role, addresses, home), mode: '0644', individual: true },
        { path: SYSCTL, content: kernelSettings(role), mode: '0644' },
        { path: `/etc/systemd/system/${UNIT}.d/isthmus.conf`, content: memoryUnit(role), mode: '0644' },
        ...accountFiles(role),
        ...verifierFiles(role, machine),
      ],
      steps: [`sysctl --quiet --load=${SYSCTL}`],
    },
    dataDiskPart(role, packages, disk, { user, folders: { [home]: 'data' }, unit: UNIT }),
    tlsPart(role, { group: user, unit: UNIT, both: BOTH, reload: `${program(SHELL)} ${RENEW_SCRIPT}` }),
    {
      files: [
        bashProgram('database', 'Brings MongoDB up on the data disk. Safe to run again.', setupScript(role, layout)),
        afterAddresses(UNIT),
      ],
      steps: [program('database')],
    },
    backupPart(role, packages, {
      user: 'root',
      unit: UNIT,
      suffix: 'archive.gz',
      dump: `mongodump ${asAccount(role, 'backup')} --archive --gzip > "$dump"`,
      check: CHECK,
      restore: `${CHECK}
# Collections that the dump has take the place of those that are there. Users and roles stay as they are.
mongorestore ${asAccount(role, 'restore')} --archive="$dump" --gzip --stopOnError --drop ${role.databases
        .map(({ name }) => `--nsInclude='${name}.*'`)
        .join(' ')}`,
    }),
  ];
}

/** How an archive of mongodump begins (mongo-tools, common/archive). */
const CHECK = `gzip --test "$dump" || fail "$dump is not whole"
[ "$(od -An -N 4 -t x1 <(gzip --decompress --stdout "$dump"))" = ' 6d e2 99 81' ] || fail "$dump is no archive of mongodump"`;

/** Options of MongoDB's database tools. At its own address the certificate holds for no name; who answers has to know the password's verifier. */
const asAccount = ({ port, tls }: DatabaseRole, account: OwnAccount): string =>
  `--host=127.0.0.1 --port=${port} --username=${accountName(account)} --authenticationDatabase=admin --config=${passwordFile(account)}${tls ? ' --ssl --tlsInsecure' : ''}`;

function setupScript(role: DatabaseRole, { home }: MongodbLayout): string {
  const { port, backup } = role;
  return `
# Its programs are built for nothing else, and end without a word.
grep -qw avx /proc/cpuinfo || fail 'the processor of this machine has no AVX, which MongoDB needs'
[ -z "$(ls -A ${home})" ] || [ -e ${home}/WiredTiger ] || fail '${home} holds something else than data of MongoDB: left as it is'
install -m 0644 ${SETTINGS_FILE} /etc/mongod.conf
# Beside the data that know it.
[ -s ${ADMIN_FILE} ] || (umask 077 && ${NEW_PASSWORD} > ${ADMIN_FILE})
systemctl daemon-reload
${takeCertificate(role)}systemctl enable ${UNIT}
systemctl restart ${UNIT}
${watchCertificate(role)}# As long as it takes to read its log after a machine was cut off.
for _try in $(seq 3600); do
  if (exec 3<> /dev/tcp/127.0.0.1/${port}) 2> /dev/null; then break; fi
  systemctl is-active --quiet ${UNIT} || fail 'MongoDB has ended: journalctl -u ${UNIT} says why'
  sleep 1
done

${backup ? OWN_PASSWORDS : ''}${program(SHELL)} ${OWN_SCRIPT}
${takeVerifiers(role, ({ name }) => [
  expectVerifier(role, 'a SCRAM-SHA-256 verifier of MongoDB'),
  `  ISTHMUS_ROLE=${name} ${program(SHELL)} ${USER_SCRIPT}`,
])}
`;
}

/** Passwords that nobody is told. */
const OWN_PASSWORDS = `for file in ${OWN_ACCOUNTS.map(passwordFile).join(' ')}; do
  [ -s "$file" ] || (umask 077 && echo "password: $(${NEW_PASSWORD})" > "$file")
done
`;
