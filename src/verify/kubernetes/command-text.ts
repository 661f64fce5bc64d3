/** Stands where a variable's value will: in no text that a container can be given. */
const MARK = '\0';

/**
 * Text of a variable, or words of a command, as the kubelet takes them: `$(NAME)` stands for a variable, `$$` for one dollar
 * (k8s.io/kubernetes, third_party/forked/golang/expansion).
 */
export function commandText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(commandText);
  return typeof value === 'string'
    ? value.replace(/\$\$|\$\(([^)]*)\)/g, (all, name) => (all === '$$' ? '$' : `${MARK}${name}${MARK}`))
    : value;
}
