/**
 * The model: what a system is made of. Loads neither cdktf nor cdk8s.
 *
 * @module isthmus
 */
export * from './model';
