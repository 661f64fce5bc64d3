/** Every problem that users can meet, each a named function: what is wrong with their values, and how to mend it. */
export * from './access';
export * from './cards';
export * from './environments';
export * from './first-boot';
export * from './host-access';
export * from './init';
export * from './kubernetes';
export * from './lock';
export * from './machine';
export * from './namespace';
export * from './native';
export * from './network';
export * from './placement';
export * from './policy';
export * from './project';
export * from './secret';
export * from './share';
