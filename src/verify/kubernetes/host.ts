import type { Fields } from '../fields';

/** What pods have of their node, in words: no policy about traffic holds what they do with it. */
export function hostAccessOf(pod: Fields): readonly string[] {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => pod.list(list, (each) => each) ?? []);
  const mounts = containers.flatMap((each) => each.list('volumeMounts', (mount) => mount) ?? []);
  const paths = (pod.list('volumes', (volume) => volume) ?? []).flatMap((volume) => {
    const path = volume.object('hostPath', (source) => source.required('path', source.optionalText('path')));
    if (path === undefined) return [];
    const name = volume.text('name');
    const writes = mounts.some((mount) => mount.optionalText('name') === name && !mount.isTrue('readOnly'));
    return [hostPathText(path, writes)];
  });
  const privileged = containers.filter((each) => each.object('securityContext', (context) => context.isTrue('privileged')));
  return [
    ...(pod.isTrue('hostPID') ? [HOST_PROCESSES] : []),
    ...(pod.isTrue('hostIPC') ? ['the shared memory of the node'] : []),
    ...privileged.map((each) => `all of the node (its container ${each.text('name')} is privileged)`),
    ...paths,
  ].sort();
}

export const HOST_PROCESSES = 'the processes of the node';
export const hostPathText = (path: string, writes: boolean): string => `${path} of the node, to ${writes ? 'write' : 'read'}`;
