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

const UPDATES: Record<PackageManager, (updates: ResolvedSecurityUpdates, machine: ResolvedMachine) => GuestPart> = { apt, dnf };

/** Security updates within one hour of the day, by the means of the distribution. */
export function updatesPart(machine: ResolvedMachine, manager: PackageManager): GuestPart {
  const { securityUpdates } = machine.guest;
  if (!securityUpdates) return {};
  return { packages: updatePackages(manager, securityUpdates), ...UPDATES[manager](securityUpdates, machine) };
}
