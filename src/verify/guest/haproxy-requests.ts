import { NotUnderstoodError, reading } from '../errors';
import { type Listener, readLines, type Said, type Section } from './haproxy-lines';
import { readNames } from './haproxy-names';

/** What clients must not be able to say of themselves is taken away or refused, in this order, and then said by HAProxy. */
const HONEST = [
  'http-request deny deny_status 405 if METH_CONNECT',
  "http-request deny deny_status 400 if { path,url_dec -m reg '(^|[/\\\\])\\.\\.?([/\\\\;]|$)' }",
  'http-request del-header Forwarded',
  ...['For', 'Host', 'Port', 'Proto', 'Protocol', 'Scheme', 'Server', 'Ssl'].map((name) => `http-request del-header X-Forwarded-${name}`),
  'http-request del-header X-Client-IP',
  'http-request del-header X-Real-IP',
  `http-request deny deny_status 400 if { req.hdr_names,lower,regsub(_,-,g) -m reg '(^|,)(${[
    'cf-connecting-ip|(x-)?(ssl-)?client-cert[^,]*|fastly-client-ip|front-end-https|proxy|remote-user|true-client-ip|x-cluster-client-ip',
    'x-original-[^,]*|x-remote-[^,]*|x-rewrite-url|x-ssl-client[^,]*|forwarded|x-client-ip|x-forwarded-[^,]*|x-real-ip',
  ].join('|')})(,|$)' }`,
  'http-request del-header Upgrade unless { req.hdr(connection) -i upgrade } { req.hdr(upgrade) -i websocket }',
  'http-request set-header Upgrade websocket if { req.hdr(upgrade) -m found }',
  'http-request set-header Connection upgrade if { req.hdr(upgrade) -m found }',
  'http-request del-header Connection unless { req.hdr(upgrade) -m found }',
  'http-request del-header HTTP2-Settings',
  'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  'http-request set-header X-Forwarded-Proto http unless { ssl_fc }',
];
const REFUSED = ['http-request deny deny_status 404', 'tcp-request content reject'];

/** Requests that one backend gets. */
interface Rule {
  readonly host: string;
  readonly isWhole: boolean;
  readonly path: string;
  readonly backend: string;
}

/**
 * What HAProxy does with requests: one listener for each port and rule.
 * @param noticed files whose changes it takes
 * @throws NotUnderstoodError for what has no known meaning
 */
export function readRequests(sections: readonly Section[], noticed: ReadonlySet<string>): readonly Listener[] {
  const backends = new Map(
    named(sections, 'backend').map(({ name, lines }) => [name, reading(`"backend ${name}"`, () => readBackend(lines))]),
  );
  return named(sections, 'frontend').flatMap(({ name, lines }) =>
    reading(`"frontend ${name}"`, () =>
      lines.includes('mode http') ? readFrontend(lines, backends, noticed) : readNames(lines, backends, noticed),
    ),
  );
}

const named = (sections: readonly Section[], kind: string): readonly { readonly name: string; readonly lines: readonly string[] }[] =>
  sections.flatMap(({ head, lines }) => (head.startsWith(`${kind} `) ? [{ name: head.slice(kind.length + 1), lines }] : []));

function readBackend(lines: readonly string[]): Said {
  const said = readLines(lines);
  const isRefusal = said.servers.length === 0 && said.others.some((line) => REFUSED.includes(line));
  const strange = said.others.find((line) => line !== 'mode http' && !(isRefusal && REFUSED.includes(line)));
  if (strange !== undefined) throw new NotUnderstoodError(`"${strange}"`);
  return said;
}

function readFrontend(lines: readonly string[], backends: ReadonlyMap<string, Said>, noticed: ReadonlySet<string>): readonly Listener[] {
  const { others, perClient, servers } = readLines(lines);
  const ports: { readonly port: number; readonly certificates?: readonly string[] }[] = [];
  const rules: Rule[] = [];
  let sendsTo: number | undefined;
  for (const line of others) {
    const [, plain] = /^bind \*:(\d+)$/.exec(line) ?? [];
    const [, tls, shown] = /^bind \*:(\d+) ssl((?: crt \S+)+) alpn h2,http\/1\.1$/.exec(line) ?? [];
    const [, elsewhere] = REDIRECT.exec(line) ?? [];
    const [, backend, condition] = /^use_backend (\S+)(?: if (.*))?$/.exec(line) ?? [];
    const [, rest] = /^default_backend (\S+)$/.exec(line) ?? [];
    if (plain !== undefined) ports.push({ port: Number(plain) });
    else if (tls !== undefined)
      ports.push({ port: Number(tls), certificates: [...(shown ?? '').matchAll(/ crt (\S+)/g)].map(([, file = '']) => file) });
    else if (REDIRECT.test(line)) sendsTo = Number(elsewhere ?? 443);
    else if (backend !== undefined) rules.push({ ...requestsOf(condition), backend });
    else if (rest !== undefined) rules.push({ host: '*', isWhole: false, path: '/', backend: rest });
    else if (line !== 'mode http' && !HONEST.includes(line)) throw new NotUnderstoodError(`"${line}"`);
  }
  if (!others.includes('mode http') || servers.length > 0) throw new NotUnderstoodError('requests that are not read');
  if (others.filter((line) => HONEST.includes(line)).join('\n') !== HONEST.join('\n') || !lines.includes('option forwardfor'))
    throw new NotUnderstoodError('clients may say themselves who they are, and how they came');
  const unnoticed = ports.flatMap(({ certificates = [] }) => certificates).find((file) => !noticed.has(file));
  if (unnoticed !== undefined) throw new NotUnderstoodError(`nobody notices a new certificate in ${unnoticed}`);
  for (const [index, rule] of rules.entries()) {
    const before = rules[index - 1];
    if (before && isBefore(rule, before)) throw new NotUnderstoodError(`requests for ${textOf(rule)} are those of a wider rule before it`);
  }
  return ports.flatMap(({ port, certificates }): Listener[] => {
    const tls = certificates && { certificates };
    if (!tls && sendsTo !== undefined) return [{ port, sendsTo, servers: [], perClient }];
    return rules.flatMap((rule): Listener[] => {
      const said = backends.get(rule.backend);
      if (!said) throw new NotUnderstoodError(`the backend ${rule.backend} is not there`);
      const { servers: led, asks, others: own } = said;
      if (!own.includes('mode http')) throw new NotUnderstoodError('requests that are not read');
      const at = { port, requests: textOf(rule), servers: led, perClient, ...tls, ...(asks !== undefined && { asks }) };
      return led.length === 0 ? [] : [at];
    });
  });
}

const REDIRECT =
  /^http-request redirect (?:scheme https|location https:\/\/%\[req\.hdr\(host\),field\(1,:\)\](?::(\d+))?%\[capture\.req\.uri\]) code 301 unless \{ ssl_fc \}$/;

const textOf = ({ host, isWhole, path }: Omit<Rule, 'backend'>): string => `${host} ${isWhole ? 'literal' : 'prefix'} ${path}`;

/** The words of a condition: for one host name, or all, and for one path, or all below it. */
function requestsOf(condition: string | undefined): Omit<Rule, 'backend'> {
  if (condition === undefined) return { host: '*', isWhole: false, path: '/' };
  const ways = condition.split(' or ').map((way) => {
    const [, how, host] = /^\{ req\.hdr\(host\),field\(1,:\),lower -m (str|end) (\S+) \}( |$)/.exec(way) ?? [];
    const left = host === undefined ? way : way.slice(way.indexOf('}') + 2);
    const [, by, path] = /^\{ path -m (str|beg) (\S+) \}$/.exec(left) ?? [];
    if (path === undefined && left !== '') throw new NotUnderstoodError(`"${condition}"`);
    return { host: host === undefined ? '*' : how === 'end' ? `*${host}` : host, by, path: path?.replaceAll("\\'", "'") };
  });
  const [first, second] = ways;
  if (!first || ways.length > 2 || (second && second.host !== first.host)) throw new NotUnderstoodError(`"${condition}"`);
  const { host, path } = first;
  if (path === undefined && !second) return { host, isWhole: false, path: '/' };
  if (path !== undefined && first.by === 'str' && !second) return { host, isWhole: true, path };
  if (path !== undefined && first.by === 'str' && second?.by === 'beg' && second.path === `${path}/`) return { host, isWhole: false, path };
  throw new NotUnderstoodError(`"${condition}"`);
}

/** Whether the one is for the more precise host name, or of the same for the more precise path: then it has to come first. */
function isBefore(one: Rule, other: Rule): boolean {
  const [a, b] = one.host === other.host ? [pathRank(one), pathRank(other)] : [hostRank(one), hostRank(other)];
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

type Rank = readonly [kind: number, length: number];
const hostRank = ({ host }: Rule): Rank => [host === '*' ? 0 : host.startsWith('*') ? 1 : 2, host.length];
const pathRank = ({ isWhole, path }: Rule): Rank => [isWhole ? 1 : 0, path.length];
