import { type LoadBalancerRole, type ResolvedMachine, shownCertificates, takenPorts } from '../../../model/resolved';
import { bashProgram, ETC, type GuestFile, type GuestPart, type PackageManager, setUpOn, type WhereSetUp } from '../part';
import { certificatesPart } from './certificates';
import { httpSections } from './http';
import { keepalivedPart } from './keepalived';
import { connectionsSection } from './sections';
import { tlsSections } from './tls';

const STAGED = `${ETC}/haproxy.cfg`;
const CONFIGURATION = '/etc/haproxy/haproxy.cfg';

/** Where each distribution's unit makes room for the statistics socket. */
const STATS_SOCKET: WhereSetUp<string> = {
  apt: '/run/haproxy/admin.sock',
  dnf: '/var/lib/haproxy/stats',
  zypper: undefined,
};

/** SELinux lets HAProxy use well-known web ports only, unless told otherwise. */
const ANY_PORT = 'if command -v selinuxenabled > /dev/null && selinuxenabled; then setsebool -P haproxy_connect_any on; fi';

/** HAProxy that passes connections or requests on to backends, which it checks; and keepalived where two machines share an address. */
export function loadBalancerParts(role: LoadBalancerRole, _machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] {
  const certificates = shownCertificates(role);
  return [
    haproxyPart(role, packages),
    ...(certificates.length > 0 ? [certificatesPart(certificates, CONFIGURATION)] : []),
    ...(role.pair ? [keepalivedPart(role.pair, statisticsPort(role))] : []),
  ];
}

function haproxyPart(role: LoadBalancerRole, packages: PackageManager): GuestPart {
  // With certificates that somebody else puts there, it begins once they are: see certificatesPart.
  const waits = shownCertificates(role).length > 0;
  return {
    packages: ['haproxy', 'socat'],
    files: [
      { path: STAGED, content: haproxyConfiguration(role, packages), mode: '0644' },
      backendsProgram(setUpOn(STATS_SOCKET, packages)),
    ],
    steps: [
      ANY_PORT,
      ...(waits ? [] : [`haproxy -c -f ${STAGED}`]),
      `install -m 0644 ${STAGED} ${CONFIGURATION}`,
      'systemctl enable haproxy.service',
      ...(waits ? [] : ['systemctl restart haproxy.service']),
    ],
  };
}

const USAGE = 'usage: isthmus-backends [drain|ready BACKEND]';

/** What an administrator does with backends while the load balancer runs: none of it outlives a restart of HAProxy. */
const backendsProgram = (socket: string): GuestFile =>
  bashProgram(
    'backends',
    `Lists the backends with their states. "drain BACKEND" sends no new connections to one, at any port; "ready BACKEND" does so again.
${USAGE}`,
    `
ask() { socat -t 5 stdio ${socket} <<< "$1"; }
servers() { ask 'show stat' | awk -F, '$2 ~ /-[0-9.]+$/ { print $1 "/" $2, $18, "connections:" $5 }'; }

case "\${1:-list}" in
  list) servers ;;
  drain | ready)
    [ $# = 2 ] || fail '${USAGE}'
    found=$(servers | awk -v backend="$2" '{ split($1, name, "/"); if (name[2] == backend || index(name[2], backend "-") == 1) print $1 }')
    [ -n "$found" ] || fail "there is no backend $2: see isthmus-backends"
    for server in $found; do ask "set server $server state $1"; done
    servers
    ;;
  *) fail '${USAGE}' ;;
esac
`,
  );

// The log goes to /dev/log, which systemd's journal reads; a chroot would cut it off. Long-lived connections stay up as long as one
// side sends something within an hour; TCP keep-alives find dead ones.
function haproxyConfiguration(role: LoadBalancerRole, packages: PackageManager): string {
  return `global
    log /dev/log local0
    user haproxy
    group haproxy
    maxconn ${maxConnections(role)}
    stats socket ${setUpOn(STATS_SOCKET, packages)} mode 600 level admin
${role.http?.tls || shownCertificates(role).length > 0 ? '    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets\n' : ''}
defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    option redispatch
    option clitcpka
    option srvtcpka
    retries 3
    timeout connect ${role.connectSeconds ?? 5}s
    timeout check 3s
    timeout client ${idle(role)}
    timeout server ${idle(role)}
    timeout client-fin 30s
    timeout server-fin 30s
    default-server inter 2s fastinter 500ms fall 3 rise 2
${role.frontends.map((each) => connectionsSection(each, role)).join('')}${role.http ? httpSections(role.http, role) : ''}${role.tls ? tlsSections(role.tls, role) : ''}
listen isthmus-statistics
    bind 127.0.0.1:${statisticsPort(role)}
    mode http
    option httplog
    option dontlog-normal
    timeout client 10s
    timeout http-request 5s
    monitor-uri /alive
    stats enable
    stats uri /
`;
}

/** Where it shows what it does, to the machine itself alone: the first port from 8404 that it does not pass on. */
function statisticsPort(role: LoadBalancerRole): number {
  const taken = new Set(takenPorts(role).map(({ port }) => port.from));
  let port = 8404;
  while (taken.has(port)) port++;
  return port;
}

/** Each takes some 33 kB (HAProxy, "maxconn"); a quarter of the memory is theirs. */
const maxConnections = ({ memoryMiB, connections = Math.max(1000, memoryMiB * 8) }: LoadBalancerRole): number => connections;

const idle = ({ idleSeconds }: LoadBalancerRole): string => (idleSeconds === undefined ? '1h' : `${idleSeconds}s`);
