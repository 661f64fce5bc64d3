import { DefectError } from '../../model/problem';
import type { LoadBalancerRole } from '../../model/resolved';
import { PROTOCOLS } from '../../model/values';
import { ETC, type GuestPart, type PackageManager } from './part';

const STAGED = `${ETC}/haproxy.cfg`;
const CONFIGURATION = '/etc/haproxy/haproxy.cfg';

/** Where each distribution's unit makes room for the statistics socket. */
const STATS_SOCKET: Record<PackageManager, string> = {
  apt: '/run/haproxy/admin.sock',
  dnf: '/var/lib/haproxy/stats',
};

/** SELinux lets HAProxy use well-known web ports only, unless told otherwise. */
const ANY_PORT = 'if command -v selinuxenabled > /dev/null && selinuxenabled; then setsebool -P haproxy_connect_any on; fi';

/** HAProxy that passes TCP connections on to backends, which it checks. */
export function loadBalancerPart(role: LoadBalancerRole, packages: PackageManager): GuestPart {
  return {
    packages: ['haproxy'],
    files: [{ path: STAGED, content: haproxyConfiguration(role, packages), mode: '0644' }],
    steps: [
      ANY_PORT,
      `haproxy -c -f ${STAGED}`,
      `install -m 0644 ${STAGED} ${CONFIGURATION}`,
      'systemctl enable haproxy.service',
      'systemctl restart haproxy.service',
    ],
  };
}

// The log goes to /dev/log, which systemd's journal reads; a chroot would cut it off. Long-lived connections stay up as long as one
// side sends something within an hour; TCP keep-alives find dead ones.
function haproxyConfiguration(role: LoadBalancerRole, packages: PackageManager): string {
  return `global
    log /dev/log local0
    user haproxy
    group haproxy
    maxconn ${maxConnections(role)}
    stats socket ${STATS_SOCKET[packages]} mode 600 level admin

defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    option redispatch
    option clitcpka
    option srvtcpka
    retries 3
    timeout connect 5s
    timeout check 3s
    timeout client 1h
    timeout server 1h
    timeout client-fin 30s
    timeout server-fin 30s
    default-server inter 2s fastinter 500ms fall 3 rise 2
${role.frontends.map(frontend).join('')}`;
}

/** Each takes some 33 kB (HAProxy, "maxconn"); a quarter of the memory is theirs. */
const maxConnections = ({ memoryMiB }: LoadBalancerRole): number => Math.max(1000, memoryMiB * 8);

/** Version 2 of it; checks begin by it, too (HAProxy, "send-proxy-v2", "check-send-proxy"). */
const PROXY_PROTOCOL = ' send-proxy-v2 check-send-proxy';

function frontend({ port, backends }: LoadBalancerRole['frontends'][number]): string {
  if (!PROTOCOLS[port.protocol].connects || port.from !== port.to) {
    throw new DefectError(`a load balancer passes single TCP ports on, not ${port.protocol} ${port.from}-${port.to} (${port.name})`);
  }
  const servers = backends.map(
    ({ name, address, port: to, proxyProtocol }) =>
      `    server ${name}-${address} ${address}:${to} check${proxyProtocol ? PROXY_PROTOCOL : ''}`,
  );
  return `
listen ${port.name}
    bind *:${port.from}
    balance leastconn
${servers.join('\n')}
`;
}
