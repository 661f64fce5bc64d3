'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.deepFreeze = deepFreeze;
/** Freezes plain data all the way down: nothing after resolve() can be edited. */
function deepFreeze(value) {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
  return value;
}
