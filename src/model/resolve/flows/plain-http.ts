import { portOf } from '../../edge/api-gateway';
import { endsTls, listenersOf } from '../../kinds/gateway/listeners';
import { kindOf, pathOf } from '../../kinds/machine';
import type { Machine } from '../../workload/machine';
import { thingOf } from '../ends/draft-end';
import { asOutside, machinesOf } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import type { FlowDraft } from './draft-flows';

const GIVE_TLS = "Give it `http.tls`; or say why that is meant: http: { servesPlainHttp: { because: '…' }, … }.";
const GIVE_LISTENER =
  "Give it a Listener.https({ … }), to which this one sends everybody: Listener.http({ redirectToHttps: true }); or say why that is meant: Listener.http({ servesPlainHttp: { because: '…' } }).";

/**
 * Warns of requests that come from outside and are answered by plain HTTP, where no reason is given: those that arrive directly, and those
 * that a load balancer passes on as it took them.
 */
export function warnPlainHttp(inventory: Inventory, ends: Ends, drafts: readonly FlowDraft[], findings: Findings): void {
  const gateways = new Map(inventory.gateways.map((gateway) => [thingOf(ends.of(gateway)), gateway]));
  const outside = drafts.filter(({ from }) => asOutside(from));
  const reached = new Set(outside.filter(({ to }) => machinesOf(to).some(passesOn)).map(({ to }) => thingOf(to)));
  const found = new Map<string, { readonly ports: Set<number>; readonly fix: string }>();
  const note = (path: string, fix: string, clear: readonly number[], { dialled }: FlowDraft): void => {
    const ports = clear.filter((port) => [...dialled.values()].some(({ from, to }) => from <= port && port <= to));
    for (const port of ports) found.set(path, { fix, ports: (found.get(path)?.ports ?? new Set()).add(port) });
  };
  for (const draft of [...outside, ...drafts.filter(({ from }) => reached.has(thingOf(from)))]) {
    for (const machine of machinesOf(draft.to)) note(pathOf(machine), GIVE_TLS, kindOf(machine).plainHttp(machine), draft);
    const gateway = gateways.get(thingOf(draft.to));
    if (!gateway) continue;
    const clear = listenersOf(gateway).filter(
      ({ listener }) => !endsTls(listener) && !listener.props.redirectToHttps && !listener.props.servesPlainHttp,
    );
    note(
      gateway.node.path,
      GIVE_LISTENER,
      clear.map(({ listener }) => portOf(listener)),
      draft,
    );
  }
  for (const [path, { ports, fix }] of found)
    findings.warn({
      code: 'PLAIN_HTTP',
      path,
      message: `Requests from outside are answered by plain HTTP at ${[...ports].sort((a, b) => a - b).join(', ')}: whoever is on their way can read and change them. ${fix}`,
    });
}

/** Whether it passes connections on as they are. */
const passesOn = (machine: Machine): boolean =>
  kindOf(machine)
    .backends(machine)
    .some(({ route }) => route === undefined);
