import { reportHtml, reportOf } from '../report';
import { countsText } from '../report/counts';
import { environment, fileOf } from './environment';
import { type Target, writeJson, writeText } from './output/file';
import { print } from './print';
import { resolveWithWarnings } from './run-app';

export interface ReportOptions {
  /** File to write the page into. @default - `isthmus-report.html`, where nothing else is asked for */
  readonly write?: string;
  /** File to write the same data into, or standard output. @default - none */
  readonly json?: Target;
}

/**
 * Writes one page of everything that a reviewer asks for.
 * @throws CommandError for whatever a user can put right
 */
export async function report({ write, json }: ReportOptions): Promise<void> {
  const { system, warnings } = resolveWithWarnings();
  const page = write ?? (json === undefined ? fileOf(environment(), 'isthmus-report', 'html') : undefined);
  if (json !== undefined) writeJson(json, reportOf(system, warnings));
  if (page === undefined) return;
  writeText(page, await reportHtml(system, warnings));
  // Whoever reads the data reads nothing else.
  if (json !== true) print(`${page} tells of ${system.name}: ${countsText(system)}. Open it in a browser; it needs no network.\n`);
}
