export * from './generated';
export * as literals from './runtime/literal';
