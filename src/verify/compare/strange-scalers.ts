import type { Difference } from './difference';
import type { Model } from './model';

/** Autoscalers that the model does not know, and that move the number of pods of a workload. */
export const strangeScalers = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const workloads = model.system.workloads.filter((each) => each.cluster === cluster.name);
    const scaled = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
    const own = new Set(
      workloads.flatMap((each) => ('replicas' in each && each.replicas.metrics ? [`${each.namespace}/${each.name}`] : [])),
    );
    return (model.cluster(cluster.name)?.plain ?? []).flatMap(({ kind, namespace, name, object }): readonly Difference[] => {
      const about = `${namespace}/${name}`;
      if (kind !== 'HorizontalPodAutoscaler' || own.has(about)) return [];
      const target = object.object('spec', (spec) => spec.object('scaleTargetRef', (reference) => reference.text('name')));
      if (!scaled.has(`${namespace}/${target}`)) return [];
      const text = `the HorizontalPodAutoscaler ${about} moves the number of pods of ${target}, which the model does not know`;
      return [{ kind: 'too-wide', about, text }];
    });
  });
