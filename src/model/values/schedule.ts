/** A field of a schedule: what it counts, its range, and words for its numbers. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly [Field, Field, Field, Field, Field] = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of the week', from: 0, to: 6, words: WEEKDAYS },
];

const SHORTHANDS: readonly string[] = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];

/** The longest that each month can be. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Why a schedule is none, in words; undefined when it is one. The grammar is that of Kubernetes' CronJobs (github.com/robfig/cron v3,
 * `ParseStandard`): lists, ranges, steps, `*` or `?` for any; Sunday is 0 and never 7.
 */
export function scheduleDefect(text: string): string | undefined {
  if (text.startsWith('@')) {
    return SHORTHANDS.includes(text) ? undefined : `"${text}" is none of ${SHORTHANDS.join(', ')}`;
  }
  if (/^(CRON_)?TZ=/.test(text)) return 'it holds a time zone, which `timeZone` is for';
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    const names = FIELDS.map(({ name }) => name).join(', ');
    return `it has ${text.trim() === '' ? 0 : parts.length} fields instead of ${FIELDS.length} (${names})`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const defect = fieldDefect(parts[index] as string, field);
    if (defect) return `its field ${index + 1} (${field.name}) is "${parts[index]}": ${defect}`;
  }
  const [, , days, months, weekdays] = parts as [string, string, string, string, string];
  return isAny(weekdays) ? dateDefect(days, months) : undefined;
}

const isAny = (part: string): boolean => part.split(',').some((each) => /^[*?]$/.test(each));

function fieldDefect(part: string, field: Field): string | undefined {
  for (const item of part.split(',')) {
    const defect = itemDefect(item, field);
    if (defect) return defect;
  }
  return undefined;
}

/** `7`, `1-5`, `*`, and each of these with a step behind it. */
const ITEM = /^(?:(?<any>[*?])|(?<first>\w+)(?:-(?<last>\w+))?)(?:\/(?<step>\w+))?$/;

function itemDefect(item: string, field: Field): string | undefined {
  const { name, from, to } = field;
  const { any, first, last, step } = ITEM.exec(item)?.groups ?? {};
  if (any === undefined && first === undefined)
    return item === '' ? 'a part of its list is empty' : `"${item}" is no number, range or step`;
  for (const end of [first, last]) {
    if (end === undefined) continue;
    const number = numberOf(end, field);
    if (number === undefined) return `"${end}" is no ${name}${field.words.length > 0 ? ` (${field.words.join(', ')})` : ''}`;
    if (number < from || number > to) return `${end} is not from ${from} to ${to}${end === '7' ? ' (Sunday is 0)' : ''}`;
  }
  if (first !== undefined && last !== undefined && (numberOf(first, field) as number) > (numberOf(last, field) as number))
    return `the range ${first}-${last} ends before it begins`;
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0)) return `"${step}" is no step above 0`;
  return undefined;
}

function numberOf(text: string, { from, words }: Field): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const index = words.indexOf(text.toUpperCase());
  return index < 0 ? undefined : index + from;
}

/** The numbers that a sound field stands for. */
function numbersOf(part: string, field: Field): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const item of part.split(',')) {
    const { any, first = '', last, step = '1' } = ITEM.exec(item)?.groups ?? {};
    const start = any ? field.from : (numberOf(first, field) as number);
    const end = last === undefined ? (any || item.includes('/') ? field.to : start) : (numberOf(last, field) as number);
    for (let number = start; number <= end; number += Number(step)) numbers.add(number);
  }
  return numbers;
}

/** Dates that no year has. */
function dateDefect(days: string, months: string): string | undefined {
  const first = Math.min(...numbersOf(days, FIELDS[2]));
  const named = [...numbersOf(months, FIELDS[3])];
  if (named.some((month) => first <= (DAYS[month - 1] as number))) return undefined;
  return `it never comes: ${named.map((month) => MONTHS[month - 1]).join(', ')} ${named.length === 1 ? 'has' : 'have'} no day ${first}`;
}

/** Whether a text is a time of day, `HH:MM`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Whether a text is a day that there is, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return year !== '' && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
