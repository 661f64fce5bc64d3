import { NotUnderstoodError, reading } from '../errors';
import { address } from '../sets/addresses';
import { type FirstBoot, runs } from './first-boot';

/** A TCP port that is passed on. */
export interface Listener {
  readonly port: number;
  readonly servers: readonly {
    readonly address: number;
    readonly port: number;
    /** Each connection to it begins with the client's address (PROXY protocol). */
    readonly told: boolean;
  }[];
}

const CONFIGURATION = '/etc/haproxy/haproxy.cfg';

/**
 * What the first boot lets HAProxy pass on; empty when it brings up none.
 *
 * @throws NotUnderstoodError for a configuration without a known meaning
 */
export function readListeners(boot: FirstBoot): readonly Listener[] {
  const staged = boot.commands.map((command) => new RegExp(`^install -m 0644 (\\S+) ${CONFIGURATION}$`).exec(command)?.[1]);
  const path = staged.find((each) => each !== undefined);
  if (path === undefined || !runs(boot, 'systemctl enable haproxy.service', 'systemctl restart haproxy.service')) return [];
  return reading(path, () => listenersIn(boot.files.get(path) ?? ''));
}

/** Directives that decide nothing about where connections go. */
const HOW = /^(balance|mode tcp|option|retries|timeout|log|default-server|maxconn) ?/;

function listenersIn(text: string): readonly Listener[] {
  const sections = text.split(/^(?=\S)/m);
  return sections.flatMap((section) => {
    const [head = '', ...lines] = section.split('\n').map((line) => line.trim());
    const directives = lines.filter((line) => line !== '' && !line.startsWith('#'));
    if (head === '' || head === 'global') return [];
    return reading(`"${head}"`, () => {
      if (head !== 'defaults' && !head.startsWith('listen ')) throw new NotUnderstoodError('a section of an unknown kind');
      const found = readSection(directives);
      return head === 'defaults' && found.ports.length === 0 ? [] : found.ports.map((port) => ({ port, servers: found.servers }));
    });
  });
}

function readSection(directives: readonly string[]): { readonly ports: readonly number[]; readonly servers: Listener['servers'] } {
  const ports: number[] = [];
  const servers: { address: number; port: number; told: boolean }[] = [];
  for (const line of directives) {
    const [, bound] = /^bind \*:(\d+)$/.exec(line) ?? [];
    const [, host, port, told] = /^server \S+ ([\d.]+):(\d+) check( send-proxy-v2 check-send-proxy)?$/.exec(line) ?? [];
    if (bound !== undefined) ports.push(Number(bound));
    else if (host !== undefined) servers.push({ address: address(host), port: Number(port), told: told !== undefined });
    else if (!HOW.test(line)) throw new NotUnderstoodError(`"${line}"`);
  }
  return { ports, servers };
}
