import { ADD_ONS, addOnTitle } from '../../kinds/add-on';
import type { Prerequisite, Proof, ResolvedAddOn, ResolvedCluster } from '../../resolved';
import { byStep, installedAddOns } from '../../resolved/declared-add-ons';

/** Add-ons whose installation the system describes. */
export const addOnPrerequisites = (cluster: ResolvedCluster): readonly Prerequisite[] =>
  installedAddOns(cluster).flatMap((addOn) => ofAddOn(cluster.name, addOn));

function ofAddOn(cluster: string, addOn: ResolvedAddOn): readonly Prerequisite[] {
  const { name, plugIn } = addOn;
  const { registries } = ADD_ONS[name];
  const why = plugIn ? ': until then its nodes are not Ready' : '';
  const text = `Cluster ${cluster}: ${addOnTitle(addOn)} is installed as this system says (\`npx isthmus add-ons ${cluster}\` prints the commands)${why}.`;
  return [
    ...proofsOf(cluster, addOn).map((proof) => ({ text, proof })),
    ...(registries.length > 0
      ? [`Cluster ${cluster}: its nodes can pull the images of ${ADD_ONS[name].title}, by default from ${registries.join(' and ')}.`]
      : []),
  ];
}

const proofsOf = (cluster: string, { steps, marks }: ResolvedAddOn): readonly Proof[] => [
  ...steps.flatMap((step) => proofsOfStep(step, cluster)),
  ...marks.map((mark): Proof => ({ is: 'field', cluster, ...mark })),
];

/** What definitions and manifests have put into the cluster is told by marks. */
const proofsOfStep = byStep<readonly Proof[], string>({
  helm: ({ release, namespace, chart, version, content }, cluster) => [
    { is: 'release', cluster, namespace, name: release, chart: chart.slice(chart.lastIndexOf('/') + 1), version, values: content },
  ],
  definitions: () => [],
  manifest: () => [],
  kustomization: () => [],
});
