/** Freezes plain data all the way down: nothing after resolve() can be edited. What is inside first: the engine walks frozen objects at half the speed. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) deepFreeze(value[index]);
  else for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}
