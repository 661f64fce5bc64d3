import { policyLines } from '../report';
import { matchers, type Outcome, type Subject, type SystemMatchers } from './matchers';
import { systemOf } from './matchers/subject';

/** jest's own, in its test files and in `setupFilesAfterEnv`. */
declare const expect: {
  (value: unknown): { toMatchSnapshot(): void };
  extend(more: object): void;
};

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: parameters have to be those of jest's own declaration
    interface Matchers<R, T = {}> extends SystemMatchers<R> {}
  }
}

expect.extend({
  ...matchers,
  toMatchPolicySnapshot: (subject: Subject): Outcome => {
    try {
      expect(policyLines(systemOf(subject)).join('\n')).toMatchSnapshot();
      return { pass: true, message: () => 'The policy is that of the snapshot.' };
    } catch (error) {
      return { pass: false, message: () => (error instanceof Error ? error.message : String(error)) };
    }
  },
});
