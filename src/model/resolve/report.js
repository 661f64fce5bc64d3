'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Findings = void 0;
const problem_1 = require('../problem');
const values_1 = require('../values');
/** Collects what all passes find. */
class Findings {
  problems = new Map();
  warnings = new Map();
  problem = (problem) => {
    this.problems.set(`${problem.path}\n${problem.code}\n${problem.message}`, problem);
  };
  warn = (warning) => {
    this.warnings.set(`${warning.path}\n${warning.code}\n${warning.message}`, warning);
  };
  get sortedWarnings() {
    return inOrder(this.warnings);
  }
  /** @throws InvalidSystemError when there is any problem */
  throwIfAny() {
    if (this.problems.size > 0) throw new problem_1.InvalidSystemError(inOrder(this.problems));
  }
  get any() {
    return this.problems.size > 0;
  }
}
exports.Findings = Findings;
const inOrder = (found) => [...found].sort(([a], [b]) => (0, values_1.compareText)(a, b)).map(([, value]) => value);
