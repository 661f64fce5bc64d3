export * from './cidr';
export * from './cpu';
export * from './label';
export * from './mac-address';
export * from './port';
export * from './size';
export * from './text';
export * from './version';
