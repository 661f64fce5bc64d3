import type { ResolvedMachine } from '../../../model/resolved';
import { bashProgram, type GuestFile, type GuestPart, type PackageManager, program } from '../part';
import { TerraformExpression } from '../template';
import { LINUX_STATE, NOTES_END, SECRET_FILES } from './state';

const PORT = '/dev/virtio-ports/org.qemu.guest_agent.0';
const STAND_IN = 'isthmus-first-boot-agent.service';
const STATE: GuestFile = {
  path: program('first-boot'),
  content: `#!/bin/sh\n# How far the first boot is.\n${LINUX_STATE}\n`,
  mode: '0755',
};

/**
 * A first boot fails above all when packages do not come, and then the agent that would tell of it has not come either. So something stands in for it:
 * whatever it is asked to run, it answers how far the first boot is (https://www.qemu.org/docs/master/interop/qemu-ga-ref.html).
 */
const AGENTS = ['/usr/sbin/qemu-ga', '/usr/bin/qemu-ga'];
const ANSWERS = bashProgram(
  'first-boot-agent',
  `Tells the host how the first boot went, where there is no QEMU guest agent.
Answers as one that can run nothing but ${STATE.path}.`,
  `
exec 3<> ${PORT}
# Until the agent itself is there: one of both has the port.
while ${AGENTS.map((path) => `[ ! -e ${path} ]`).join(' && ')}; do
  # As long as nobody listens at the host there is nothing to read.
  if ! IFS= read -r -t 5 line <&3; then
    sleep 1
    continue
  fi
  id=$(printf '%s\\n' "$line" | sed -n 's/.*"id": *\\([0-9][0-9]*\\).*/\\1/p')
  case $line in
    *'"guest-sync-delimited"'*) printf '\\377{"return": %s}\\n' "$id" >&3 ;;
    *'"guest-sync"'*) printf '{"return": %s}\\n' "$id" >&3 ;;
    *'"guest-ping"'*) printf '{"return": {}}\\n' >&3 ;;
    *'"guest-exec"'*) printf '{"return": {"pid": 1}}\\n' >&3 ;;
    *'"guest-exec-status"'*)
      state=$(${STATE.path} | base64 -w 0)
      printf '{"return": {"exited": true, "exitcode": 0, "out-data": "%s"}}\\n' "$state" >&3
      ;;
    *) printf '{"error": {"class": "CommandNotFound", "desc": "the QEMU guest agent is not installed"}}\\n' >&3 ;;
  esac
done`,
);

/** It begins when all stages are over, and gives way to the agent, which may have failed to begin meanwhile. */
const UNIT: GuestFile = {
  path: `/etc/systemd/system/${STAND_IN}`,
  content: `[Unit]
Description=Tells the host how the first boot went, in place of the QEMU guest agent
After=cloud-final.service
ConditionPathExists=${PORT}
${AGENTS.map((path) => `ConditionPathExists=!${path}`).join('\n')}

[Service]
ExecStart=${ANSWERS.path}
ExecStopPost=-/bin/sh -c 'systemctl reset-failed qemu-guest-agent.service; systemctl start --no-block qemu-guest-agent.service'
`,
  mode: '0644',
};

/** What lets an apply know how the first boot goes, before all that may fail. */
export const awaitedPart = (machine: ResolvedMachine): GuestPart =>
  machine.guest.awaited
    ? { files: [STATE, ANSWERS, UNIT], steps: ['systemctl daemon-reload', `systemctl start --no-block ${STAND_IN}`] }
    : {};

/** A shell that the agent may run. */
export const AGENT_SHELL: { readonly [M in PackageManager]: string } = { apt: '/bin/sh', dnf: program('agent-shell'), zypper: '/bin/sh' };

/** Where the agent may run nothing unless it is told so. */
const SHELL: GuestFile = {
  path: AGENT_SHELL.dnf,
  content: '#!/bin/sh\n# What the QEMU guest agent runs: of a type that SELinux lets it leave its confines by.\nexec /bin/sh "$@"\n',
  mode: '0755',
};

/**
 * Enterprise Linux forbids its agent to run anything, by a list of what is blocked (8, 9) or allowed (9.4 and later), and SELinux confines what it runs
 * (virt_selinux(8), qemu_ga: `virt_qemu_ga_run_unconfined`).
 */
const ACCESS = bashProgram(
  'agent-access',
  'Lets the QEMU guest agent run programs: the host asks by it how this machine is. Safe to run again.',
  `
if [ -e /etc/sysconfig/qemu-ga ]; then
  sed -i -E '/^(BLACKLIST_RPC|BLOCK_RPCS|FILTER_RPC_ARGS)=/ { s/,?guest-exec(-status)?\\b//g; s/--allow-rpcs=/&guest-exec,guest-exec-status,/ }' /etc/sysconfig/qemu-ga
fi
if command -v selinuxenabled > /dev/null && selinuxenabled; then
  setsebool -P virt_qemu_ga_run_unconfined on
  chcon -t virt_qemu_ga_unconfined_exec_t ${SHELL.path}
fi
systemctl restart --no-block qemu-guest-agent.service`,
);

const ACCESSES: { readonly [M in PackageManager]: GuestPart } = {
  apt: {},
  dnf: { files: [SHELL, ACCESS], steps: [ACCESS.path] },
  zypper: {},
};

/** What the agent needs to be asked by, when it is there. */
export const askedPart = (machine: ResolvedMachine, manager: PackageManager): GuestPart => (machine.guest.awaited ? ACCESSES[manager] : {});

/** Which files hold secrets, for whoever tells what a log says. */
export function secretFilesPart(machine: ResolvedMachine, files: readonly GuestFile[]): readonly GuestFile[] {
  const { awaited, firstBoot } = machine.guest;
  if (!awaited) return [];
  const early = firstBoot?.commands.some(({ beforePackages, variables }) => beforePackages && variables.length > 0);
  const paths = files.filter(({ content }) => content instanceof TerraformExpression).map(({ path }) => path);
  const lines = [...(early ? ['-'] : []), ...paths];
  return lines.length === 0 ? [] : [{ path: SECRET_FILES, content: `${lines.join('\n')}\n`, mode: '0600' }];
}

/** The last of all commands. */
export const finishedStep = (machine: ResolvedMachine): readonly string[] => (machine.guest.awaited ? [NOTES_END] : []);
