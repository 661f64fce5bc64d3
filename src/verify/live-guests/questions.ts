/**
 * What a Linux guest is asked, section by section. Nothing is changed, and nothing secret is printed: of passwords whether there are any, of keys the public
 * ones. POSIX shell, as root.
 */
export const SECTIONS = {
  'first-boot': `if [ -e /var/lib/isthmus/first-boot ]; then echo noted; fi
if [ -s /run/cloud-init/result.json ]; then tr -d '\\n' < /run/cloud-init/result.json; echo; else echo unfinished; fi`,
  // Priorities as numbers; sets on one line.
  nftables: 'nft -y list table inet isthmus',
  // What is in force, and what is kept for the next start.
  firewalld: `firewall-cmd --state
firewall-cmd --get-default-zone
now=$(firewall-cmd --zone=isthmus --list-all) kept=$(firewall-cmd --permanent --zone=isthmus --list-all)
if [ "$(echo "$now" | sed 1d | grep -v '^ *interfaces:')" = "$(echo "$kept" | sed 1d | grep -v '^ *interfaces:')" ]; then echo as-kept; else echo changed; fi
cat /etc/firewalld/zones/isthmus.xml`,
  // Instances of templates are no files.
  enabled: `systemctl list-unit-files --state=enabled --plain --no-legend --no-pager || exit
for unit in $(systemctl list-units --all --plain --no-legend --no-pager '*@*' | sed 's/ .*//'); do
  ! systemctl --quiet is-enabled "$unit" 2> /dev/null || echo "$unit enabled"
done`,
  units: 'systemctl list-units --all --plain --no-legend --no-pager',
  mounts: 'cat /proc/self/mounts',
  // cloud-init lets root's own key say whom to log in as, and nothing else.
  accounts: `while IFS=: read -r name _ id _ _ home shell; do
  case $shell in */nologin | */false | */sync | */shutdown | */halt | '') continue ;; esac
  echo "account $name $id"
  echo "password $(passwd -S "$name" | cut -d ' ' -f 1-2)"
  for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
    [ ! -f "$file" ] || grep -v '^no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command="echo ' "$file" |
      sed -n "s/^\\(.* \\)\\{0,1\\}\\([a-z0-9@.-]*\\) \\(AAAA[A-Za-z0-9+\\/=]*\\).*/key $name \\2 \\3/p"
  done
done < /etc/passwd`,
} as const;

export type Topic = keyof typeof SECTIONS;

const BEGIN = '== ';
const CODE = '-- ';

/** Seconds that systemd may take for an answer, which it has 25 for unless told otherwise: a busy guest takes longer (systemd, docs/ENVIRONMENT.md). */
const PATIENCE = 'export SYSTEMD_BUS_TIMEOUT=100';

/** All of them as one program, which prints each behind its name, and how it ended. */
export const PROGRAM = [
  PATIENCE,
  ...Object.entries(SECTIONS).map(([name, text]) => `echo '${BEGIN}${name}'\n(\n${text}\n) 2>&1\necho "\n${CODE}$?"`),
].join('\n');

/** What a section printed; unset: it failed, or was not there. */
export function sectionsOf(said: string): ReadonlyMap<string, { readonly text: string; readonly failed: boolean }> {
  const found = new Map<string, { readonly text: string; readonly failed: boolean }>();
  for (const part of said.split(new RegExp(`^${BEGIN}`, 'm')).slice(1)) {
    const [, name = '', text = '', code = ''] = new RegExp(`^([\\w-]+)\\n([\\s\\S]*?)\\n?\\n${CODE}(\\d+)\\n?$`).exec(part) ?? [];
    if (name !== '') found.set(name, { text, failed: code !== '0' });
  }
  return found;
}
