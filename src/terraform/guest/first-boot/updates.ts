import { updatePackages } from '../../../model/guest/set-up-packages';
import { DefectError } from '../../../model/problem';
import type { ResolvedMachine, ResolvedSecurityUpdates } from '../../../model/resolved';
import { bashProgram, type GuestPart, type PackageManager, program } from '../part';

/** `04:00` and a number of minutes. */
function later(at: string, minutes: number): string {
  const [hours = 0, rest = 0] = at.split(':').map(Number);
  const total = (hours * 60 + rest + minutes) % (24 * 60);
  return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Replaces the times of a timer of the distribution. A run that was missed is not made up for at any other hour. */
const timer = (at: string, spread: number): string => `[Timer]
OnCalendar=
OnCalendar=*-*-* ${at}:00 UTC
RandomizedDelaySec=${spread}m
Persistent=false
`;

const dropIn = (unit: string): string => `/etc/systemd/system/${unit}.d/isthmus.conf`;

/** A regular expression of unattended-upgrades for a name, or the beginning of one. */
const blocked = (name: string): string => `^${name.replace(/\*$/, '').replace(/[.+]/g, '\\$&')}${name.endsWith('*') ? '' : '$'}`;

function apt({ at, reboot, except }: ResolvedSecurityUpdates, { os, name }: ResolvedMachine): GuestPart {
  if (os.securityOrigin === undefined) throw new DefectError(`${name}: where ${os.title} has its security updates is not known`);
  const content = `// What is installed by itself: security updates alone.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
#clear Unattended-Upgrade::Allowed-Origins;
#clear Unattended-Upgrade::Origins-Pattern;
Unattended-Upgrade::Origins-Pattern { "${os.securityOrigin}"; };
#clear Unattended-Upgrade::Package-Blacklist;
Unattended-Upgrade::Package-Blacklist { ${except.map((each) => `"${blocked(each).replaceAll('\\', '\\\\')}"; `).join('')}};
Unattended-Upgrade::Automatic-Reboot "${reboot}";
Unattended-Upgrade::Automatic-Reboot-WithUsers "${reboot}";
`;
  return {
    files: [
      { path: '/etc/apt/apt.conf.d/52isthmus-security-updates', content, mode: '0644' },
      { path: dropIn('apt-daily.timer'), content: timer(at, 10), mode: '0644' },
      { path: dropIn('apt-daily-upgrade.timer'), content: timer(later(at, 15), 40), mode: '0644' },
    ],
    steps: [
      'systemctl daemon-reload',
      'systemctl enable apt-daily.timer apt-daily-upgrade.timer',
      'systemctl restart apt-daily.timer apt-daily-upgrade.timer',
    ],
  };
}

function dnf({ at, reboot, except }: ResolvedSecurityUpdates): GuestPart {
  const content = `# What is installed by itself: security updates alone.
[commands]
upgrade_type = security
random_sleep = 0
download_updates = yes
apply_updates = yes

[emitters]
emit_via = stdio

[base]
debuglevel = 1
${except.length === 0 ? '' : `excludepkgs = ${except.join(' ')}\n`}`;
  const restart = bashProgram(
    'restart-after-updates',
    'Restarts the machine where an update needs it.',
    `
# 1: something needs it. Older versions know no other number.
status=0
dnf --quiet needs-restarting --reboothint > /dev/null || status=$?
[ "$status" != 1 ] || systemctl reboot
`,
  );
  const service = `[Service]\nExecStartPost=${program('restart-after-updates')}\n`;
  return {
    files: [
      { path: '/etc/dnf/automatic.conf', content, mode: '0644' },
      { path: dropIn('dnf-automatic.timer'), content: timer(at, 55), mode: '0644' },
      ...(reboot ? [restart, { path: dropIn('dnf-automatic.service'), content: service, mode: '0644' }] : []),
    ],
    steps: ['systemctl daemon-reload', 'systemctl enable dnf-automatic.timer', 'systemctl restart dnf-automatic.timer'],
  };
}

const UPDATER = 'isthmus-updates';

/**
 * A timer of its own: nothing of SUSE does it. A lock would keep back every patch, not only those of what is left alone (`zypper patch` then ends with 4),
 * so that patches are chosen one by one.
 */
function zypper({ at, reboot, except }: ResolvedSecurityUpdates): GuestPart {
  const updates = bashProgram(
    'updates',
    'Installs security updates: nothing else, and none of what is to be left alone.',
    `
left_alone() {
  case $1 in
    ${except.length === 0 ? "''" : except.join(' | ')}) return 0 ;;
    *) return 1 ;;
  esac
}
# What a patch replaces: it conflicts with all that is older.
replaced() {
  sed -nE 's/^(Conflicts *: | +)([^ :[]+) < .*$/\\2/p' <<< "$1" | sed -E 's/\\.(noarch|x86_64|aarch64|ppc64le|s390x|i[3-6]86)$//'
}
install_patches() {
  status=0
  listed=$(zypper --non-interactive --quiet --xmlout list-patches --category security)
  chosen=()
  for name in $(grep -o '<update [^>]*>' <<< "$listed" | sed -nE 's/.* name="([^"]+)".*/\\1/p' | sort -u); do
    about=$(zypper --non-interactive --quiet info --type patch --conflicts "$name")
    held=
    for package in $(replaced "$about"); do
      if left_alone "$package"; then held=$package; fi
    done
    if [ -n "$held" ]; then
      echo "${UPDATER}: $name is left for an administrator: it replaces $held"
    else
      chosen+=("$name")
    fi
  done
  [ \${#chosen[@]} = 0 ] || zypper --non-interactive install --auto-agree-with-licenses --type patch "\${chosen[@]}" || status=$?
}

zypper --non-interactive --quiet refresh
install_patches
# 103: it has mended itself, and the rest is for its newer version.
[ "$status" != 103 ] || install_patches
# 102: done, and the machine should be started again some time.
case $status in
  0 | 102) ;;
  *) fail "zypper ended with $status" ;;
esac
${reboot ? RESTART : ''}`,
  );
  const units = [
    { name: 'service', content: `[Unit]\nDescription=Installs security updates\n\n[Service]\nType=oneshot\nExecStart=${updates.path}\n` },
    { name: 'timer', content: `[Unit]\nDescription=Security updates, daily\n\n${timer(at, 55)}\n[Install]\nWantedBy=timers.target\n` },
  ];
  return {
    files: [updates, ...units.map(({ name, content }) => ({ path: `/etc/systemd/system/${UPDATER}.${name}`, content, mode: '0644' }))],
    steps: ['systemctl daemon-reload', `systemctl enable ${UPDATER}.timer`, `systemctl restart ${UPDATER}.timer`],
  };
}

const RESTART = `# 102: something needs it.
status=0
zypper needs-rebooting > /dev/null || status=$?
[ "$status" != 102 ] || systemctl reboot`;

const UPDATES: Record<PackageManager, (updates: ResolvedSecurityUpdates, machine: ResolvedMachine) => GuestPart> = { apt, dnf, zypper };

/** Security updates within one hour of the day, by the means of the distribution. */
export function updatesPart(machine: ResolvedMachine, manager: PackageManager): GuestPart {
  const { securityUpdates } = machine.guest;
  if (!securityUpdates) return {};
  return { packages: updatePackages(manager, securityUpdates), ...UPDATES[manager](securityUpdates, machine) };
}
