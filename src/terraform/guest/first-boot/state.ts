import { quoted } from '../windows/quote';

const NOTES = '/var/lib/isthmus';

/** What a guest notes when all that it was told to do is done. Made by hand, it says that what failed was mended. */
export const FINISHED = `${NOTES}/first-boot`;
/** What notes it. Where a first boot failed early, the folder is not there yet. */
export const NOTES_END = `mkdir -p ${NOTES} && touch ${FINISHED}`;

/** Paths of files that hold secrets, one a line; a line `-` says that there are some that lie in no file. */
export const SECRET_FILES = '/etc/isthmus/secret-files';

/** What is in these: none of it leaves the guest. */
const MASK = `secrets() {
  [ ! -e ${SECRET_FILES} ] || while IFS= read -r file; do
    [ ! -f "$file" ] || cat "$file"
    echo
  done < ${SECRET_FILES}
}
mask() {
  { secrets; printf '\\001\\n'; cat; } | awk '
    !begun { if ($0 == "\\001") begun = 1; else if (length($0) > 3) known[++count] = $0; next }
    { for (i = 1; i <= count; i++) while (at = index($0, known[i])) $0 = substr($0, 1, at - 1) "***" substr($0, at + length(known[i])); print }'
}`;

/**
 * How far the first boot of a Linux guest is: a POSIX shell program for root. It prints \`running\`, \`done\`, or \`failed\` with the reason in further lines:
 * what cloud-init reports (https://docs.cloud-init.io, "Status": \`/run/cloud-init/result.json\` is there when all stages are over), units that
 * failed, and the end of its log. cloud-init's result is that of the latest start; that all commands of the first one have been run is noted by the last of them.
 */
export const LINUX_STATE = `set -u
finished=${FINISHED}
result=/run/cloud-init/result.json
${MASK}
if [ -e "$finished" ]; then
  # A node becomes part of its cluster after that, and tries until it is.
  if [ -e /etc/systemd/system/isthmus-kubernetes.service ] && [ ! -e /var/lib/isthmus/kubernetes/done ]; then
    printf 'running\\nit is not part of its cluster yet (journalctl -u isthmus-kubernetes):\\n'
    journalctl --unit isthmus-kubernetes --lines 5 --output cat --no-pager | mask
  else
    echo done
  fi
  exit
fi
errors=
if [ ! -d /run/cloud-init ] && ! command -v cloud-init > /dev/null; then
  errors='the image has no cloud-init'
elif [ -e /run/cloud-init/disabled ]; then
  errors='cloud-init is disabled in this guest'
elif [ ! -s "$result" ]; then
  echo running
  exit
else
  errors=$(tr -d '\\n' < "$result" | sed -n 's/.*"errors": *\\[\\(.*\\)\\].*/\\1/p' | sed 's/^ *//; s/ *$//')
  if [ -z "$errors" ]; then
    # Guests that were made before anybody waited for them note nothing.
    if ! grep -qsF "$finished" /var/lib/cloud/instance/user-data.txt; then
      echo done
      exit
    fi
    errors='its commands ended before the last of them: one ended them all, or it was started again meanwhile'
  fi
fi
echo failed
{
  printf '%s\\n' "$errors"
  if command -v systemctl > /dev/null; then
    for unit in $(systemctl list-units --failed --plain --no-legend | awk '{ print $1 }' | head -n 5); do
      echo "failed: $unit (journalctl -u $unit)"
    done
  fi
  if grep -qsx -- - ${SECRET_FILES}; then
    echo 'Its log is not shown: it may hold secrets that commands were told before packages came.'
  else
    [ ! -e /var/log/cloud-init-output.log ] || tail -n 15 /var/log/cloud-init-output.log
  fi
} | mask | cut -c 1-500`;

/**
 * The same of a Windows guest, whose set-up notes in its registry what it has done, and what failed. Its log is not shown: it has what commands printed.
 *
 * No double quotes, and one line: it is a word of a command line.
 * @param instance name of its domain
 */
export const windowsState = (instance: string): string =>
  [
    `$key = ${quoted(`HKLM:\\SOFTWARE\\isthmus\\${instance}`)}`,
    "if (-not (Test-Path $key)) { 'running'; exit }",
    '$item = Get-Item $key',
    "if ($item.GetValue('finished')) { 'done'; exit }",
    "$failed = $item.GetValue('failed')",
    "if (-not $failed) { 'running'; exit }",
    "'failed'",
    '$failed',
  ].join('; ');
