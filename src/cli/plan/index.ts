import { type Plan, planMarkdown, planText } from '../../plan';
import { CommandError } from '../command-error';
import { type Configs, readConfigs } from '../config';
import { inEnvironment } from '../environment';
import { writeJson } from '../output/file';
import { widthOfTerminal } from '../output/width';
import { print } from '../print';
import { SIDES } from '../stage';
import { planAfter } from './changes';
import { formerOutputs } from './former';
import { type Outputs, outputsIn, outputTexts } from './outputs';
import { withClusters, withTerraformPlan } from './real';

export interface PlanCommandOptions {
  /** A snapshot file, or a git revision, that is applied. @default - what is committed */
  readonly against?: string;
  /** File that takes what would be applied, for a later `against`. @default - none */
  readonly snapshot?: string;
  /** @default false */
  readonly markdown?: boolean;
  /** @default false */
  readonly json?: boolean;
  /** @default false */
  readonly verbose?: boolean;
  /** Whether the exit code tells what there is to do: see {@link exitCodeOf}. @default - it is 0 */
  readonly detailedExitcode?: boolean;
  /** File with a plan of Terraform's own, as JSON, that is compared. @default - none */
  readonly terraformPlan?: string;
  /** Whether the clusters are asked what differs in them. @default false */
  readonly live?: boolean;
}

/** Columns where standard output is not a terminal: pull requests show no more. */
const PLAIN_WIDTH = 100;

/**
 * Says what it does to apply the system as it is now.
 * @throws CommandError for whatever a user can put right, and with an exit code that tells what there is to do
 */
export async function plan({
  against,
  snapshot,
  markdown = false,
  json = false,
  verbose = false,
  detailedExitcode = false,
  terraformPlan,
  live,
}: PlanCommandOptions): Promise<void> {
  const configs = readConfigs();
  if (snapshot !== undefined) return writeJson(snapshot, await outputsIn('.'));
  const former = await formerOutputs(against);
  const now = await outputsIn('.');
  const found = judged(stale(planAfter(former, now, configs), now, configs), now, { terraformPlan, live });
  const text = json
    ? `${JSON.stringify(found, undefined, 2)}\n`
    : markdown
      ? planMarkdown(found)
      : planText(found, { width: widthOfTerminal(PLAIN_WIDTH), verbose });
  print(inEnvironment(text));
  const code = exitCodeOf(found);
  if (detailedExitcode && code > 0) throw new CommandError('', code);
}

/** 0: nothing to apply; 2: something; 3: data is at stake, or nobody knows what follows. 1 is for failures. */
export function exitCodeOf({ changes, dataAtStake, doubts, disagreements = [] }: Plan): 0 | 2 | 3 {
  if (dataAtStake || doubts.length > 0 || disagreements.some(({ grave }) => grave)) return 3;
  return changes ? 2 : 0;
}

/** With what Terraform and the clusters say, where they are asked. */
function judged(plan: Plan, now: Outputs, { terraformPlan, live = false }: Pick<PlanCommandOptions, 'terraformPlan' | 'live'>): Plan {
  if (terraformPlan === undefined && !live) return plan;
  const all = [...(terraformPlan === undefined ? [] : withTerraformPlan(plan, terraformPlan)), ...(live ? withClusters(plan, now) : [])];
  return { ...plan, disagreements: [...all].sort((a, b) => Number(b.grave) - Number(a.grave)) };
}

/** Outputs that are of another state of the system have to be written anew before they are applied. */
function stale(found: Plan, now: Outputs, configs: Configs): Plan {
  const isFresh = SIDES.every((side) => sameTexts(outputTexts(side, configs[side].output), now[side]));
  if (isFresh || found.steps.length === 0) return found;
  const because = `${configs.terraform.output}/ and ${configs.kubernetes.output}/ are not of the system as it is now`;
  return { ...found, steps: [{ run: 'npx isthmus synth', because }, ...found.steps] };
}

const sameTexts = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys({ ...a, ...b }).every((file) => a[file] === b[file]);
