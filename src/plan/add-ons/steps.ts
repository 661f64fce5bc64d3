import type { AddOnChange, AddOnFate } from './changes';

/** Whether commands bring it about. */
const BROUGHT_ABOUT: { readonly [F in AddOnFate]: boolean } = { installed: true, updated: true, 'left-alone': false };

/** A command, and what it is for. */
interface Told {
  readonly run: string;
  readonly because: string;
}

/** Before the manifests of their cluster, which rely on them: one command for each cluster that has some to install. */
export function addOnSteps(changes: readonly AddOnChange[]): readonly Told[] {
  const own = changes.filter(({ does }) => BROUGHT_ABOUT[does]);
  return [...new Set(own.map(({ cluster }) => cluster))].map((cluster) => {
    const names = own.filter((each) => each.cluster === cluster).map(({ name }) => name);
    return { run: installCommand(cluster, names), because: `installs ${names.join(', ')}; without \`| bash …\` it prints the commands` };
  });
}

/** What installs add-ons of a cluster. @param names empty: all */
export function installCommand(cluster: string, names: readonly string[] = []): string {
  const words = [cluster, ...names].join(' ');
  return `npx isthmus add-ons ${words} | bash -euxo pipefail`;
}
