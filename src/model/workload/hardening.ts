import type { HardeningRule, ResolvedWaiver } from '../resolved';
import { reasonIn } from '../shape/wrong';
import { Value } from '../values/value';

/** `read-only-root` as `READ_ONLY_ROOT`. */
type ConstantCase<Word extends string> = Word extends `${infer First}-${infer Rest}`
  ? `${Uppercase<First>}_${ConstantCase<Rest>}`
  : Uppercase<Word>;

/** Rules that every container is held to. */
export const Rule = {
  READ_ONLY_ROOT: 'read-only-root',
  RUN_AS_NON_ROOT: 'run-as-non-root',
  DROP_CAPABILITIES: 'drop-capabilities',
  SECCOMP: 'seccomp',
  NO_PRIVILEGE_ESCALATION: 'no-privilege-escalation',
  NO_SERVICE_ACCOUNT_TOKEN: 'no-service-account-token',
  /** For `Volume.hostPath` of a DaemonService: its namespace has to be one of PodSecurity "privileged". */
  NO_HOST_PATHS: 'no-host-paths',
  /** Excused from it, pods of a DaemonService see all processes of their node: its namespace has to be one of PodSecurity "privileged". */
  NO_HOST_PROCESSES: 'no-host-processes',
} as const satisfies { readonly [R in HardeningRule as ConstantCase<R>]: R };

/** The strict default and reasoned exceptions from it. */
export class Hardening extends Value {
  protected declare readonly brand: 'Hardening';

  private constructor(/** @internal */ readonly waivers: readonly ResolvedWaiver[]) {
    super();
  }

  /** All rules hold. */
  static default(): Hardening {
    return new Hardening([]);
  }

  /** The same without `rule`. */
  except(rule: HardeningRule, props: { readonly because: string }): Hardening {
    return new Hardening([...this.waivers, { rule, because: reasonIn(props) }]);
  }
}
