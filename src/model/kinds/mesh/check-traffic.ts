import { Migration } from '../../edge/migration';
import type { ConnectionPoolProps, OutlierDetectionProps, Retries, TrafficPolicy } from '../../edge/traffic-policy';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type Duration, isHostName, isKey } from '../../values';
import { isSinglePort } from '../checks';
import { keysOf } from '../secret';

/** Says what is wrong, without a full stop, and the fix. */
type Say = (reason: string, fix: string) => void;

/** What decides what can be said of a target. */
export interface PolicyTarget {
  /** It runs in pods of a cluster. */
  readonly inPods: boolean;
  /** Its name in DNS, where it is known by that alone. */
  readonly host?: string;
}

/** Keys of a Secret that Istio finds the certificate of who signs under. */
const AUTHORITY_KEYS: readonly string[] = ['cacert', 'ca.crt'];

/** Checks what is said of one target, whoever calls it. */
export function checkTrafficPolicy(policy: TrafficPolicy, target: PolicyTarget, report: Report): void {
  const { node, props } = policy;
  const { to, ports, timeout, retries, connectionPool, outlierDetection, tls } = props;
  const say: Say = (reason, fix) => report(problems.invalidTrafficPolicy(node.path, reason, fix));
  if (!timeout && !retries && !tls && !outlierDetection && Object.values(connectionPool ?? {}).every((each) => each === undefined))
    report(problems.trafficPolicyEmpty(node.path, to.name));
  if (ports?.length === 0) say('ports: the list is empty', 'Name a port, or leave `ports` out.');
  for (const port of ports ?? []) {
    if (port.defect) report(problems.invalidPort(node.path, port.defect));
    else if (!isSinglePort(port)) say(`ports: ${port} is no single TCP port`, 'Name single ones: Port.tcp(…).');
  }
  checkSeconds('timeout', timeout, say);
  if (retries) checkRetries(retries, timeout, say);
  if (connectionPool) checkPool(connectionPool, say);
  if (outlierDetection) checkOutliers(outlierDetection, say);
  if (tls) checkTls(policy, target, report, say);
  if (to instanceof Migration) checkOfMigration(policy, to, say);
}

function checkSeconds(prop: string, span: Duration | undefined, say: Say): void {
  if (span && (span.defect !== undefined || span.toSeconds < 1))
    say(`${prop}: ${span.toSeconds} s is not a whole number of seconds from 1`, 'Write one such as Duration.seconds(5).');
}

function checkCount(prop: string, count: number | undefined, most: number | undefined, say: Say): void {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= (most ?? count))) return;
  say(`${prop}: ${count} is not a whole number from 1${most === undefined ? '' : ` to ${most}`}`, 'Write such a number, or leave it out.');
}

function checkRetries({ given, because }: Retries, timeout: Duration | undefined, say: Say): void {
  const { attempts, perTry, atOnce } = given;
  checkCount('retries: attempts', attempts, 10, say);
  checkCount('retries: atOnce', atOnce, 1024, say);
  checkSeconds('retries: perTry', perTry, say);
  if (perTry && timeout && perTry.toSeconds > timeout.toSeconds)
    say(
      `retries: each may take ${perTry.toSeconds} s, and the request with all of them ${timeout.toSeconds} s`,
      'Give `perTry` less time, or the request a longer `timeout`.',
    );
  if (because?.trim() === '')
    say(
      'retries: all requests may be made twice, and nobody says why',
      'Say in `because` why that does no harm, or use Retries.idempotent().',
    );
}

function checkPool(pool: ConnectionPoolProps, say: Say): void {
  const { connections, pendingRequests, requests, requestsPerConnection, connectTimeout, idleTimeout } = pool;
  for (const [prop, count] of Object.entries({ connections, pendingRequests, requests, requestsPerConnection }))
    checkCount(`connectionPool: ${prop}`, count, undefined, say);
  checkSeconds('connectionPool: connectTimeout', connectTimeout, say);
  checkSeconds('connectionPool: idleTimeout', idleTimeout, say);
}

function checkOutliers({ consecutiveErrors, interval, ejection, maxEjectionPercent }: OutlierDetectionProps, say: Say): void {
  checkCount('outlierDetection: consecutiveErrors', consecutiveErrors, undefined, say);
  checkCount('outlierDetection: maxEjectionPercent', maxEjectionPercent, 100, say);
  checkSeconds('outlierDetection: interval', interval, say);
  checkSeconds('outlierDetection: ejection', ejection, say);
}

function checkTls({ node, props }: TrafficPolicy, { inPods, host }: PolicyTarget, report: Report, say: Say): void {
  const { to, tls } = props;
  const { serverName = host, certificateAuthority } = tls?.given ?? {};
  if (inPods)
    say(
      `tls: ${to.name} runs in pods, and their mesh has TLS of its own between pods`,
      'Leave out `tls`; give the workload a `mesh`, or let its clients speak TLS themselves.',
    );
  else if (serverName === undefined)
    say(
      `tls: by which name ${to.name} shows who it is is not known`,
      "Write the name in its certificate: ServerTls.simple({ serverName: '…' }).",
    );
  else if (!isHostName(serverName))
    say(`tls: serverName "${serverName}" is no host name`, 'Write the name in its certificate, in lower case.');
  if (certificateAuthority && !keysOf(certificateAuthority).some((key) => AUTHORITY_KEYS.includes(key)))
    report(problems.unknownSecretKey(node.path, certificateAuthority.name, 'cacert', keysOf(certificateAuthority).filter(isKey)));
}

/** What is done with requests is said of the name that they are for; all the rest is about who answers, which is one of two. */
function checkOfMigration({ props }: TrafficPolicy, migration: Migration, say: Say): void {
  const { ports, connectionPool, outlierDetection, tls } = props;
  const said = Object.entries({ ports, connectionPool, outlierDetection, tls }).flatMap(([prop, value]) => (value ? [prop] : []));
  if (said.length > 0)
    say(
      `${said.join(', ')}: of the migration ${migration.name} there are \`timeout\` and \`retries\` alone, since who answers is one of two`,
      'Say it of its ends, in a policy for each: `to: stockService`.',
    );
}
