import type { Administration, Provisioning, Retirement, SystemProps } from '../../declarations';
import { ApiGateway } from '../../edge/api-gateway';
import { Migration } from '../../edge/migration';
import { WAIT } from '../../kinds/guest/first-boot-shape';
import { EXTERNAL, externalOr, PORTS, reason, SSH_KEY } from '../../kinds/values';
import { Anyone } from '../../network/external';
import { KvmHosts, Subnet } from '../../network/network';
import type { Allowance } from '../../policy/policy';
import { FlowWaiver } from '../../policy/waiver';
import { anything, flag, instance, list, number, optional, propsOf, reference, type Shape, text } from '../../shape';
import { Machine, NetworkInterface } from '../../workload/machine';
import { Pods } from '../../workload/pods';
import { Workload } from '../../workload/workload';

/** All that is outside, of which there is nothing to say, or something else. */
const anyoneOr =
  (shape: Shape): Shape =>
  (value, where, visit) => {
    if (!(value instanceof Anyone)) shape(value, where, visit);
  };

/** Something outside, or all of it. */
const SOURCE = anyoneOr(EXTERNAL);

/** An empty list says that there is none. */
const unlessNone =
  (shape: Shape): Shape =>
  (value, where, visit) => {
    if (!Array.isArray(value) || value.length > 0) shape(value, where, visit);
  };

export const SYSTEM_PROPS: Shape = propsOf<SystemProps>({
  domain: optional(text),
  sharedDomain: optional(flag),
  provisioning: optional(
    propsOf<Provisioning>({
      packages: optional(SOURCE),
      registry: optional(SOURCE),
      ntp: optional(unlessNone(EXTERNAL)),
      backup: optional(SOURCE),
    }),
  ),
  admin: optional(unlessNone(propsOf<Administration>({ from: optional(EXTERNAL), sshAuthorizedKeys: optional(list(SSH_KEY)) }))),
  spareHosts: optional(number),
  waitForFirstBoot: optional(WAIT),
});

const SENDERS = [Machine, NetworkInterface, Workload, ApiGateway, Pods, Subnet, KvmHosts];
const SENDER = reference('something that can send and receive', ...SENDERS);
const RECEIVER = reference('something that can be sent to', ...SENDERS, Migration);

const end = (construct: Shape): Shape => anyoneOr(externalOr(construct));

/** Ends of a flow. */
export const ENDS = { from: end(SENDER), to: end(RECEIVER) } as const;

export const ALLOWANCE: Shape = propsOf<Allowance>({
  from: anything,
  to: anything,
  because: reason,
  ports: optional(PORTS),
  waive: optional(list(instance('a FlowWaiver', FlowWaiver, { because: reason }))),
});

export const RETIREMENT: Shape = propsOf<Retirement>({ id: text, keepData: flag, because: reason });
