import { NotUnderstoodError, reading } from '../errors';
import { configurationOf, type FirstBoot, runs } from './first-boot';
import { type Listener, readLines, type Said, type Section } from './haproxy-lines';
import { readRequests } from './haproxy-requests';

/** What HAProxy does on a machine. */
export interface Proxy {
  readonly listeners: readonly Listener[];
  /** Ports at which it tells the machine itself, and nobody else, that it serves. */
  readonly aliveAt: readonly number[];
}

const CONFIGURATION = '/etc/haproxy/haproxy.cfg';
const UNITS = '/etc/systemd/system';

/**
 * What the first boot lets HAProxy pass on; empty when it brings up none.
 *
 * @throws NotUnderstoodError for a configuration without a known meaning
 */
export function readProxy(boot: FirstBoot): Proxy {
  const program = beginning(boot);
  const path = configurationOf(boot, 'haproxy.service', CONFIGURATION, program);
  if (path === undefined) return { listeners: [], aliveAt: [] };
  return reading(path, () => proxyIn(boot.files.get(path) ?? '', noticed(boot, program)));
}

/** The program that starts it once its certificates are there. Unset: its unit does. */
function beginning(boot: FirstBoot): string | undefined {
  return boot.commands.find((command) => {
    const lines = (boot.files.get(command) ?? '').split('\n');
    return (
      lines.includes(`haproxy -c -q -f ${CONFIGURATION} || fail 'HAProxy does not take these certificates, and goes on as before'`) &&
      lines.includes('systemctl reload-or-restart haproxy.service')
    );
  });
}

/** Files whose changes are noticed, so that HAProxy takes them. @param program that lets it take them */
function noticed(boot: FirstBoot, program: string | undefined): ReadonlySet<string> {
  const units = [...boot.files].filter(([path]) => path.startsWith(`${UNITS}/`) && path.endsWith('.path'));
  const awake = units.filter(([path]) => {
    const unit = path.slice(UNITS.length + 1);
    const service = boot.files.get(path.replace(/\.path$/, '.service')) ?? '';
    return service.split('\n').includes(`ExecStart=${program}`) && runs(boot, `systemctl enable ${unit}`, `systemctl restart ${unit}`);
  });
  return new Set(awake.flatMap(([, text]) => [...text.matchAll(/^PathChanged=(.*)$/gm)].map(([, file = '']) => file)));
}

/** What it shows of itself; of what may be changed there nothing is known. */
const SHOWN = /^(mode http|stats enable|stats uri \/|monitor-uri \/alive)$/;

function proxyIn(text: string, seen: ReadonlySet<string>): Proxy {
  const sections = text.split(/^(?=\S)/m).flatMap((section): Section[] => {
    const [head = '', ...lines] = section.split('\n').map((line) => line.trim());
    return head === '' || head === 'global' ? [] : [{ head, lines: lines.filter((line) => line !== '' && !line.startsWith('#')) }];
  });
  const found = sections.flatMap(({ head, lines }) =>
    reading(`"${head}"`, () => {
      if (/^(frontend|backend) /.test(head)) return [];
      if (head !== 'defaults' && !head.startsWith('listen ')) throw new NotUnderstoodError('a section of an unknown kind');
      return [readSection(lines)];
    }),
  );
  return {
    listeners: [
      ...found.flatMap(({ ports, servers, asks, perClient }) =>
        ports.map((port) => ({ port, servers, perClient, ...(asks !== undefined && { asks }) })),
      ),
      ...readRequests(sections, seen),
    ],
    aliveAt: found.flatMap(({ inside, isShown }) => (isShown ? inside : [])),
  };
}

interface Connections extends Said {
  /** Ports that everybody reaches who reaches the machine. */
  readonly ports: readonly number[];
  /** Ports for the machine itself alone. */
  readonly inside: readonly number[];
  readonly isShown: boolean;
}

function readSection(lines: readonly string[]): Connections {
  const said = readLines(lines);
  const ports: number[] = [];
  const inside: number[] = [];
  const shown: string[] = [];
  for (const line of said.others) {
    const [, at, bound] = /^bind (\*|127\.0\.0\.1):(\d+)$/.exec(line) ?? [];
    if (bound !== undefined) (at === '*' ? ports : inside).push(Number(bound));
    else if (SHOWN.test(line)) shown.push(line);
    else throw new NotUnderstoodError(`"${line}"`);
  }
  if (shown.length > 0 && (ports.length > 0 || said.servers.length > 0)) throw new NotUnderstoodError(`"${shown[0]}" at a port of others`);
  return { ...said, ports, inside, isShown: shown.includes('monitor-uri /alive') };
}
