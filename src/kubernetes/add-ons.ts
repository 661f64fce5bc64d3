import { Construct } from 'constructs';
import { GATEWAYS } from '../model/kinds/gateway';
import type { ResolvedAddOnFile, ResolvedCluster, ResolvedGateway } from '../model/resolved';
import { byStep, isInstalled } from '../model/resolved/declared-add-ons';
import { DataFile } from './app/data-file';

/** Files that steps of an installation are given. */
const filesOf = byStep<readonly ResolvedAddOnFile[]>({
  helm: (step) => [step],
  kustomization: (step) => [step],
  // Their values stand in the command.
  definitions: () => [],
  manifest: () => [],
});

/** @param folder of the cluster below the output folder; unset when the system has a single one */
export function addAddOnFiles(scope: Construct, { addOns = [] }: ResolvedCluster, folder: string | undefined): void {
  const files = addOns.flatMap(({ steps }) => steps).flatMap((step) => filesOf(step));
  if (files.length === 0) return;
  const parent = new Construct(scope, 'add-ons');
  for (const { file, content } of files)
    new DataFile(parent, file.replaceAll('/', '.'), folder === undefined ? file : `${folder}/${file}`, content);
}

/** Classes of gateways whose proxies the system says how to install, each with one that asks for it. */
export const installedClasses = (cluster: ResolvedCluster, gateways: readonly ResolvedGateway[]): ReadonlyMap<string, ResolvedGateway> =>
  new Map(
    gateways.filter(({ provider }) => isInstalled(cluster, GATEWAYS[provider].addOn)).map((gateway) => [gateway.gatewayClass, gateway]),
  );
