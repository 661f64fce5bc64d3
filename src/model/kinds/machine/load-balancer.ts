import { requestPorts } from '../../edge/balancer-http';
import { type LoadBalancer, PairMember, pairOf } from '../../edge/load-balancer';
import { type LoadBalancerRole, shownCertificates } from '../../resolved';
import { VRRP } from '../../values';
import { checkBackends, checkBalancer } from '../balancer/check';
import { checkHttp } from '../balancer/check-http';
import { checkNames } from '../balancer/check-tls';
import { balancerRole } from '../balancer/role';
import { BALANCER, MEMBER } from '../balancer/shape';
import { checkSetUp, emptyList, firewallOfItsOs, itsOwnPorts, no, nothing, sizeOfItsOs } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';

const TITLE = 'The load balancer';

/** HAProxy, which passes connections on, or requests. */
export const LOAD_BALANCER: KindOfMachine<LoadBalancer, LoadBalancerRole> = {
  title: TITLE,
  // The machines of a pair are made by it, out of its own props.
  shape: (machine, where, visit) => (machine instanceof PairMember ? MEMBER : BALANCER)(machine, where, visit),
  declaredAt: (machine) => pairOf(machine) ?? machine,
  check: (machine, report) => {
    checkSetUp(TITLE, machine.node.path, machine, report, { title: 'HAProxy', name: 'haproxy' });
    const declared = pairOf(machine) ?? machine;
    checkBackends(declared, report);
    checkBalancer(declared, report);
    if (declared.props.http) checkHttp(declared, declared.props.http, report);
    if (declared.props.tls) checkNames(declared, declared.props.tls, report);
  },
  installs: () => 'HAProxy',
  updatesItself: true,
  heldBack: emptyList,
  freeDisks: emptyList,
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  rootHoldsData: no,
  locked: () => ({}),
  servesEverybody: true,
  opensTo: 'system',
  admits: (machine, surroundings) => [
    ...itsOwnPorts(machine, surroundings),
    ...(surroundings.pair ? [{ ports: [VRRP], from: [`${surroundings.pair.peer}/32`] }] : []),
  ],
  firewallBy: firewallOfItsOs,
  adminPorts: emptyList,
  fetches: emptyList,
  backup: nothing,
  backends: ({ backends }) => backends,
  plainHttp: ({ props: { http } }) => (http && !http.tls && !http.servesPlainHttp ? [requestPorts(http).plain.resolved.from] : []),
  follows: nothing,
  sameData: emptyList,
  isDatabase: false,
  engines: emptyList,
  listsClients: no,
  role: balancerRole,
  variables: emptyList,
  logsInFrom: emptyList,
  prerequisites: (role, { name }) =>
    shownCertificates(role).map(
      (path) =>
        `The guest ${name} has ${path}: a certificate, those above it, and its key, as PEM, readable by root alone; whoever renews it puts the new one there.`,
    ),
};
