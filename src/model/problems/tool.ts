import { onOneLine } from '../printable';
import type { Problem } from '../problem';

/** What has to be so that one of them answers. */
const NEEDS = {
  virsh:
    'Install it (package libvirt-client or libvirt-clients), and see that `virsh -c` with this address and `list --all` answers this user here.',
  kubectl: "Install it, and see that `kubectl get nodes` answers here: the context has to be the cluster's, and its user may read.",
  ssh: "Install it (package openssh-client or openssh-clients), and log in once by hand: administrators come from the system's `admin.from`, with one of its keys.",
} as const;

/** Programs that are asked about what runs. */
export type Tool = keyof typeof NEEDS;

/** The last that a program has said, as the end of a sentence. */
const lastWords = (words: string): string => onOneLine(words).replace(/\.$/, '') || 'it has said nothing';

/**
 * @param call how it was called, without what is long or secret
 * @param words its own, or the system's where it cannot be run
 */
export const toolFailed = (tool: Tool, call: string, words: string): Problem => ({
  code: 'TOOL_FAILED',
  path: call,
  message: `${tool} does not answer: ${lastWords(words)}.`,
  fix: NEEDS[tool],
});

/**
 * @param login who was logged in, and where
 * @param command what was run there
 * @param status what it has ended with
 * @param words the last that it has said. Undefined: the user has seen them
 */
export const machineCommandFailed = (login: string, command: string, status: number, words?: string): Problem => ({
  code: 'MACHINE_COMMAND_FAILED',
  path: `ssh ${login}`,
  message: `\`${command}\` has ended with ${status}${words === undefined ? '' : `: ${lastWords(words)}`}.`,
  fix: `${words === undefined ? 'What it has said above tells why. ' : ''}Put that right on the machine, and run this again; \`journalctl -u isthmus-kubernetes\` there tells how far it is as a node.`,
});
