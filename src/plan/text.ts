import { isUnchanged } from '../report/changes';
import { changesText } from '../report/changes-text';
import { wrapped } from '../report/terminal';
import type { Disagreement, FieldDetail, Plan } from './plan';
import { type Line, sectionsOf } from './sections';

/** How a plan is printed. */
export interface PlanTextOptions {
  /** Columns. @default 100 */
  readonly width?: number;
  /** Whether Terraform addresses and fields are told, too. @default false */
  readonly verbose?: boolean;
}

/** A plan for the terminal: a pure function of it. */
export function planText(plan: Plan, { width = 100, verbose = false }: PlanTextOptions = {}): string {
  const parts = [headline(plan), ...listed('Said otherwise', disagreementTexts(plan) ?? [], width)];
  for (const { title, lines: own } of sectionsOf(plan)) parts.push(`${title}\n${lineTexts(own, width)}`);
  parts.push(...policyParts(plan));
  parts.push(...listed('Refused, or not known', plan.doubts, width));
  parts.push(...listed('New prerequisites', plan.prerequisites, width));
  parts.push(
    ...listed(
      'New warnings',
      plan.warnings.map(({ code, path, message }) => `${code} at ${path}: ${message}`),
      width,
    ),
  );
  if (verbose) parts.push(...detailParts(plan));
  if (plan.steps.length > 0) parts.push(`Commands\n${stepTexts(plan, width)}`);
  return `${parts.join('\n\n')}\n`;
}

const PROGRAMS: { readonly [B in Disagreement['by']]: string } = { terraform: 'Terraform', kubectl: 'the cluster' };

/** Undefined where nobody was asked. */
export const disagreementTexts = ({ disagreements }: Plan): readonly string[] | undefined =>
  disagreements?.map(
    ({ by, about, here, there, grave }) => `${grave ? 'GRAVE: ' : ''}${about}: here ${here}, ${PROGRAMS[by]} says ${there}`,
  );

export function headline({ system, against, changes, dataAtStake }: Plan): string {
  const what =
    against === undefined ? `What it does to apply ${system} for the first time` : `What it does to apply ${system}, after ${against}`;
  if (!changes) return `${what}: nothing changes.`;
  return dataAtStake ? `${what}. DATA IS AT STAKE.` : `${what}.`;
}

/** Names beside what becomes of them, where there is room; else above it. */
function lineTexts(list: readonly Line[], width: number): string {
  const column = Math.min(Math.max(...list.map(({ names }) => names.join(', ').length)), MAX_COLUMN) + 2;
  return list
    .map(({ names, does, notes }) => {
      const text = [does, notes.join('; ')].filter(Boolean).join(': ');
      const head = names.join(', ');
      if (head.length <= MAX_COLUMN) return wrapped(`  ${head.padEnd(column)}`, text, width, column + 2);
      return `${wrapped('  ', head, width, 2)}\n${wrapped(' '.repeat(column + 2), text, width, column + 2)}`;
    })
    .join('\n');
}

const MAX_COLUMN = 32;

const listed = (title: string, items: readonly string[], width: number): readonly string[] =>
  items.length === 0 ? [] : [`${title}\n${items.map((item) => wrapped('  - ', item, width, 4)).join('\n')}`];

/** Of a system that is all new, there is a command that shows it better. */
function policyParts({ against, policy }: Plan): readonly string[] {
  if (isUnchanged(policy)) return [];
  if (against === undefined) return [`Who may reach whom\n  All of it is new: \`npx isthmus policy\` shows it.`];
  return [`Who may reach whom\n${indented(changesText(policy).trimEnd())}`];
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const stepTexts = (plan: Plan, width: number): string =>
  stepLines(plan)
    .map((line) => lineText(line, width))
    .join('\n');

const lineText = ({ text, indent, isCommand }: StepLine, width: number): string =>
  isCommand ? `${' '.repeat(indent)}${text}` : wrapped(' '.repeat(indent), text, width, indent);

/** A line about commands. Those themselves are never broken. */
export interface StepLine {
  /** Without a line break. */
  readonly text: string;
  /** Blanks before it. */
  readonly indent: number;
  /** It can be typed as it is; else it is a comment. */
  readonly isCommand: boolean;
}

/** Commands with numbers, beneath them what they are for, and at the end why they stand in this order. */
export function stepLines({ steps, order, details }: Plan): readonly StepLine[] {
  const both = details.kubernetes.length > 0 && details.terraform.length > 0;
  return [
    ...steps.flatMap(({ run, because }, index): StepLine[] => [
      { text: `${index + 1}. ${run}`, indent: 2, isCommand: true },
      // Said once for those that follow each other.
      ...(steps[index + 1]?.because === because ? [] : [{ text: because, indent: 5, isCommand: false }]),
    ]),
    ...(both ? orderNotes(order).map((text) => ({ text, indent: 2, isCommand: false })) : []),
  ];
}

const FIRST: { readonly [S in Plan['order']['first']]: string } = { terraform: 'Terraform first', kubernetes: 'kubectl first' };

/** Why the commands stand in this order. */
export function orderNotes({ first, because, against, withdrawFirst }: Plan['order']): readonly string[] {
  return [
    ...withdrawFirst.map((reason) => `Withdrawn objects first of all: ${reason}.`),
    because.length > 0 ? `${FIRST[first]}: ${because.join('; ')}.` : 'In either order: neither half waits for the other.',
    ...(against.length > 0
      ? [
          `What would want the other order is cut off until both are applied: ${against.join('; ')}. Two changes, one after the other, leave no gap.`,
        ]
      : []),
  ];
}

const detailParts = ({ details: { terraform, outputs, kubernetes } }: Plan): readonly string[] => {
  const fields = (list: readonly FieldDetail[]): string => list.map(({ path, effect }) => `\n      ${path} (${effect})`).join('');
  const objects = kubernetes.map(
    ({ action, kind, namespace = '-', name, fields: own }) => `  ${action} ${kind} ${namespace}/${name}${fields(own)}`,
  );
  return [
    ...(terraform.length + outputs.length > 0
      ? [
          `Terraform\n${[...terraform.map(({ address, action, attributes }) => `  ${action} ${address}${fields(attributes)}`), ...outputs.map((name) => `  change output.${name}`)].join('\n')}`,
        ]
      : []),
    ...(objects.length > 0 ? [`Kubernetes\n${objects.join('\n')}`] : []),
  ];
};
