import type { PairRole } from '../../../model/resolved';
import { ETC, type GuestPart } from '../part';

const STAGED = `${ETC}/keepalived.conf`;
const CONFIGURATION = '/etc/keepalived/keepalived.conf';
/** Where SELinux lets keepalived run what is no program of its own. */
const CHECK = '/usr/libexec/keepalived/isthmus-haproxy';

/** keepalived, which gives the address of a pair to one machine of it: to the other one when HAProxy or the machine fails. */
export function keepalivedPart(pair: PairRole, statisticsPort: number): GuestPart {
  // Not tested first: keepalived 2.2.7 ends itself by a signal when its test meets an account for scripts.
  return {
    packages: ['keepalived'],
    files: [
      { path: STAGED, content: keepalivedConfiguration(pair), mode: '0644' },
      { path: CHECK, content: checkProgram(statisticsPort), mode: '0755' },
    ],
    steps: [
      `if command -v restorecon > /dev/null; then restorecon ${CHECK}; fi`,
      `install -m 0644 ${STAGED} ${CONFIGURATION}`,
      'systemctl enable keepalived.service',
      'systemctl restart keepalived.service',
    ],
  };
}

// Both start as backups, and the number alone decides between those that are well; without preemption the holder keeps the address until it
// fails. Unicast: the other machine is named, so that it works over any bridge, and nothing of others in the network is listened to. The
// address has no neighbours (/32), so that nothing is sent from it. A holder that says nothing for three seconds has lost it.
function keepalivedConfiguration({ name, virtualAddress, address, peer, priority, routerId, preempt }: PairRole): string {
  return `global_defs {
    router_id ${name}-${priority}
    vrrp_version 3
    vrrp_garp_master_refresh 60
    enable_script_security
    script_user nobody
}

vrrp_script haproxy {
    script "${CHECK}"
    interval 1
    timeout 2
    fall 2
    rise 2
}

vrrp_instance ${name} {
    state BACKUP
    interface eth0
    virtual_router_id ${routerId}
    priority ${priority}
    advert_int 1
${preempt ? '' : '    nopreempt\n'}    unicast_src_ip ${address}
    unicast_peer {
        ${peer}
    }
    virtual_ipaddress {
        ${virtualAddress}/32 dev eth0
    }
    track_script {
        haproxy
    }
}
`;
}

/** HAProxy answers at its statistics' port while it serves. */
const checkProgram = (port: number): string => `#!/bin/bash
# Whether HAProxy on this machine answers. keepalived asks every second.
exec 3<> /dev/tcp/127.0.0.1/${port} || exit 1
printf 'GET /alive HTTP/1.0\\r\\n\\r\\n' >&3
read -r -t 1 _ status _ <&3
[ "$status" = 200 ]
`;
