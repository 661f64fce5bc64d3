import type { AddOnValue, ResolvedAddOn, ResolvedChart, ResolvedReadiness } from '../../model/resolved';
import { byStep } from '../../model/resolved/declared-add-ons';
import { shellQuoted } from '../../model/values';
import { kubectl } from '../clusters/deletions';

/** Where commands are run, and for which cluster. */
export interface AddOnPlace {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Whether the system has several. */
  readonly several: boolean;
  /** Folder of the manifests of all clusters. @default 'dist' */
  readonly kubernetes?: string;
}

/** How long each step may take: images have to be pulled. */
const PATIENCE = '10m';

/** Namespaces that are there in every cluster, and that Pod Security leaves alone. */
const OF_KUBERNETES: ReadonlySet<string> = new Set(['kube-system', 'default']);

/**
 * The commands that install an add-on, or bring one to what the system says: run again, they change nothing. Each waits until what it
 * has installed answers.
 */
export const addOnCommands = (addOn: ResolvedAddOn, place: AddOnPlace): readonly string[] => [
  ...namespaceCommands(addOn, place),
  ...addOn.steps.map((step) => commandOf(step, place)),
  ...addOn.ready.map((each) => waiting(each, place)),
];

/** Helm makes a namespace, but does not say of what pods it takes. */
function namespaceCommands({ namespace, privileged }: ResolvedAddOn, place: AddOnPlace): readonly string[] {
  if (namespace === undefined || OF_KUBERNETES.has(namespace)) return [];
  const program = kubectlOf(place);
  return [
    `${program} create namespace ${namespace} --dry-run=client --output=yaml | ${program} apply --server-side -f -`,
    ...(privileged ? [`${program} label namespace ${namespace} --overwrite pod-security.kubernetes.io/enforce=privileged`] : []),
  ];
}

const commandOf = byStep<string, AddOnPlace>({
  helm: ({ release, namespace, file, ...chart }, place) =>
    `helm${helmContext(place)} upgrade --install ${release} ${chartWords(chart)} --namespace ${namespace} --values ${pathOf(file, place)} --wait --timeout ${PATIENCE}`,
  definitions: ({ release, values, ...chart }, place) =>
    `helm template ${release} ${chartWords(chart)}${valueWords(values)} | ${kubectlOf(place)} apply --server-side --force-conflicts -f -`,
  manifest: ({ url }, place) => `${kubectlOf(place)} apply --server-side -f ${url}`,
  kustomization: ({ file }, place) => `${kubectlOf(place)} apply --server-side -k ${pathOf(file, place).replace(/\/[^/]*$/, '')}`,
});

const waiting = ({ for: what, of }: ResolvedReadiness, place: AddOnPlace): string =>
  `${kubectlOf(place)} wait --for=${what} --timeout=${PATIENCE} ${of.join(' ')}`;

const kubectlOf = ({ cluster, several }: AddOnPlace): string => kubectl(cluster, several);

const helmContext = ({ cluster, several }: AddOnPlace): string => (several ? ` --kube-context ${cluster}` : '');

const chartWords = ({ chart, repository, version }: ResolvedChart): string =>
  `${chart}${repository === undefined ? '' : ` --repo ${repository}`} --version ${version}`;

const valueWords = (values: Readonly<Record<string, AddOnValue>>): string =>
  Object.entries(values)
    .map(([key, value]) => ` --set-json ${shellQuoted(`${key}=${JSON.stringify(value)}`)}`)
    .join('');

/** With several clusters each has a folder of its name. */
const pathOf = (file: string, { cluster, several, kubernetes = 'dist' }: AddOnPlace): string =>
  `${kubernetes}/${several ? `${cluster}/` : ''}${file}`;
