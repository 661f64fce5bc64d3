import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedGuest, ResolvedMachine } from '../model/resolved';
import { escapeTemplate } from './guest';
import { AGENT_SHELL } from './guest/first-boot/awaited';
import { LINUX_STATE, NOTES_END, windowsState } from './guest/first-boot/state';
import { IGNITION_STATE } from './guest/ignition';
import type { HostSide } from './host-side';
import { renderLocals } from './locals';
import { reference, terraformAddress } from './names';
import type { TerraformData } from './terraform-data';
import { mapped, type Virsh, type VirshScript } from './virsh';

/** A machine whose first boot may be waited for. */
export interface Started {
  readonly side: HostSide;
  readonly machine: ResolvedMachine;
  readonly domain: domain.Domain;
  /** What starts it. */
  readonly start: TerraformData;
}

/** What an agent is asked, and what people are told where the answer is no good one. */
interface Question {
  /** A command of the QEMU guest agent. */
  readonly request: string;
  readonly log: string;
  /** What to do when it was mended by hand. */
  readonly mended: string;
}

interface Asking {
  /** Of which machines it is the same. */
  readonly key: string;
  readonly question: Question;
}

const exec = (path: string, arg: readonly string[]): string =>
  JSON.stringify({ execute: 'guest-exec', arguments: { path, arg, 'capture-output': true } });

const windows = ({ name, objectName }: ResolvedMachine): Asking => ({
  key: `windows-${name}`,
  question: {
    request: exec('powershell.exe', ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', windowsState(objectName)]),
    log: '%ProgramData%\\isthmus\\setup.log in the guest',
    mended: '%ProgramData%\\isthmus\\setup.ps1 goes on there where it ended',
  },
});

const ASKINGS: { readonly [C in ResolvedGuest['configuredBy']]: ((machine: ResolvedMachine) => Asking) | undefined } = {
  'cloud-init': ({ os: { packages = 'apt' } }) => ({
    key: packages,
    question: {
      request: exec(AGENT_SHELL[packages], ['-c', LINUX_STATE]),
      log: '/var/log/cloud-init-output.log in the guest (journalctl -u cloud-final)',
      mended: `${NOTES_END} notes it there`,
    },
  }),
  // Where an image has an agent.
  ignition: () => ({
    key: 'ignition',
    question: {
      request: exec('/bin/bash', ['-c', IGNITION_STATE]),
      log: 'journalctl -u isthmus-first-boot in the guest',
      mended: 'systemctl restart isthmus-first-boot goes on there',
    },
  }),
  'cloudbase-init': windows,
  unattend: windows,
  none: undefined,
};

/**
 * Waits until machines have finished their first boot. It is asked by the guest agent, through the libvirt of their hosts, so that no network has to lead
 * to them. All machines are started first: guests wait for each other, and Terraform does not work at everything at once.
 */
export function renderFirstBootWaits(virsh: Virsh, all: readonly Started[]): void {
  const awaited = all.flatMap(({ machine, ...rest }) => {
    const asking = ASKINGS[machine.guest.configuredBy]?.(machine);
    return machine.guest.awaited && asking ? [{ ...rest, ...asking, machine, minutes: machine.guest.awaited.minutes }] : [];
  });
  if (awaited.length === 0) return;
  const questions = Object.fromEntries(awaited.map(({ key, question }) => [key, mapped({ ...question }, escapeTemplate)]));
  renderLocals(virsh.scope, 'first_boot_questions', questions);
  const asked = (field: keyof Question): string => `\${local.first_boot_questions[each.value.asks].${field}}`;
  const steps = virsh.steps('first-boot', {
    facts: ['name', 'domain', 'minutes', 'asks'],
    // A machine that is made anew boots for the first time again.
    triggers: { uuid: 'uuid' },
    environment: { REQUEST: asked('request'), LOG: asked('log'), MENDED: asked('mended') },
    create: WAIT,
    dependsOn: all.map(({ start }) => terraformAddress(start)),
  });
  for (const { side, machine, domain, key, minutes } of awaited)
    steps.add(machine.name, side.host, {
      ...{ name: machine.name, domain: machine.objectName, minutes: String(minutes), asks: key },
      uuid: reference(domain, 'uuid'),
    });
}

/**
 * The reply of an agent is JSON in one line, as libvirt writes it; what programs print is in base64 in it. Control characters of a guest are no terminal's business.
 */
const WAIT: VirshScript = {
  name: 'first_boot',
  explains: true,
  text: `deadline=$(($(date +%s) + MINUTES * 60))
ask() { v qemu-agent-command --timeout 20 "$DOMAIN" "$1" 2>&1; }
number() { printf '%s\\n' "$reply" | sed -n 's/.*"pid": *\\([0-9][0-9]*\\).*/\\1/p'; }
printed() { printf '%s\\n' "$reply" | sed -n 's/.*"out-data": *"\\([^"]*\\)".*/\\1/p' | base64 -d | LC_ALL=C tr -d '\\000-\\010\\013-\\037\\177'; }
tell() {
  {
    printf '\\n%s: %s\\n' "$NAME" "$1"
    [ -z "$why" ] || printf '%s\\n' "$why" | sed 's/^/  /'
    printf '%s\\n' "Its log: $LOG." "Its console: virsh -c '$URI' console $DOMAIN"
    printf '%s\\n' "$2"
  } >&2
  exit 1
}
again="When it is mended inside ($MENDED), apply again.
Or make it anew, its data disks stay: terraform apply -replace='libvirt_domain.$NAME' -replace='libvirt_volume.$NAME-root'"
why=
while :; do
  state=$(v domstate "$DOMAIN")
  case "$state" in
    running | idle | paused | "in shutdown") ;;
    *) tell "its machine is $state, and its first boot is not finished" 'Start it, and apply again.' ;;
  esac
  answer=
  if reply=$(ask "$REQUEST"); then
    pid=$(number)
    looks=0
    while [ -n "$pid" ] && [ $looks -lt 60 ]; do
      reply=$(ask '{"execute":"guest-exec-status","arguments":{"pid":'"$pid"'}}') || break
      case "$reply" in *'"exited":true'*) answer=$(printed); break ;; esac
      looks=$((looks + 1))
      sleep 1
    done
  fi
  case "$answer" in
    done) exit 0 ;;
    failed*) why=$(printf '%s\\n' "$answer" | sed 1d); tell 'its first boot failed' "$again" ;;
    running*) why=$(printf '%s\\n' "$answer" | sed 1d) ;;
    *) why="the QEMU guest agent says nothing of it: $reply" ;;
  esac
  if [ "$(date +%s)" -ge "$deadline" ]; then
    tell "its first boot is not finished after $MINUTES minutes" 'It may just take longer: look at it and apply again, or give waitForFirstBoot more minutes.'
  fi
  sleep 5
done`,
};
