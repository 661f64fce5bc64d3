'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.emptyLock = void 0;
exports.serializeLock = serializeLock;
const emptyLock = (system) => ({
  version: 1,
  system,
  machines: {},
  services: {},
  removed: { machines: {}, services: {}, volumes: {} },
});
exports.emptyLock = emptyLock;
/** The lock as text, the same for the same content. */
function serializeLock(lock) {
  return `${JSON.stringify(sorted(lock), null, 2)}\n`;
}
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
