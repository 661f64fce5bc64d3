import { ONLY_LOCALE } from '../../../model/guest/image-based';
import { DefectError } from '../../../model/problem';
import type { ResolvedMachine } from '../../../model/resolved';
import { nftablesFirewall } from '../firewall/nftables';
import { checkWritten } from '../first-boot/cloud-config';
import { FINISHED } from '../first-boot/state';
import { interfacesOf } from '../network';
import { ETC, type GuestFile } from '../part';
import { severalCardsPart } from '../several-cards';
import { sharedFoldersPart } from '../shared-folders';
import { type Ignition, type IgnitionPart, ignitionText, joinIgnition } from './document';
import { ignitionFirstBoot } from './first-boot';
import { IGNITION_SYSTEMS } from './systems';

export type { Ignition } from './document';

/** By whose rules a guest is set up. @throws DefectError where Ignition sets nothing up */
function systemOf({ os, name }: ResolvedMachine): (typeof IGNITION_SYSTEMS)[keyof typeof IGNITION_SYSTEMS] {
  if (os.imageBased === undefined) throw new DefectError(`${name}: Ignition cannot set up ${os.title}`);
  return IGNITION_SYSTEMS[os.imageBased];
}

/** Name of the entry of QEMU's firmware configuration that a guest reads its configuration from. */
export const ignitionName = (machine: ResolvedMachine): string => systemOf(machine).configName;

/** What Ignition is told when a machine is first started. @throws DefectError where Ignition sets nothing up */
export function renderIgnition(machine: ResolvedMachine): Ignition {
  const system = systemOf(machine);
  const { guest, os } = machine;
  const { sshAuthorizedKeys, ntpServers, securityUpdates } = guest;
  const administrator = os.administrator ?? 'core';
  const parts = joinIgnition([
    namesPart(machine),
    { files: interfacesOf(machine).flatMap((card) => system.card(card) ?? []) },
    firewallPart(machine),
    { files: [SSH], users: sshAuthorizedKeys.length === 0 ? [] : [{ name: administrator, sshAuthorizedKeys }] },
    { files: [{ path: '/etc/locale.conf', content: `LANG=${ONLY_LOCALE}\n`, mode: '0644' }] },
    ntpServers.length === 0 ? {} : { files: [system.time(ntpServers)] },
    system.updates(securityUpdates),
    severalCardsPart(machine),
    sharedFoldersPart(machine),
    ...ignitionFirstBoot(machine, system),
  ]);
  const all = joinIgnition([parts, stepsPart(parts.steps)]);
  checkWritten(machine, all.files, {});
  return ignitionText(all);
}

function namesPart({ guest: { hostname, fqdn } }: ResolvedMachine): IgnitionPart {
  const own = (path: string, content: string): GuestFile => ({ path, content, mode: '0644', individual: true });
  const hosts = `127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${fqdn} ${hostname}\n`;
  return { files: [own('/etc/hostname', `${hostname}\n`), own('/etc/hosts', hosts)] };
}

/** In force from the first start on, before the network. */
function firewallPart(machine: ResolvedMachine): IgnitionPart {
  const { files, unit } = nftablesFirewall(machine);
  const isUnit = ({ path }: GuestFile): boolean => path.endsWith(`/${unit}`);
  return {
    files: files.filter((file) => !isUnit(file)),
    units: [
      ...files.filter(isUnit).map(({ content }) => ({ name: unit, enabled: true, contents: `${content}` })),
      // It holds the whole ruleset: started or stopped, it drops every table of everybody.
      { name: 'nftables.service', mask: true },
    ],
  };
}

/** Keys only, and never as root. */
const SSH: GuestFile = {
  path: '/etc/ssh/sshd_config.d/01-isthmus.conf',
  content: 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\n',
  mode: '0600',
};

const FIRST_BOOT = 'isthmus-first-boot.service';
const SCRIPT = `${ETC}/first-boot`;

/** What is run once. Where a step fails, it begins again at the next start: each may be run twice. */
function stepsPart(steps: readonly string[]): IgnitionPart {
  if (steps.length === 0) return {};
  return {
    files: [
      {
        path: SCRIPT,
        content: `#!/bin/bash\n# What this machine does once. The first step that fails ends it.\nset -euo pipefail\n${steps.join('\n')}\n`,
        mode: '0700',
      },
    ],
    units: [{ name: FIRST_BOOT, enabled: true, contents: UNIT }],
  };
}

const UNIT = `[Unit]
Description=What this machine does once
Wants=network-online.target
After=network-online.target
ConditionPathExists=!${FINISHED}

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
ExecStart=/bin/bash ${SCRIPT}
ExecStartPost=/usr/bin/install -D -m 0644 /dev/null ${FINISHED}

[Install]
WantedBy=multi-user.target
`;

/**
 * How far the first boot is: a program for bash that prints `done`, `failed` or `running`, and why. Without steps there is no unit. Of its journal only the library's own
 * lines are told: what commands print may be secret.
 */
export const IGNITION_STATE = `state=$(systemctl show --property ActiveState --value ${FIRST_BOOT})
if [ -e ${FINISHED} ] || ! systemctl cat ${FIRST_BOOT} > /dev/null 2>&1; then echo done
elif [ "$state" = failed ]; then echo failed; journalctl --unit ${FIRST_BOOT} --lines 50 --output cat --no-pager | grep '^isthmus-' | tail -n 5
else echo running; echo "${FIRST_BOOT} is $state"; fi`;
