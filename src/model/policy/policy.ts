import type { IConstruct } from 'constructs';
import { tooLate } from '../declared';
import type { ApiGateway } from '../edge/api-gateway';
import type { Migration } from '../edge/migration';
import type { Anyone, External } from '../network/external';
import type { KvmHosts, Subnet } from '../network/network';
import { rememberPlace } from '../place';
import { asArray, type Port } from '../values';
import type { Machine, NetworkInterface } from '../workload/machine';
import type { Pods } from '../workload/pods';
import type { Workload } from '../workload/workload';
import type { FlowWaiver } from './waiver';

/** What can send. */
export type Sender = Machine | NetworkInterface | Workload | ApiGateway | Pods | Subnet | KvmHosts | External | Anyone;
/** What can be sent to. */
export type Receiver = Machine | NetworkInterface | Workload | ApiGateway | Migration | Pods | Subnet | KvmHosts | External | Anyone;

/** What `policy.allow` is told besides both ends. */
export interface AllowProps {
  /** Why: shown in rules, annotations and reports. */
  readonly because: string;
  /** @default - every port that the receiver listens on */
  readonly ports?: readonly Port[];
  /** @default - none */
  readonly waive?: readonly FlowWaiver[];
}

/** One call of {@link Policy.allow}. */
export interface Allowance extends AllowProps {
  /** Who may begin. */
  readonly from: readonly Sender[];
  /** Who answers. */
  readonly to: readonly Receiver[];
}

/** Who may talk to whom. Everything that is not allowed here, or implied, is denied. */
export class Policy {
  private readonly list: Allowance[] = [];

  constructor(private readonly root: IConstruct) {}

  /**
   * Allows every sender to open connections to every receiver. Pods of one workload are many: as sender and receiver they may talk to each
   * other, and else they may not.
   * @throws InvalidSystemError when the system was resolved already
   */
  allow(from: Sender | readonly Sender[], to: Receiver | readonly Receiver[], props: AllowProps): void {
    if (this.root.node.locked) throw tooLate(this.root, 'policy.allow', this.allow);
    const allowance: Allowance = { ...props, from: asArray(from), to: asArray(to) };
    rememberPlace(allowance, this.allow);
    this.list.push(allowance);
  }

  /** All that was allowed, in the order of statements. */
  get allowances(): readonly Allowance[] {
    return this.list;
  }
}
