import { type Json, type Kind, lines, locals, removed, stacks } from './outputs';

const changed = (change: object): Kind => locals('first_boot', (entry) => ({ ...entry, ...change }));
const asks = (edit: (request: string) => string): Kind =>
  locals('first_boot_questions', (question) => ({ ...question, request: edit(question.request) }));

/** Another text of the program that waits. */
const waiting = (from: string | RegExp, to: string): Kind =>
  stacks((stack) => {
    const before = stack.locals.virsh?.first_boot;
    if (before === undefined) return false;
    stack.locals.virsh.first_boot = before.replace(from, to);
    return stack.locals.virsh.first_boot !== before;
  });

/** A machine that nobody waits for. */
const notAwaited = (stack: Json): string | undefined =>
  Object.keys(stack.resource.libvirt_domain ?? {}).find((name) => !Object.hasOwn(stack.locals.first_boot ?? {}, name));

/** Mistakes in how an apply knows that a first boot is finished. */
export const AWAITED: Readonly<Record<string, Kind>> = {
  'a machine is not waited for': locals('first_boot', () => undefined),
  'a machine is waited for that nobody wants to wait for': stacks((stack) => {
    const name = notAwaited(stack);
    const [entry] = Object.values<Json>(stack.locals.first_boot ?? {});
    if (name === undefined || !entry) return false;
    stack.locals.first_boot[name] = { ...entry, name, domain: stack.resource.libvirt_domain[name].name };
    return true;
  }),
  'another machine is asked': changed({ domain: 'other' }),
  'a machine is asked of another host': changed({ uri: 'qemu+tls://other.example/system' }),
  'a machine has less time than is stated': changed({ minutes: '1' }),
  'a guest is asked for something else': asks(() => '{"execute":"guest-ping"}'),
  "nobody asks for the guest's own mark of the end": asks((request) =>
    request.replaceAll('/var/lib/isthmus/first-boot', '/nowhere').replaceAll('HKLM:\\\\SOFTWARE\\\\isthmus', 'HKLM:\\\\SOFTWARE'),
  ),
  'a failure is taken for success': waiting('failed*) ', 'failed*) exit 0; '),
  'what is not finished is taken for finished': waiting('"$deadline" ]; then\n', '"$deadline" ]; then\n    exit 0\n'),
  'no failure ends an apply': waiting('  } >&2\n  exit 1\n}', '  } >&2\n}'),
  'a guest notes no end': removed(/^\s+- mkdir -p \/var\/lib\/isthmus && touch \/var\/lib\/isthmus\/first-boot$/),
  'a guest notes its end before it is there': lines((line) =>
    /^\s+- systemctl start --no-block qemu-guest-agent\.service$/.test(line)
      ? `${line}\n  - mkdir -p /var/lib/isthmus && touch /var/lib/isthmus/first-boot`
      : line,
  ),
  'nothing tells of a failure before the agent is there': removed(/^\s+- systemctl start --no-block isthmus-first-boot-agent\.service$/),
  'what tells of it is not written': removed(/^\s+- path: \/usr\/local\/sbin\/isthmus-first-boot$/),
  'Enterprise Linux lets its agent run nothing': removed(/^\s+- \/usr\/local\/sbin\/isthmus-agent-access$/),
  'a secret may be shown when a first boot fails': removed(/^\s+\/etc\/isthmus\/[\w/-]+$/),
};
