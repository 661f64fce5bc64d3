import type { DatabaseRole, ResolvedOs } from '../resolved';
import { OPERATING_SYSTEMS } from './os';

type Engine = DatabaseRole['engine'];

/**
 * What to ask a distribution's package manager for: package names, or `@module:stream/profile` for a module stream of dnf.
 * @returns undefined when the distribution's own repositories do not carry that version
 */
export function databasePackages({ engines }: Pick<ResolvedOs, 'engines'>, engine: Engine, version: string): readonly string[] | undefined {
  return Object.hasOwn(engines[engine], version) ? engines[engine][version] : undefined;
}

/** The versions of an engine that an operating system carries, oldest first. */
export function databaseVersions({ engines }: Pick<ResolvedOs, 'engines'>, engine: Engine): readonly string[] {
  return Object.keys(engines[engine]).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Ids of the operating systems that carry a version of an engine. */
export const databaseCarriers = (engine: Engine, version: string): readonly string[] =>
  Object.entries(OPERATING_SYSTEMS)
    .filter(([, { facts }]) => databasePackages(facts, engine, version) !== undefined)
    .map(([id]) => id);
