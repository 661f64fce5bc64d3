import { type ApiGateway, portOf } from '../../edge/api-gateway';
import type { Certificate } from '../../edge/certificate';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shown } from '../../shape';
import { isDomain } from '../../values';
import { certifies, isHostPattern } from './hostnames';
import { endsTls, type GatewayListener, httpsFor, listenerName, listenersOf, secretNameOf } from './listeners';

/** Listeners that a Gateway may have (CRDs of Gateway API v1). */
const MOST = 64;

/** Checks what a gateway listens for. */
export function checkListeners(gateway: ApiGateway, report: Report): void {
  const { path } = gateway.node;
  const all = listenersOf(gateway);
  if (all.length === 0) report(problems.missing(path, 'listeners'));
  if (all.length > MOST)
    report(
      problems.invalidListener(
        path,
        shown(listenerName(all[MOST] as GatewayListener)),
        `it is one of ${all.length} (each host name counts), and a gateway has at most ${MOST}`,
        'Use names for many hosts, such as *.shop.example, or describe another gateway.',
      ),
    );
  for (const each of all) {
    const { listener, hostname } = each;
    if (hostname !== undefined && !isHostPattern(hostname)) report(problems.invalidDomain(path, hostname));
    if (listener.props.redirectToHttps && httpsFor(gateway, each) === undefined)
      report(problems.redirectWithoutTls(path, shown(listenerName(each)), nameOf(hostname)));
    const { redirectToHttps, servesPlainHttp } = listener.props;
    if (servesPlainHttp && (redirectToHttps || !servesPlainHttp.because?.trim()))
      report(
        problems.invalidListener(
          path,
          shown(listenerName(each)),
          redirectToHttps ? 'it sends everybody to HTTPS, and is to answer them, too' : 'its servesPlainHttp has no `because`',
          "Leave out one of both; or say why: servesPlainHttp: { because: '…' }.",
        ),
      );
  }
  checkOverlaps(path, all, report);
  checkCertificates(gateway, all, report);
}

const nameOf = (hostname: string | undefined): string => hostname ?? 'every host name';

/** Listeners of one port have one protocol, and each a host name of its own (Gateway API v1, "Distinct Listeners"). */
function checkOverlaps(path: string, all: readonly GatewayListener[], report: Report): void {
  const ports = new Map<number, GatewayListener[]>();
  for (const each of all) {
    const port = portOf(each.listener);
    const others = ports.get(port) ?? [];
    ports.set(port, [...others, each]);
    const { protocol } = each.listener;
    const mixed = others.find((other) => other.listener.protocol !== protocol);
    const same = others.find(({ hostname }) => hostname === each.hostname);
    if (mixed) {
      if (!others.some((other) => other.listener.protocol === protocol))
        report(problems.listenersOverlap(path, port, mixed.listener.protocol.toUpperCase(), protocol.toUpperCase()));
    } else if (same) report(problems.listenersOverlap(path, port, nameOf(each.hostname), nameOf(same.hostname)));
  }
}

function checkCertificates(gateway: ApiGateway, all: readonly GatewayListener[], report: Report): void {
  const { path } = gateway.node;
  const holders = new Map<string, Certificate>();
  for (const { listener, hostname } of all) {
    const { certificate } = listener.props;
    if (!certificate || !endsTls(listener)) continue;
    const name = secretNameOf(certificate, gateway);
    const { given } = certificate;
    if (given.issuer !== undefined) {
      const other = holders.get(name);
      if (other && other !== certificate) report(problems.derivedNameClash(path, 'certificate', name, path));
      holders.set(name, certificate);
      if (!isDomain(name)) report(problems.invalidObjectName(path, 'certificate', name));
      if (!isDomain(given.issuer.name)) report(problems.invalidObjectName(path, 'issuer', given.issuer.name));
      if (hostname === undefined)
        report(
          problems.certificateMissesHost(
            path,
            name,
            'every host name',
            'an issuer makes certificates for names that are known',
            'Give the listener its `hostnames`.',
          ),
        );
    } else if (given.hostnames) {
      const covered = given.hostnames.some((each) => hostname !== undefined && certifies(each, hostname));
      if (!covered)
        report(
          problems.certificateMissesHost(
            path,
            name,
            nameOf(hostname),
            `it is made out to ${given.hostnames.join(', ') || 'nobody'}`,
            'Give the listener host names that the certificate has, or another certificate.',
          ),
        );
    }
  }
}
