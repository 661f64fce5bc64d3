import { bashProgram, type GuestPart, program } from '../part';

const NAME = 'haproxy-certificates';
const UNIT = `isthmus-${NAME}`;
const UNITS = '/etc/systemd/system';

/**
 * What lets HAProxy begin once its certificates are there, and take those that somebody renews: nothing that is open breaks off, and with a
 * file that it would not take it goes on as before.
 */
export function certificatesPart(certificates: readonly string[], configuration: string): GuestPart {
  const folders = [...new Set(certificates.map((file) => file.slice(0, file.lastIndexOf('/'))))].filter((folder) => folder !== '');
  return {
    files: [
      bashProgram(
        NAME,
        `Lets HAProxy take the certificates that are there now. ${UNIT}.path runs this whenever one of them changes.`,
        `
${folders.length > 0 ? `mkdir -p ${folders.join(' ')}\n` : ''}for file in ${certificates.join(' ')}; do
  if [ ! -s "$file" ]; then
    echo "HAProxy waits for $file"
    exit 0
  fi
done
haproxy -c -q -f ${configuration} || fail 'HAProxy does not take these certificates, and goes on as before'
systemctl reload-or-restart haproxy.service
`,
      ),
      {
        path: `${UNITS}/${UNIT}.service`,
        content: `[Unit]
Description=Lets HAProxy take new certificates
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${program(NAME)}
`,
        mode: '0644',
      },
      {
        path: `${UNITS}/${UNIT}.path`,
        content: `[Unit]
Description=Notices new certificates of HAProxy

[Path]
${certificates.map((file) => `PathChanged=${file}`).join('\n')}

[Install]
WantedBy=multi-user.target
`,
        mode: '0644',
      },
    ],
    // First noticed, then looked for: none comes in between.
    steps: [`systemctl enable ${UNIT}.path`, `systemctl restart ${UNIT}.path`, program(NAME)],
  };
}
