/**
 * What clients could say of themselves, or of the way that they came, as proxies between them and here do say it: taken away before HAProxy
 * says it itself.
 */
const CLAIMS = [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Proto',
  'X-Forwarded-Protocol',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Client-IP',
  'X-Real-IP',
];

/**
 * What backends would believe from a proxy before them, and no honest client says: who it is by its certificate or its log-in, what it
 * "really" asked for, a proxy for the backend's own requests (CVE-2016-5385).
 */
const FORGED = [
  'cf-connecting-ip',
  '(x-)?(ssl-)?client-cert[^,]*',
  'fastly-client-ip',
  'front-end-https',
  'proxy',
  'remote-user',
  'true-client-ip',
  'x-cluster-client-ip',
  'x-original-[^,]*',
  'x-remote-[^,]*',
  'x-rewrite-url',
  'x-ssl-client[^,]*',
];

/** Names that are left, with `-` for each `_`: backends that have them as variables (CGI, WSGI) take the one for the other. */
const claims = `(^|,)(${[...FORGED, 'forwarded', 'x-client-ip', 'x-forwarded-[^,]*', 'x-real-ip'].join('|')})(,|$)`;

/** Anything but the word of a WebSocket would be a connection in which nobody reads requests any more: HTTP/2 in clear (`h2c`) above all. */
const UPGRADES = [
  'http-request del-header Upgrade unless { req.hdr(connection) -i upgrade } { req.hdr(upgrade) -i websocket }',
  'http-request set-header Upgrade websocket if { req.hdr(upgrade) -m found }',
  // Whatever else it names, a proxy before the backend would take away: what is said here, too.
  'http-request set-header Connection upgrade if { req.hdr(upgrade) -m found }',
  'http-request del-header Connection unless { req.hdr(upgrade) -m found }',
  'http-request del-header HTTP2-Settings',
];

/**
 * What HAProxy does with requests before it passes one on, so that backends may believe what it says, and a path leads to what its route is
 * for: clients take `.` and `..` out of a path before they ask (RFC 3986, 5.2.4), and backends might do so after a route was chosen.
 */
export const HONEST: readonly string[] = [
  'http-request deny deny_status 405 if METH_CONNECT',
  "http-request deny deny_status 400 if { path,url_dec -m reg '(^|[/\\\\])\\.\\.?([/\\\\;]|$)' }",
  ...CLAIMS.map((header) => `http-request del-header ${header}`),
  `http-request deny deny_status 400 if { req.hdr_names,lower,regsub(_,-,g) -m reg '${claims}' }`,
  ...UPGRADES,
  'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  'http-request set-header X-Forwarded-Proto http unless { ssl_fc }',
];
