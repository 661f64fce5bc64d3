import { problemText } from '../../model/problem';
import { namedAddresses, reachability, whyText } from '../../report';
import { type VerifyOptions, verify } from '../../verify';
import { type AskedEnd, type AskedPort, endOf, portOf } from './asked';
import { problemsOf, resolutionOf, type Subject, systemOf } from './subject';

export type { AskedEnd, AskedPort } from './asked';
export type { Subject } from './subject';

/** What a matcher answers to jest and vitest. */
export interface Outcome {
  /** Whether it is as expected. */
  readonly pass: boolean;
  /** What is there instead; also for `.not`. */
  readonly message: () => string;
}

/** What {@link matchers} ask about a system, for `expect`. */
export interface SystemMatchers<R = void> {
  /**
   * Every port that is asked about is allowed by a flow of the system, declared or implied.
   * @param port as it is dialled. @default - any: one flow between the two is enough
   */
  toAllow(from: AskedEnd, to: AskedEnd, port?: AskedPort): R;
  /**
   * No flow allows it directly. What load balancers and gateways pass on is allowed to those.
   * @param port as it is dialled. @default - none at all
   */
  toDeny(from: AskedEnd, to: AskedEnd, port?: AskedPort): R;
  /** The address that the plan has for a machine, a service or whatever else has one. */
  toHaveAddress(of: AskedEnd, address: string): R;
  /**
   * The system, or what a function makes, cannot be resolved for this reason, among others.
   * @param code e.g. `SUBNET_OVERLAP`
   * @param path construct path of what it is about. @default - any
   */
  toHaveProblem(code: string, path?: string): R;
  /** There is nothing that a user should know. */
  toHaveNoWarnings(): R;
  /** The outputs let through what the system allows, and nothing else: `isthmus verify` of what `synthTerraform` and `synthKubernetes` answer. */
  toAgreeWith(outputs: Pick<VerifyOptions, 'terraform' | 'kubernetes'>): R;
  /** Who may talk to whom, and how well each point holds it, is as in the snapshot of the test: a line for each flow. */
  toMatchPolicySnapshot(): R;
}

type Matchers = {
  readonly [M in keyof Omit<SystemMatchers, 'toMatchPolicySnapshot' | 'toHaveProblem'>]: (
    subject: Subject,
    ...asked: Parameters<SystemMatchers[M]>
  ) => Outcome;
} & { readonly toHaveProblem: (subject: Subject | (() => Subject), ...asked: Parameters<SystemMatchers['toHaveProblem']>) => Outcome };

/** For `expect.extend` of jest or vitest; `isthmus/testing/jest` does it for jest, with types. */
export const matchers: Matchers = {
  toAllow: (subject, from, to, asked) => {
    const { text, answer } = reachabilityOf(subject, from, to, asked);
    return { pass: answer.flows.length > 0, message: () => text };
  },
  toDeny: (subject, from, to, asked) => {
    const { text, answer } = reachabilityOf(subject, from, to, asked);
    return { pass: answer.flows.length === 0, message: () => text };
  },
  toHaveAddress: (subject, of, address) => {
    const name = typeof of === 'string' ? of : of.name;
    const all = namedAddresses(systemOf(subject));
    const found = all.filter((each) => each.name === name);
    const known = found.map(({ what, addresses }) => `${name} (${what}): ${addresses.join(', ')}`);
    const names = [...new Set(all.map((each) => each.name))].join(', ');
    return {
      pass: found.some(({ addresses }) => addresses.includes(address)),
      message: () => (known.length > 0 ? known.join('\n') : `Nothing called "${name}" has an address; what has one: ${names}.`),
    };
  },
  toHaveProblem: (subject, code, path) => {
    const found = problemsOf(subject);
    const about = found.filter((problem) => problem.code === code && (path === undefined || problem.path === path));
    return {
      pass: about.length > 0,
      message: () => (found.length > 0 ? found.map(problemText).join('\n\n') : 'The system has no problem.'),
    };
  },
  toHaveNoWarnings: (subject) => {
    const { warnings } = resolutionOf(subject);
    if (!warnings) throw new TypeError('A resolved system does not know its warnings: give the System, or what its resolve() answered.');
    return {
      pass: warnings.length === 0,
      message: () => warnings.map(({ code, path, message }) => `${code} at ${path}\n  ${message}`).join('\n') || 'There is no warning.',
    };
  },
  toAgreeWith: (subject, outputs) => {
    const differences = verify({ system: systemOf(subject), ...outputs });
    return {
      pass: differences.length === 0,
      message: () => differences.map(({ kind, text }) => `${kind}: ${text}`).join('\n') || 'The outputs do what the system says.',
    };
  },
};

function reachabilityOf(subject: Subject, from: AskedEnd, to: AskedEnd, asked?: AskedPort) {
  const system = systemOf(subject);
  const port = asked === undefined ? undefined : portOf(asked);
  const answer = reachability(system, endOf(from, system), endOf(to, system), port);
  return { answer, text: whyText(answer, port) };
}
