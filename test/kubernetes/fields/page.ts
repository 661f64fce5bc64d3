import type { Answer } from './answer';
import { ANSWERS } from './answers';

const BY: { readonly [B in Answer['by']]: string } = {
  prop: 'said by',
  library: 'set by the library',
  refused: 'refused',
  patch: 'by a patch alone',
};

/** The page of all fields, in Markdown. */
export function fieldsPage(version: string): string {
  const tables = Object.entries(ANSWERS).map(([type, answers]) => {
    const rows = Object.entries(answers).map(([field, { by, text }]) => `| \`${field}\` | ${BY[by]} | ${text} |`);
    return [`## ${type}`, '', '| field | | |', '|---|---|---|', ...rows].join('\n');
  });
  return `# Fields of Kubernetes' API

Every field of the types that workloads are made of, as of Kubernetes ${version}: which prop says it, what the library sets it to and why, or
why neither does. What only a patch says: \`synthKubernetes\` and \`renderKubernetes\` return the native objects, which take
\`addJsonPatch\`. A test compares this page with what comes out.

${tables.join('\n\n')}
`;
}
