import type { Lab } from './lab';

/** Something that the machine lacks: the part is skipped, and the line says what to get. */
export class Missing extends Error {}

/** Looks for something outside the project. Answers one line that names what is missing, or nothing. */
export type Need = () => string | undefined | Promise<string | undefined>;

/** One subject of the lab. Runs by itself, in any order. */
export interface Part {
  readonly name: string;
  /** What it proves. */
  readonly title: string;
  readonly needs: readonly Need[];
  /** How long it takes at most on a slow machine, without what it builds: where time is limited, it is not begun when less is left. */
  readonly minutes: number;
  /** @throws Missing when something that it builds on cannot be had here; any other error fails the part */
  readonly run: (lab: Lab) => Promise<void>;
}
