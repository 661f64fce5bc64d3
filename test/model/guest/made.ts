import { GuestOs } from '../../../src/model';

/** The statics of a class that users make its values with. */
export const makersOf = (type: object): readonly string[] =>
  Object.getOwnPropertyNames(type).filter(
    (name) => typeof Reflect.get(type, name) === 'function' && name !== 'prototype' && !name.startsWith('_'),
  );

/** Every operating system that can be made without saying more, by the name of its static. */
export const MADE_SYSTEMS: readonly (readonly [call: string, os: GuestOs])[] = makersOf(GuestOs).flatMap((call) =>
  call === 'custom' ? [] : [[call, (Reflect.get(GuestOs, call) as () => GuestOs)()] as const],
);
