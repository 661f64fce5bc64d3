import { NotUnderstoodError } from '../errors';
import { type Listener, readLines, type Said } from './haproxy-lines';

/** Names are read before a connection is passed on, and whoever shows none is refused. */
const WAITS = ['tcp-request inspect-delay 5s', 'tcp-request content reject unless { req.ssl_hello_type 1 }'];

interface Rule {
  /** `*` for every one, and for none. */
  readonly host: string;
  readonly backend: string;
}

/**
 * What HAProxy does with connections in TLS by the name that clients ask for: one listener for each name.
 * @param backends what is behind each, by name
 * @param noticed files whose changes it takes
 * @throws NotUnderstoodError for what has no known meaning
 */
export function readNames(
  lines: readonly string[],
  backends: ReadonlyMap<string, Said>,
  noticed: ReadonlySet<string>,
): readonly Listener[] {
  const { others, perClient, servers } = readLines(lines);
  if (servers.length > 0) throw new NotUnderstoodError('servers that no name leads to');
  const rules: Rule[] = [];
  let port: number | undefined;
  let certificates: readonly string[] = [];
  for (const line of others) {
    const [, at, shown] = /^bind \*:(\d+)(?: ssl((?: crt \S+)+))?$/.exec(line) ?? [];
    const [, backend, , read, how, host] =
      /^use_backend (\S+)( if \{ (ssl_fc_sni|req\.ssl_sni),lower -m (str|end) (\S+) \})?$/.exec(line) ?? [];
    const [, rest] = /^default_backend (\S+)$/.exec(line) ?? [];
    if (at !== undefined && port === undefined) {
      port = Number(at);
      certificates = [...(shown ?? '').matchAll(/ crt (\S+)/g)].map(([, file = '']) => file);
    } else if (backend !== undefined) {
      if (read !== undefined && (read === 'ssl_fc_sni') !== certificates.length > 0)
        throw new NotUnderstoodError(`"${line}": the name is not known there`);
      rules.push({ host: host === undefined ? '*' : how === 'end' ? `*${host}` : host, backend });
    } else if (rest !== undefined) rules.push({ host: '*', backend: rest });
    else if (!WAITS.includes(line)) throw new NotUnderstoodError(`"${line}"`);
  }
  if (port === undefined) throw new NotUnderstoodError('no port');
  if (certificates.length === 0 && others.filter((line) => WAITS.includes(line)).join() !== WAITS.join())
    throw new NotUnderstoodError('names are not waited for');
  const unnoticed = certificates.find((file) => !noticed.has(file));
  if (unnoticed !== undefined) throw new NotUnderstoodError(`nobody notices a new certificate in ${unnoticed}`);
  const taken: string[] = [];
  return rules.flatMap(({ host, backend }): Listener[] => {
    const said = backends.get(backend);
    if (!said) throw new NotUnderstoodError(`the backend ${backend} is not there`);
    if (said.others.includes('mode http')) throw new NotUnderstoodError(`the backend ${backend} reads requests`);
    if (taken.some((before) => covers(before, host))) {
      if (said.servers.length === 0) return [];
      throw new NotUnderstoodError(`connections for ${host} are those of a wider rule before it`);
    }
    taken.push(host);
    if (said.servers.length === 0) return [];
    return [
      {
        port,
        requests: `${host} in TLS`,
        servers: said.servers,
        perClient,
        ...(certificates.length > 0 && { certificates }),
        ...(said.asks !== undefined && { asks: said.asks }),
      },
    ];
  });
}

const covers = (wide: string, host: string): boolean =>
  wide === '*' || wide === host || (wide.startsWith('*') && host.endsWith(wide.slice(1)));
