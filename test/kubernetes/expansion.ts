/**
 * What the kubelet makes of a value, a command or an argument, step by step as k8s.io/kubernetes does it
 * (third_party/forked/golang/expansion/expand.go): variables that it does not know stay as they are written.
 */
export function expanded(input: string, variables: ReadonlyMap<string, string> = new Map()): string {
  let out = '';
  let checkpoint = 0;
  for (let cursor = 0; cursor < input.length; cursor++) {
    if (input[cursor] !== '$' || cursor + 1 >= input.length) continue;
    out += input.slice(checkpoint, cursor);
    const rest = input.slice(cursor + 1);
    const close = rest.indexOf(')');
    if (rest.startsWith('$')) {
      out += '$';
      cursor += 1;
    } else if (rest.startsWith('(') && close > 0) {
      const name = rest.slice(1, close);
      out += variables.get(name) ?? `$(${name})`;
      cursor += close + 1;
    } else {
      out += `$${rest[0]}`;
      cursor += 1;
    }
    checkpoint = cursor + 1;
  }
  return out + input.slice(checkpoint);
}
