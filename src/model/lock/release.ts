import { InvalidSystemError } from '../problem';
import * as problems from '../problems';
import { compareText } from '../values';
import type { Lock } from './lock';

/**
 * Forgets what has left the system: its addresses may be given to others, its name may come back.
 * To be done once the removal is applied: what became of a retired volume is known from the lock alone until then.
 * @param name a removed machine (with its retired volumes), a removed service, or a retired volume (`<machine>-<volume>`)
 * @throws InvalidSystemError when nothing of that name has left
 */
export function release(lock: Lock, name: string): Lock {
  const { machines, services, volumes } = lock.removed;
  const removed = {
    machines: without(machines, (key) => key === name),
    services: without(services, (key) => key === name),
    volumes: without(volumes, (key, volume) => key === name || volume.machine === name),
  };
  const known = new Set([machines, services, volumes].flatMap((part) => Object.keys(part)));
  const left = [removed.machines, removed.services, removed.volumes].flatMap((part) => Object.keys(part));
  if (left.length === [machines, services, volumes].flatMap((part) => Object.keys(part)).length) {
    const present = Object.hasOwn(lock.machines, name) || Object.hasOwn(lock.services, name);
    throw new InvalidSystemError([problems.releaseUnknown(name, present, [...known].sort(compareText))]);
  }
  return { ...lock, removed };
}

function without<T>(part: Readonly<Record<string, T>>, gone: (key: string, value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(part).filter(([key, value]) => !gone(key, value)));
}
