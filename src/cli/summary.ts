import type { ResolvedSystem } from '../model/resolved';
import { countOf } from '../model/values';
import { type Plan, stepLines, wholeCommands } from '../plan';
import { countsText } from '../report/counts';

export interface Summary {
  readonly system: ResolvedSystem;
  readonly folders: { readonly terraform: string; readonly kubernetes: string };
  readonly files: { readonly terraform: number; readonly kubernetes: number };
  /** What has to be done about it. Unset: all has to be applied. */
  readonly plan?: Plan;
  /** Commands for what an earlier run made and this one does not, in case that it was applied. */
  readonly gone: readonly string[];
  /** Files in the output folders that are of somebody else, and that an apply would read. */
  readonly beside: readonly string[];
}

/** What was made, where it is, and what to run next. */
export function summaryText({ system, plan, gone, folders, files, beside }: Summary): string {
  const lines = [
    `${system.name}: ${countsText(system)}`,
    `  ${folders.terraform}/  ${countOf(files.terraform, 'Terraform stack')}`,
    `  ${folders.kubernetes}/  ${countOf(files.kubernetes, 'manifest file')}`,
    ...section(
      'Before applying:',
      system.prerequisites.map((line) => `- ${line}`),
    ),
    ...nextLines({ system, plan, folders }),
    ...section('If an earlier run was applied: no longer in the manifests; an apply does not take it out of the cluster:', gone),
    ...section('Not of this output; an apply of the folder reads it all the same:', shortened(beside)),
    '',
  ];
  return lines.join('\n');
}

/** The commands of this change; or, where nothing has changed, those that apply all of it. */
function nextLines({ system, plan, folders }: Pick<Summary, 'system' | 'plan' | 'folders'>): readonly string[] {
  if (!plan) return section('Next:', wholeCommands(system, folders, { init: true }));
  if (plan.steps.length === 0)
    return section(`Nothing is new since ${plan.against}. All of it is applied by:`, wholeCommands(system, folders));
  const grave = plan.dataAtStake ? ['DATA IS AT STAKE: `npx isthmus plan` says what.'] : [];
  return section(`Next, for what is new since ${plan.against}:`, [
    ...grave,
    ...stepLines(plan).map(({ text, indent }) => `${' '.repeat(indent - 2)}${text}`),
  ]);
}

/** The first of a long list, and how many more there are. */
const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`];

const MAX_LINES = 10;

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
